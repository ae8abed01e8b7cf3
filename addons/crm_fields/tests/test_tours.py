from odoo.tests import HttpCase, tagged

from .common import FieldCommon


@tagged("post_install", "-at_install")
class TestTours(FieldCommon, HttpCase):
    def test_field_chooser(self):
        """A plain user fills a custom field, hides fields and has them hidden ever after.

        Covers: GEN-06, GEN-07, GEN-19, SET-11
        """
        self._make_field("Hobby horse", target="person")
        self._make_field("Loyalty", kind="heading")
        self._make_field("Level of care", options=["Gold & <b>bold</b>", "Silver"])
        partner = self._make_person()
        self.start_tour(
            f"/odoo/crm-contacts/{partner.id}", "crm_fields_chooser", login="alice", timeout=120
        )
        self.env.invalidate_all()
        self.assertEqual(partner.x_crm_text_hobby_horse, "Chess")
        self.assertEqual(partner.x_crm_list_level_of_care, "gold_b_bold_b")
        hidden = self.alice.res_users_settings_id.crm_card_fields
        self.assertEqual(
            set(hidden["crm_core.crm_contact_view_form"]["hidden"])
            & {"function", "x_crm_text_hobby_horse", "crm_department"},
            {"function", "crm_department"},
        )

    def test_custom_field(self):
        """An administrator makes a drop-down and finds it on the card.

        Covers: SET-09, SET-12
        """
        deal = self._make_deal(name="Tour deal")
        self.start_tour("/odoo/crm-fields", "crm_fields_make", login="crm_admin", timeout=120)
        field = self.env["crm.field"].search([("name", "=", "Size of office")])
        self.assertEqual(field.option_ids.mapped("name"), ["Small", "Large"])
        self.assertEqual(field.target, "deal")
        arch = self.env["crm.lead"].get_views(
            [(self.env.ref("crm_core.crm_deal_view_form").id, "form")]
        )["views"]["form"]["arch"]
        self.assertIn(field.column_name, arch)
        self.assertTrue(deal.exists())
