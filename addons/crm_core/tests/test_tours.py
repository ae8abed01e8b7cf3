from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.mail.tests.common import MockEmail


@tagged("post_install", "-at_install")
class TestTours(HttpCase, MockEmail):
    """What a plain user does in the web client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "tour_user",
            groups="crm_access.group_crm_user,base.group_allow_export",
            name="Tour User",
            email="tour@example.com",
        )

    def test_create_customers(self):
        """The Create button leads to forms that ask for what is required and save.

        Covers: GEN-02, GEN-03, GEN-15, GEN-16, CON-02
        """
        self.start_tour("/odoo", "crm_core_create_customers", login="tour_user")
        customers = self.env["res.partner"].search(
            [("create_uid", "=", self.user.id), ("crm_customer", "=", True)]
        )
        self.assertEqual(sorted(customers.mapped("name")), ["Olha Tour", "Petro Tour", "Tour Ltd"])
        self.assertEqual(customers.filtered("is_company").mapped("name"), ["Tour Ltd"])
        self.assertFalse(customers.filtered("crm_incomplete"))

    def test_row_menus(self):
        """Rows of leads, contacts and companies offer what can be done to them; a note is written.

        Covers: COM-02, PER-02, LEAD-08, GEN-18, COM-20
        """
        Partner = self.env["res.partner"].with_user(self.user)
        company = Partner.create({"name": "Rowmenu Ltd", "is_company": True})
        person = Partner.create(
            {"crm_first_name": "Rowmenu", "crm_last_name": "Person", "email": "person@example.com"}
        )
        lead = (
            self.env["crm.lead"]
            .with_user(self.user)
            .create(
                {
                    "name": "Rowmenu request",
                    "type": "lead",
                    "crm_last_name": "Rowmenu",
                    "email_from": "lead@example.com",
                }
            )
        )
        self.env.flush_all()
        with self.mock_mail_gateway():
            self.start_tour("/odoo", "crm_core_row_menus", login="tour_user")
        for record in (company, person):
            note = record.message_ids.filtered(lambda message: "Met at the fair" in message.body)
            self.assertEqual(len(note), 1)
            self.assertTrue(note.is_internal or note.subtype_id.internal)
        sent = {mail["subject"]: mail["email_to"] for mail in self._mails}
        self.assertIn("person@example.com", str(sent["Our offer"]))
        self.assertIn("lead@example.com", str(sent["Your request"]))
        self.assertFalse(
            self.env["res.partner"].search([("email_normalized", "=", "lead@example.com")]),
            "mailing a lead makes no contact",
        )
        self.assertFalse(lead.exists())

    def test_lead_to_won_deal(self):
        """A lead becomes a deal in two clicks, walks its funnel and is won.

        Covers: GEN-01, LEAD-04, DEAL-09, FUN-03
        """
        lead = (
            self.env["crm.lead"]
            .with_user(self.user)
            .create(
                {
                    "name": "Tour request",
                    "type": "lead",
                    "crm_first_name": "Lina",
                    "crm_last_name": "Tourlead",
                    "partner_name": "Tourlead Ltd",
                    "phone": "+380 50 765 43 21",
                }
            )
        )
        self.start_tour("/odoo", "crm_core_lead_to_won_deal", login="tour_user")
        self.assertEqual(
            (lead.type, lead.won_status, lead.probability), ("opportunity", "won", 100)
        )
        self.assertEqual(lead.partner_id.name, "Lina Tourlead")
        self.assertEqual(lead.partner_id.parent_id.name, "Tourlead Ltd")
