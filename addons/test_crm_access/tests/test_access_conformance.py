from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_access.tests.conformance import leaking_fields, missing_rules


@tagged("post_install", "-at_install")
class TestAccessConformance(TransactionCase):
    def test_protected_models_have_rules(self):
        self.assertFalse(missing_rules(self.env))

    def test_missing_rules_are_found(self):
        rules = self.env["ir.rule"].search([("model_id.model", "=", "test.access.note")])
        rules[0].groups = self.env.ref("base.group_user")
        rules[1].active = False
        faults = missing_rules(self.env)
        self.assertEqual(len(faults), 2, faults)
        self.assertIn("is not global", faults[0] + faults[1])
        self.assertIn("has no active rule", faults[0] + faults[1])

    def test_leaking_fields_are_found(self):
        """The check finds a related field on an open record, not one on a record that follows."""
        found = {(model, field) for model, field, _path in leaking_fields(self.env)}
        self.assertIn(("test.access.link", "document_phone"), found)
        self.assertNotIn(("test.access.line", "document_phone"), found)

    def test_host_leaks_are_closed(self):
        found = {(model, field) for model, field, _path in leaking_fields(self.env)}
        for leak in (("mail.followers", "email"), ("mail.message", "author_avatar")):
            self.assertNotIn(leak, found)
