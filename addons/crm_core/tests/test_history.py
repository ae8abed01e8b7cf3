import colorsys

from odoo.tests import tagged

from .common import CrmCommon


@tagged("post_install", "-at_install")
class TestHistory(CrmCommon):
    def test_everything_is_on_the_contact(self):
        """A contact keeps its name, phone and email, what was written and done, and its deals.

        Covers: CON-18, CON-21
        """
        person = self._make_person(phone="+380 67 765 43 21", email="ivan@example.com")
        person.message_post(body="Prefers mornings", subtype_xmlid="mail.mt_note")
        person.message_post(
            body="Our offer", message_type="email_outgoing", subtype_xmlid="mail.mt_comment"
        )
        activity = person.activity_schedule("mail.mail_activity_data_call", summary="Call back")
        activity.action_feedback(feedback="Wants a discount")
        deal = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create({"name": "Headsets", "type": "opportunity", "partner_id": person.id})
        )
        deal.message_post(body="Sent the contract", subtype_xmlid="mail.mt_note")
        self.env.flush_all()
        self.env.invalidate_all()

        self.assertEqual(
            (person.name, person.phone, person.email),
            ("Ivan Petrov", "+380 67 765 43 21", "ivan@example.com"),
        )
        history = " ".join(person.message_ids.mapped("body"))
        for text in ("Prefers mornings", "Our offer", "Wants a discount"):
            self.assertIn(text, history)
        self.assertEqual(person.opportunity_ids, deal)
        self.assertIn("Sent the contract", " ".join(deal.message_ids.mapped("body")))

    def test_colors_of_phases_are_pastel(self):
        """Every default phase has a color of its own, light enough for dark text.

        Covers: LEAD-13, LEAD-16
        """
        stages = self.env["crm.stage"].search([("funnel_id", "!=", False)])
        colors = stages.mapped("hex_color")
        self.assertGreaterEqual(len(colors), 13)
        for color in colors:
            red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
            _hue, lightness, _saturation = colorsys.rgb_to_hls(red, green, blue)
            self.assertGreater(lightness, 0.55, color)

    def test_ribbons(self):
        """The forms carry a ribbon where a record is won or lost.

        Covers: LEAD-15
        """
        Lead = self.env["crm.lead"].with_user(self.alice)
        arch = Lead.get_view(self.env.ref("crm_core.crm_deal_view_form").id, "form")["arch"]
        self.assertRegex(arch, r'web_ribbon" title="Won"[^>]*won_status != .won.')
        self.assertRegex(arch, r'web_ribbon" title="Lost"[^>]*won_status != .lost.')
