from odoo.addons.crm_access.models.ir_module_module import KEEP_VISIBLE
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import AccessCommon, make_private


@tagged("post_install", "-at_install")
class TestAccessUninstall(AccessCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.module = cls.env.ref("base.module_test_crm_access")
        cls.open_document = cls.env["test.access.document"].create({"name": "Open"})

    def _wizard(self):
        return self.env["base.module.uninstall"].create({"module_ids": self.module.ids})

    def test_dialogue_says_what_would_become_visible(self):
        self.assertIn("Test Document: 1", self._wizard().crm_access_private)
        web_tour = self.env["ir.module.module"].search([("name", "=", "web_tour")])
        self.assertFalse(web_tour._crm_access_private_counts())

    def test_parent_addon_counts(self):
        wizard = self.env["base.module.uninstall"].create(
            {"module_ids": self.env.ref("base.module_crm_access").ids}
        )
        self.assertIn("Test Document: 1", wizard.crm_access_private)

    @mute_logger("odoo.addons.crm_access.models.ir_module_module")
    def test_private_records_are_archived(self):
        self.module._crm_access_leave()
        self.assertFalse(self.document.active)
        self.assertTrue(self.open_document.active)

    def test_unless_told_otherwise(self):
        self.env["ir.config_parameter"].set_param(KEEP_VISIBLE, True)
        self.module._crm_access_leave()
        self.assertTrue(self.document.active)
        self.assertFalse(self.env["ir.config_parameter"].get_param(KEEP_VISIBLE))

    def test_messages_get_their_addresses_back(self):
        person = self.env["res.partner"].create(
            {"name": "Zinaida", "email": "z@secret.example.com"}
        )
        make_private(person, self.alice)
        message = self.open_document.message_post(body="x", author_id=person.id, email_from=person.email)
        self.assertNotIn("secret.example", message.email_from or "")
        self.env["ir.config_parameter"].set_param(KEEP_VISIBLE, True)
        self.env["ir.module.module"].search([("state", "=", "installed")])._crm_access_leave()
        self.assertEqual(message.email_from, "z@secret.example.com")
