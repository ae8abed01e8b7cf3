from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import FieldCommon

CARD = "crm_core.crm_contact_view_form"


@tagged("post_install", "-at_install")
class TestCardFields(FieldCommon):
    """The stored choice of what a card shows."""

    def _settings(self, user):
        settings = self.env["res.users.settings"]._find_or_create_for_user(user)
        return settings.with_user(user)

    def test_choice_per_user(self):
        """Each user has their own choice for each card.

        Covers: GEN-06, SET-11
        """
        choice = {CARD: {"hidden": ["function"], "detailed": True}}
        answer = self._settings(self.alice).set_res_users_settings({"crm_card_fields": choice})
        self.assertEqual(answer["crm_card_fields"], choice)
        self.env.invalidate_all()
        self.assertEqual(self._settings(self.alice).crm_card_fields, choice)
        self.assertFalse(self._settings(self.bob).crm_card_fields)
        with self.assertRaises(AccessError):
            self._settings(self.alice).with_user(self.bob).set_res_users_settings(
                {"crm_card_fields": {}}
            )

    def test_damaged_choice(self):
        """What is no choice of fields is refused, and the stored one stays.

        Covers: SET-11
        """
        settings = self._settings(self.alice)
        settings.set_res_users_settings({"crm_card_fields": {CARD: {"hidden": ["city"]}}})
        for damaged in (
            ["city"],
            {CARD: ["city"]},
            {CARD: {"hidden": "city"}},
            {CARD: {"hidden": ["<script>"]}},
            {CARD: {"hidden": ["x" * 200]}},
            {CARD: {"hidden": ["city"] * 501}},
            {CARD: {"hidden": [], "more": 1}},
            {"../../x": {"hidden": []}},
            {f"card_{number}": {"hidden": []} for number in range(101)},
        ):
            with self.assertRefused(ValidationError, "choice of card fields of Alice Manager"):
                settings.set_res_users_settings({"crm_card_fields": damaged})
                self.env.flush_all()
            settings.invalidate_recordset()
        self.assertEqual(settings.crm_card_fields, {CARD: {"hidden": ["city"]}})

    def test_default_for_everyone(self):
        """A CRM administrator chooses for the company; False gives the addon's choice back.

        Covers: GEN-06, GEN-20
        """
        company = self.env.company.with_user(self.crm_admin)
        preset = company._crm_get_card_defaults()[CARD]
        self.assertIn("crm_department", preset)
        result = company.action_crm_set_card_default(CARD, ["function", "city", "city"])
        self.assertEqual(result[CARD], ["city", "function"])
        self.assertEqual(company.action_crm_set_card_default(CARD, False)[CARD], preset)
        for card, hidden in ((CARD, "city"), ("../x", []), (CARD, None), (7, [])):
            with self.assertRefused(ValidationError, "is damaged"):
                company.action_crm_set_card_default(card, hidden)
        for user in (self.alice, self.outsider):
            with self.assertRefused(AccessError, "Only CRM administrators"):
                self.env.company.with_user(user).action_crm_set_card_default(CARD, [])
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRefused(AccessError, "Only CRM administrators"):
            other.with_user(self.crm_admin).action_crm_set_card_default(CARD, [])

    def test_cards_are_named(self):
        """The form says which card it is, the same in every database."""
        arch = (
            self.env["res.partner"]
            .with_user(self.alice)
            .get_views([(self.env.ref(CARD).id, "form")])["views"]["form"]["arch"]
        )
        self.assertIn(f'crm_card="{CARD}"', arch)

    def test_preset_names_fields(self):
        """What is hidden at first are fields of these cards."""
        for card, names in self.env.company._crm_get_card_defaults().items():
            arch = self.env.ref(card)._get_combined_arch()
            for name in names:
                self.assertTrue(arch.xpath(f"//field[@name='{name}']"), f"{card}: {name}")


@tagged("post_install", "-at_install")
class TestCardFieldsSession(HttpCase):
    def test_session(self):
        """The web client gets the company's choice with its session.

        Covers: GEN-06
        """
        user = new_test_user(self.env, "fields_user", groups="crm_access.group_crm_user")
        self.env.company.action_crm_set_card_default(CARD, ["city"])
        self.authenticate(user.login, user.login)
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertEqual(info["crm_card_fields"][str(self.env.company.id)][CARD], ["city"])
        self.assertIn("crm_card_fields", info["user_settings"])
