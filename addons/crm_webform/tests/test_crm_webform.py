from unittest.mock import patch

from lxml import html

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools import guard
from .common import WebformCommon


@tagged("post_install", "-at_install", "crm_webform")
class TestWebform(WebformCommon):
    """The builder."""

    def test_default_fields(self):
        """Covers: WEB-02, WEB-04"""
        form = self.env["crm.webform"].with_user(self.crm_admin).create({"name": "Call me"})
        kinds = form.field_ids.mapped("kind")
        self.assertEqual(kinds, ["first_name", "last_name", "phone", "email", "note"])
        self.assertEqual(form.field_ids[2].category, "mobile")
        self.assertEqual(form.field_ids[0].label, "First name")
        self.assertEqual(form.field_ids.filtered("required").kind, "email")
        self.assertEqual(form.manager_ids, self.crm_admin)

    def test_builder_form_view(self):
        """Covers: WEB-02, WEB-06"""
        Webform = self.env["crm.webform"].with_user(self.crm_admin)
        with Form(Webform) as builder:
            builder.name = "Call me"
            with builder.field_ids.new() as line:
                line.kind = "city"
            self.assertIn('name="city"', builder.preview_html)
        self.assertIn("city", builder.record.field_ids.mapped("kind"))

    def test_company_form_asks_for_the_company(self):
        """Covers: WEB-04, WEB-07"""
        Webform = self.env["crm.webform"].with_user(self.crm_admin)
        with Form(Webform) as builder:
            builder.name = "Call me"
            builder.kind = "company"
            self.assertIn('name="company_name"', builder.preview_html)
        lines = builder.record.field_ids
        self.assertEqual(lines[0].kind, "company_name")
        self.assertEqual(len(lines), 6)

    def test_every_kind_of_field(self):
        """Covers: WEB-04"""
        kinds = [
            *("first_name", "last_name", "position", "company_name", "note", "street"),
            *("street2", "zip", "city", "state", "country"),
        ]
        rows = [{"kind": "phone", "category": "work"}, {"kind": "social", "category": "telegram"}]
        form = self._make_form(*kinds, "phone", "email", "website", *rows)
        tree = html.fromstring(form.source_html)
        names = set(tree.xpath("//@name"))
        self.assertLessEqual(
            {*kinds, "phone_mobile", "phone_work", "email_work", "website_work", "social_telegram"},
            names,
        )
        self.assertIn("UA", tree.xpath("//select/option/@value"))

    def test_source_is_free_of_script(self):
        """Covers: WEB-01, WEB-06"""
        form = self._make_form({"kind": "last_name", "label": "<b>Name</b>", "required": True})
        tree = html.fromstring(form.source_html)
        self.assertEqual(tree.get("action"), form.page_url)
        self.assertEqual(tree.get("method"), "post")
        self.assertFalse(tree.xpath("//script") or tree.xpath("//b"))
        self.assertEqual(tree.xpath("//input[@name='last_name']/@required"), ["required"])
        self.assertFalse(tree.xpath("//input[@name='crm_token']"))
        form.protection = "signed"
        tree = html.fromstring(form.source_html)
        self.assertEqual(len(tree.xpath("//script[@src]")), 1)
        self.assertTrue(tree.get("data-token-url").endswith("/token"))
        # the preview shows the same fields and can send nothing
        preview = html.fromstring(form.preview_html)
        self.assertFalse(preview.xpath("//form/@action") or preview.xpath("//script"))
        self.assertTrue(preview.xpath("//input[@name='last_name']"))

    def test_language_of_the_form(self):
        """Covers: GEN-22"""
        self.env["res.lang"]._activate_lang("ru_RU")
        form = self._make_form("last_name", lang_id=self.env.ref("base.lang_ru").id)
        field = self.env["ir.model.fields.selection"].search(
            [("field_id.model", "=", "crm.webform.field"), ("value", "=", "last_name")]
        )
        field.with_context(lang="ru_RU").name = "Фамилия"
        self.env.registry.clear_cache()
        line = form.with_context(lang="ru_RU").field_ids
        line.kind = "first_name"
        line.kind = "last_name"
        self.assertEqual(line.label, "Фамилия")
        self.assertIn('lang="ru-RU"', form.preview_html)

    def test_new_key(self):
        """Covers: WEB-03"""
        form = self._make_form()
        old, secret = form.key, form.sudo()._get_secret()
        self.assertGreaterEqual(len(old), 32)
        form.action_regenerate_key()
        self.assertNotEqual(form.key, old)
        self.assertNotEqual(form.sudo()._get_secret(), secret)
        self.assertFalse(self.env["crm.webform"]._find_by_key(old))
        self.assertEqual(self.env["crm.webform"]._find_by_key(form.key), form)
        self.assertNotEqual(form.copy().key, form.key)

    def test_archived_form_is_closed(self):
        """Covers: WEB-03"""
        form = self._make_form()
        form.active = False
        self.assertFalse(self.env["crm.webform"]._find_by_key(form.key))

    def test_cached_key_is_checked(self):
        """Covers: WEB-03"""
        form = self._make_form()
        old = form.key
        self.assertTrue(self.env["crm.webform"]._find_by_key(old))
        with patch.object(self.env.registry, "clear_cache", lambda *_args: None):
            form.action_regenerate_key()
        self.assertFalse(self.env["crm.webform"]._find_by_key(old))

    def test_key_is_asked_for_as_given(self):
        for key in ("", None, "x" * 200, "a\0b", "ключ", "%"):
            self.assertFalse(self.env["crm.webform"]._find_by_key(key))

    @mute_logger("odoo.sql_db")
    def test_refused_settings(self):
        """Covers: WEB-03, WEB-04"""
        form = self._make_form()
        refused = {
            "javascript:alert(1)": ("redirect_url", "“Call me”: Page after Sending"),
            "//evil.example": ("redirect_url", "“Call me”: Page after Sending"),
            "ftp://a.example": ("origins", "Accepted Sites: ftp://a.example"),
        }
        for value, (name, message) in refused.items():
            with self.assertRefused(ValidationError, message):
                form[name] = value
        with self.assertRefused(ValidationError, "html"):
            form.write({"ask_file": True, "file_extensions": "pdf, html"})
        with self.assertRefused(ValidationError, "between 1 and 25"):
            form.write({"ask_file": True, "file_max_mb": 4000})
        with self.assertRefused(ValidationError, "Consent Text"):
            form.write({"consent_required": True, "consent_text": False})
        with self.assertRefused(ValidationError, "asks twice for “Phone”"):
            form.field_ids = [Command.create({"kind": "phone"})]
        with self.assertRefused(ValidationError, "makes companies"):
            self._make_form("last_name", kind="company")
        with self.assertRefused(ValidationError, "ask for a name"):
            form.field_ids = [Command.clear(), Command.create({"kind": "note"})]

    def test_users_who_will_not_be_told(self):
        """Covers: WEB-05"""
        form = self._make_form(notify_user_ids=[Command.set((self.alice | self.bob).ids)])
        self.assertEqual(form.unseen_user_ids, self.bob)
        form.share = "read"
        self.assertFalse(form.unseen_user_ids)

    def test_tokens_are_the_forms_own(self):
        """Covers: WEB-08"""
        one, other = self._make_form().sudo(), self._make_form().sudo()
        verdict = guard.check(other._get_secret(), one._make_token(), 2**33, 0, 2**34)
        self.assertEqual(verdict.code, guard.FORGED)
