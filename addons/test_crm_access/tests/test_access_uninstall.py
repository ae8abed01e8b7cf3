from unittest.mock import patch

from odoo.addons.crm_access.models.ir_module_module import KEEP_VISIBLE
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import AccessCommon, make_private


@tagged("post_install", "-at_install")
class TestAccessUninstall(AccessCommon, TransactionCase):
    """Partners stay when the addons go that protect them; test documents go with their addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create({"name": "Zinaida", "email": "z@secret.example.com"})
        cls.stranger = cls.env["res.partner"].create({"name": "Open"})
        make_private(cls.person, cls.alice)
        rules = cls.env["ir.rule"].search(
            [("model_id.model", "=", "res.partner"), ("domain_force", "like", "_crm_access_domain")]
        )
        owners = {xmlids[0].split(".")[0] for xmlids in rules._get_external_ids().values()}
        cls.modules = cls.env["ir.module.module"].search([("name", "in", list(owners))])

    def test_dialogue_says_what_would_become_visible(self):
        wizard = self.env["base.module.uninstall"].create({"module_ids": self.modules.ids})
        self.assertRegex(wizard.crm_access_private, r"Contact: \d+")
        self.assertNotIn("Test Document", wizard.crm_access_private)
        web_tour = self.env["ir.module.module"].search([("name", "=", "web_tour")])
        self.assertFalse(web_tour._crm_access_private_counts())

    def test_rules_of_another_addon_still_protect(self):
        self.env["ir.rule"].create(
            {
                "name": "By hand",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": "user._crm_access_domain('read', 'res.partner')",
            }
        )
        self.assertNotIn("Contact", self.modules._crm_access_private_counts())

    @mute_logger("odoo.addons.crm_access.models.ir_module_module")
    def test_private_records_are_archived(self):
        self.modules._crm_access_leave()
        self.assertFalse(self.person.active)
        self.assertTrue(self.stranger.active)

    def test_unless_told_otherwise(self):
        wizard = self.env["base.module.uninstall"].create(
            {"module_ids": self.modules.ids, "crm_access_archive": False}
        )
        # the host's own uninstallation would reload the registry
        def uninstall(modules):
            modules._crm_access_leave()

        with patch.object(type(self.modules), "button_immediate_uninstall", uninstall):
            wizard.action_uninstall()
        self.assertTrue(self.person.active)
        self.assertFalse(self.env["ir.config_parameter"].get_param(KEEP_VISIBLE))

    @mute_logger("odoo.addons.crm_access.models.ir_module_module")
    def test_messages_get_their_addresses_back(self):
        document = self.env["test.access.document"].create({"name": "Open"})
        message = document.message_post(body="x", author_id=self.person.id, email_from=self.person.email)
        self.assertNotIn("secret.example", message.email_from or "")
        self.modules._crm_access_leave()
        self.assertEqual(message.email_from, "z@secret.example.com")
