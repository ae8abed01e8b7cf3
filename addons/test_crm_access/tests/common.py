import base64
import io

from PIL import Image

from odoo import Command
from odoo.tests import new_test_user

SECRET_PHONE = "+380441112233"
SECRET_NAME = "Zinaida Sekretnaya"


def picture(colour):
    """A small picture of one colour, base64-encoded."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


def make_private(partner, users):
    """Make a partner private to users, or open if there are none.

    crm_core, where it is installed, decides about partners, and the test model does not.
    """
    if "crm_customer" in partner._fields:
        partner.write(
            {
                "crm_customer": bool(users),
                "crm_share": "private",
                "crm_manager_ids": [Command.set(users.ids)],
            }
        )
    else:
        partner.test_reader_ids = users


class AccessCommon:
    """Users of each role and a document that is private to Alice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alice = new_test_user(
            cls.env, "access_alice", groups="crm_access.group_crm_user,base.group_allow_export"
        )
        cls.bob = new_test_user(
            cls.env, "access_bob", groups="crm_access.group_crm_user,base.group_allow_export"
        )
        cls.boss = new_test_user(
            cls.env, "access_boss", groups="crm_access.group_crm_admin,base.group_allow_export"
        )
        cls.document = cls.env["test.access.document"].create(
            {
                "name": SECRET_NAME,
                "phone": SECRET_PHONE,
                "image_1920": picture("#123456"),
                "level": "private",
                "manager_ids": [Command.set(cls.alice.ids)],
            }
        )
        cls.link = cls.env["test.access.link"].create(
            {"name": "Open", "document_id": cls.document.id}
        )
        cls.secrets = [SECRET_PHONE]
