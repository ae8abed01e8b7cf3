from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import WebformCommon

MODELS = ("crm.webform", "crm.webform.field", "crm.webform.submission")


@tagged("post_install", "-at_install", "crm_webform")
class TestWebformAccess(WebformCommon, HttpCase):
    """Forms are the administrators' business."""

    def test_users_see_nothing(self):
        """Covers: WEB-02"""
        form = self._make_form()
        submission = self._send(form, last_name="Petrov")
        rows = {"crm.webform": form, "crm.webform.field": form.field_ids[0]}
        rows["crm.webform.submission"] = submission
        for user in (self.alice, self.outsider):
            self.env.invalidate_all()
            for model in MODELS:
                record = rows[model].with_user(user)
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(record.has_access(operation), (model, user.login, operation))
                with self.assertRaises(AccessError):
                    record.read(["display_name"])
            with self.assertRaises(AccessError):
                submission.with_user(user).action_process()
            with self.assertRaises(AccessError):
                form.with_user(user).action_regenerate_key()

    def test_administrators(self):
        """Covers: WEB-02"""
        form = self._make_form()
        submission = self._send(form, last_name="Petrov").with_user(self.crm_admin)
        self.env.invalidate_all()
        self.assertEqual(submission.summary, "Petrov")
        self.assertFalse(submission.has_access("create"))
        menus = self.env["ir.ui.menu"]
        menu = self.env.ref("crm_webform.crm_webform_menu_forms").id
        self.assertIn(menu, menus.with_user(self.crm_admin)._visible_menu_ids())
        self.assertNotIn(menu, menus.with_user(self.alice)._visible_menu_ids())

    def test_public_reads_nothing(self):
        """Covers: WEB-08"""
        public = self.env.ref("base.public_user")
        form = self._make_form()
        for model in MODELS:
            self.assertFalse(self.env[model].with_user(public).has_access("read"))
        self.assertFalse(form.with_user(public).has_access("read"))
