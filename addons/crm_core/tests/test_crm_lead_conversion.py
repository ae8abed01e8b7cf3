from unittest.mock import patch

from odoo.api import Environment
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .lead_common import LeadCommon


@tagged("post_install", "-at_install")
class TestCrmLeadConversion(LeadCommon):
    def setUp(self):
        super().setUp()
        self.lead = self._make_lead(
            name="Wants headsets",
            crm_first_name="Ivan",
            crm_last_name="Petrov",
            partner_name="Romashka LLC",
            phone="+380443905101",
            email_from="ivan@romashka.example",
            website="https://romashka.example",
            crm_annual_revenue=120000,
            crm_employee_count=15,
            crm_industry_id=self.env["res.partner.industry"].create({"name": "Retail"}).id,
            description="<p>Met at the fair</p>",
            crm_memo="Calls back on Monday",
            source_id=self.env["utm.source"].create({"name": "Fair"}).id,
        )
        self.lead.message_post(body="First talk", attachments=[("brief.txt", b"brief")])
        self.lead.activity_schedule("mail.mail_activity_data_todo", summary="Send prices")
        self.meeting = (
            self.env["calendar.event"]
            .with_user(self.alice)
            .create(
                {
                    "name": "Demo",
                    "start": "2027-01-01 10:00:00",
                    "stop": "2027-01-01 11:00:00",
                    "opportunity_id": self.lead.id,
                }
            )
        )
        self._flush_tracking()

    def _convert(self, lead, user=None, **options):
        lead = lead.with_user(user or self.alice)
        answer = lead.action_convert(**options)
        self._flush_tracking()
        return (
            self.env["crm.conversion.receipt"]
            .with_user(user or self.alice)
            .browse(answer["receipt_id"])
        )

    def _outcomes(self, receipt):
        return {(line.name, line.value): (line.outcome, line.target) for line in receipt.line_ids}

    def _counts(self, receipt):
        return {line.name: line.count for line in receipt.line_ids if line.count}

    def _linked(self, lead):
        """How many rows of each model point to a lead, whatever the model."""
        return {key: len(records) for key, records in lead._crm_linked_records()}

    # === WITH A DEAL === #

    def test_becomes_a_deal(self):
        """The same record becomes the deal; contact and company are made; no lead is left.

        Covers: LEAD-04, LEAD-05, LEAD-06
        """
        number = self.lead.crm_number
        before = self._linked(self.lead)
        receipt = self._convert(self.lead)
        deal = receipt.lead_id
        self.assertEqual(deal, self.lead)
        self.assertEqual((deal.type, deal.crm_number), ("opportunity", number))
        self.assertEqual(
            (deal.funnel_id, deal.stage_id), (self.deal_funnel, self.stages["contact"])
        )
        self.assertEqual((deal.probability, deal.user_id), (1, self.alice))
        self.assertFalse(deal.search([("type", "=", "lead"), ("id", "=", deal.id)]))
        person, company = deal.partner_id, deal.partner_id.parent_id
        self.assertEqual((person.crm_first_name, person.crm_last_name), ("Ivan", "Petrov"))
        self.assertEqual((company.name, company.is_company), ("Romashka LLC", True))
        for partner in person | company:
            self.assertTrue(partner.crm_customer and partner.crm_from_lead)
            self.assertEqual(partner.crm_manager_ids, self.alice)
        self.assertEqual(person.phone, "+380443905101")
        self.assertFalse(company.phone)
        self.assertEqual(company.website, "https://romashka.example")
        self.assertEqual((company.crm_annual_revenue, company.crm_employee_count), (120000, 15))
        self.assertEqual(company.industry_id.name, "Retail")
        self.assertIn(person, deal.participant_ids)
        self.assertFalse(deal.channel_ids)
        self.assertEqual(
            set(person.channel_ids.mapped("value")), {"+380443905101", "ivan@romashka.example"}
        )
        after = self._linked(deal)
        for key in (
            "mail.activity.res_id",
            "ir.attachment.res_id",
            "calendar.event.opportunity_id",
        ):
            self.assertEqual(after[key], before[key], key)
        self.assertGreaterEqual(after["mail.message.res_id"], before["mail.message.res_id"])

    def test_receipt(self):
        """The receipt tells where every field, channel and linked record went.

        Covers: BEY-02, LEAD-11
        """
        before = self._linked(self.lead)
        receipt = self._convert(self.lead)
        outcomes, person = self._outcomes(receipt), self.lead.partner_id.display_name
        self.assertEqual(outcomes["Contact", "Ivan Petrov"], ("created", person))
        self.assertEqual(outcomes["Company", "Romashka LLC"], ("created", "Romashka LLC"))
        self.assertEqual(outcomes["Phone", "+380443905101"], ("moved", person))
        self.assertEqual(outcomes["Website", "https://romashka.example"], ("moved", "Romashka LLC"))
        self.assertEqual(outcomes["Number of Employees", "15"], ("copied", "Romashka LLC"))
        self.assertEqual(outcomes["Industry", "Retail"], ("copied", "Romashka LLC"))
        self.assertEqual(outcomes["Memo", "Calls back on Monday"], ("stays", "Wants headsets"))
        self.assertEqual(outcomes["Source", "Fair"], ("stays", "Wants headsets"))
        self.assertEqual(outcomes["Stage", "New"], ("moved", "Sales: Initial contact"))
        counts = self._counts(receipt)
        for key, label in (
            ("ir.attachment.res_id", "Attachment"),
            ("mail.activity.res_id", "Activity"),
            ("calendar.event.opportunity_id", "Calendar Event"),
        ):
            self.assertEqual(counts[label], before[key], key)
        self.assertGreaterEqual(counts["Message"], before["mail.message.res_id"])
        self.assertEqual((receipt.lead_number, receipt.user_id), (self.lead.crm_number, self.alice))
        self.assertEqual(self.lead.action_open_receipt()["res_id"], receipt.id)
        for partner in (self.lead.partner_id, self.lead.partner_id.parent_id):
            self.assertEqual(partner.crm_receipt_count, 1)
            domain = partner.action_open_crm_receipts()["domain"]
            self.assertEqual(receipt.search(domain), receipt)
        with self.assertRaises(AccessError):
            receipt.line_ids[0].name = "Forged"

    def test_links_known_contact(self):
        """A known contact and company are linked, not doubled; new channels go to them.

        Covers: LEAD-04
        """
        company = self._make_company(name="Romashka, LLC", crm_employee_count=99)
        ivan = self._make_person(email="ivan@romashka.example", parent_id=company.id)
        partners = self.env["res.partner"].search_count([])
        receipt = self._convert(self.lead)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.lead.partner_id, ivan)
        outcomes = self._outcomes(receipt)
        self.assertEqual(outcomes["Contact", "Ivan Petrov"][0], "linked")
        self.assertEqual(outcomes["Email", "ivan@romashka.example"][0], "present")
        self.assertEqual(outcomes["Phone", "+380443905101"][0], "moved")
        self.assertIn("+380443905101", ivan.channel_ids.mapped("value"))
        self.assertEqual(company.crm_employee_count, 99, "what is known is not overwritten")
        self.assertEqual(outcomes["Number of Employees", "15"][0], "stays")

    def test_namesake_is_no_match(self):
        """An equal name alone makes a suggestion, a phone under another name does not link."""
        namesake = self._make_person(crm_share="write")
        colleague = self._make_person(crm_first_name="Olga", phone="+380443905101")
        wizard = self._wizard(self.lead)
        self.assertEqual(wizard.action, "create")
        self.assertIn("same first and last name", wizard.crm_preview)
        self._convert(self.lead)
        self.assertNotIn(self.lead.partner_id, namesake | colleague)

    def test_closed_contact(self):
        """The only match is closed to the user: it is linked, its managers are told, no data shown.

        Covers: LEAD-04, ACL-16
        """
        self._make_person(user=self.bob, email="ivan@romashka.example", function="Secret job")
        private = self.env["res.partner"].search([("function", "=", "Secret job")])
        self._flush_tracking()
        partners = self.env["res.partner"].search_count([])
        wizard = self._wizard(self.lead)
        self.assertTrue(wizard.crm_is_closed_match)
        self.assertFalse(wizard.partner_id)
        self.assertIn("Bob Manager", wizard.crm_preview)
        self.assertNotIn("Secret", wizard.crm_preview)
        wizard.action_apply()
        self._flush_tracking()
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(self.lead.sudo().partner_id, private)
        self.assertEqual(self._notifications(self.lead, self.bob), 1)
        self.assertEqual(private.channel_ids.mapped("value"), ["ivan@romashka.example"])
        self.assertIn("+380443905101", self.lead.channel_ids.mapped("value"))
        with self.assertRaises(AccessError):
            self.lead.partner_id.with_user(self.alice).read(["email"])

    def test_known_partner_becomes_customer(self):
        """A partner that the host knows already becomes a customer; a colleague does not."""
        plain = self.env["res.partner"].create(
            {"name": "Ivan Petrov", "email": "ivan@romashka.example"}
        )
        self.assertFalse(plain.crm_customer)
        self._convert(self.lead)
        self.assertEqual(self.lead.partner_id, plain)
        self.assertTrue(plain.crm_customer)
        self.assertIn("+380443905101", plain.channel_ids.mapped("value"))
        inside = self._make_lead(partner_id=self.bob.partner_id.id)
        self._convert(inside)
        self.assertEqual(inside.partner_id, self.bob.partner_id)
        self.assertFalse(self.bob.partner_id.crm_customer)

    def test_company_only(self):
        """A lead that names only a company, or only an address, gets one contact."""
        lead = self._make_lead(name="Firm", partner_name="Vesna", phone="+380443905177")
        self._convert(lead)
        self.assertTrue(lead.partner_id.is_company)
        self.assertEqual((lead.partner_id.name, lead.partner_id.phone), ("Vesna", "+380443905177"))
        lead = self._make_lead(
            name="Mail", partner_name="Osin", email_from='"Petro Hai" <petro@osin.example>'
        )
        self._convert(lead)
        self.assertEqual(lead.partner_id.name, "Petro Hai")
        self.assertEqual(lead.partner_id.parent_id.name, "Osin")
        self.assertFalse(lead.partner_id.parent_id.email)

    # === WITHOUT A DEAL === #

    def test_without_a_deal(self):
        """Everything moves to the contact, then the lead is deleted; nothing is lost.

        Covers: LEAD-05, BEY-02
        """
        before = self._linked(self.lead)
        lead_id, name = self.lead.id, self.lead.name
        messages = self.lead.sudo().message_ids
        receipt = self._convert(self.lead, create_deal=False)
        self.assertFalse(self.lead.exists())
        ivan = receipt.partner_id
        self.assertEqual(ivan.name, "Ivan Petrov")
        self.assertLessEqual(messages, ivan.message_ids)
        self.assertIn("brief.txt", ivan.message_ids.attachment_ids.mapped("name"))
        self.assertEqual(ivan.activity_ids.summary, "Send prices")
        self.assertEqual((self.meeting.res_model, self.meeting.res_id), ("res.partner", ivan.id))
        self.assertEqual(ivan.crm_memo, "Calls back on Monday")
        note = ivan.message_ids[0].body
        self.assertIn("Wants headsets", note)
        counts = self._counts(receipt)
        self.assertEqual(counts["Message"], before["mail.message.res_id"])
        self.assertEqual(counts["Activity"], before["mail.activity.res_id"])
        self.assertEqual(counts["Attachment"], before["ir.attachment.res_id"])
        self.assertEqual((receipt.lead_name, receipt.lead_res_id), (name, lead_id))
        self.assertFalse(self._linked(self.env["crm.lead"].browse(lead_id)))
        again = self.env["crm.lead"].with_user(self.alice).browse(lead_id)
        self.assertEqual(again.action_convert(create_deal=False)["receipt_id"], receipt.id)

    def test_unmapped_data_blocks(self):
        """A link that nobody knows how to move blocks the conversion without a deal, named.

        Covers: BEY-02
        """
        movers = self.lead._crm_link_movers()
        del movers["calendar.event.opportunity_id"]
        Lead = self.registry["crm.lead"]
        partners = self.env["res.partner"].search_count([])
        with patch.object(Lead, "_crm_link_movers", lambda lead: movers):
            with self.assertRefused(UserError, "Wants headsets.*1 × Calendar Event"):
                self.lead.action_convert(create_deal=False)
        self.assertTrue(self.lead.exists())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self._convert(self.lead, create_deal=False)
        self.assertFalse(self.lead.exists())

    # === REFUSALS === #

    def test_twice(self):
        """A second click changes nothing and shows the same receipt."""
        receipt = self._convert(self.lead)
        partners = self.env["res.partner"].search_count([])
        messages = len(self.lead.sudo().message_ids)
        self.assertEqual(self._convert(self.lead), receipt)
        self.lead.convert_opportunity(self.lead.partner_id)
        wizard = self._wizard(self.lead)
        self.assertEqual(wizard.action_apply()["res_id"], receipt.id)
        self._flush_tracking()
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(len(self.lead.sudo().message_ids), messages)
        self.assertEqual(self.lead.sudo().crm_receipt_ids, receipt.sudo())

    def test_refused(self):
        """Archived and rejected leads are refused with the reason, not skipped in silence."""
        partners = self.env["res.partner"].search_count([])
        self.lead.action_set_lost()
        for convert in (
            self.lead.action_convert,
            lambda: self.lead.convert_opportunity(self.env["res.partner"]),
        ):
            with self.assertRefused(UserError, "Wants headsets.*closed.*Rejected"):
                convert()
        self.lead.action_restore()
        self.lead.action_archive()
        with self.assertRefused(UserError, "Wants headsets.*archived"):
            self.lead.action_convert()
        deal = self._make_deal()
        with self.assertRefused(UserError, "Call center.*deal already"):
            deal.action_convert()
        self.lead.action_unarchive()
        with self.assertRefused(UserError, "Leads.*not for deals"):
            self.lead.action_convert(funnel_id=self.lead_funnel.id)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_without_rights(self):
        """Whoever may not change the lead cannot convert it."""
        with self.assertRaises(AccessError):
            self.lead.with_user(self.outsider).action_convert()
        self.lead.crm_restricted = True
        self._flush_tracking()
        with self.assertRaises(AccessError):
            self.lead.with_user(self.bob).action_convert()

    def test_two_users_at_once(self):
        """While somebody converts a lead, another one is told so and nothing is half done."""
        # two cursors see each other's work only once it is committed
        with self.registry.cursor() as cr:
            env = Environment(cr, self.env.ref("base.user_admin").id, {})
            lead = env["crm.lead"].create({"name": "Race", "type": "lead"})
            lead_id = lead.id
            cr.commit()  # pylint: disable=invalid-commit
        try:
            with self.registry.cursor() as first, self.registry.cursor() as second:
                mine = Environment(first, 2, {})["crm.lead"].browse(lead_id)
                mine._crm_lock_conversion()
                yours = Environment(second, 2, {})["crm.lead"].browse(lead_id)
                with self.assertRaises(UserError) as caught:
                    yours.action_convert()
                self.assertIn("Somebody else", str(caught.exception))
        finally:
            with self.registry.cursor() as cr:
                Environment(cr, 1, {})["crm.lead"].browse(lead_id).unlink()
                cr.commit()  # pylint: disable=invalid-commit

    # === DIALOG AND OTHER CALLERS === #

    def _wizard(self, lead, user=None):
        Wizard = self.env["crm.lead2opportunity.partner"].with_user(user or self.alice)
        context = {"active_model": "crm.lead", "active_id": lead.id, "active_ids": lead.ids}
        return Wizard.with_context(**context).create({"lead_id": lead.id, "name": "convert"})

    def test_dialog(self):
        """The dialog says what will happen, takes funnel and responsible, ends at the receipt."""
        funnel = self.env["crm.funnel"].create({"name": "Wholesale", "kind": "deal"})
        wizard = self._wizard(self.lead)
        self.assertIn("Ivan Petrov is created", wizard.crm_preview)
        self.assertIn("Romashka LLC is created", wizard.crm_preview)
        wizard.write({"crm_funnel_id": funnel.id, "user_id": self.bob.id})
        action = wizard.action_apply()
        self.assertEqual(action["res_model"], "crm.conversion.receipt")
        self._flush_tracking()
        self.assertEqual((self.lead.funnel_id, self.lead.user_id), (funnel, self.bob))
        self.assertEqual(self.lead.stage_id, funnel.stage_ids[0])

    def test_dialog_chooses_contact(self):
        """A contact chosen in the dialog is used, whatever the matcher says."""
        other = self._make_person(crm_first_name="Olga")
        wizard = self._wizard(self.lead)
        wizard.write({"action": "exist", "partner_id": other.id, "crm_create_deal": False})
        self.assertIn("then the lead is deleted", wizard.crm_preview)
        wizard.action_apply()
        self._flush_tracking()
        self.assertFalse(self.lead.exists())
        self.assertIn("+380443905101", other.channel_ids.mapped("value"))

    def test_many_at_once(self):
        """The host's dialog for many leads leaves a receipt for each."""
        others = self._make_lead(name="Second", contact_name="Olga Koval")
        leads = self.lead | others
        Wizard = self.env["crm.lead2opportunity.partner.mass"].with_user(self.alice)
        wizard = Wizard.with_context(
            active_model="crm.lead", active_ids=leads.ids, active_id=leads[0].id
        ).create(
            {
                "user_ids": [Command.set(self.bob.ids)],
                "deduplicate": False,
                "force_assignment": True,
            }
        )
        wizard.action_mass_convert()
        self._flush_tracking()
        self.assertEqual(set(leads.mapped("type")), {"opportunity"})
        self.assertEqual(len(leads.crm_receipt_ids), 2)
        self.assertEqual(leads.user_id, self.bob)
        self.assertTrue(all(lead.partner_id for lead in leads))

    def test_receipt_follows_the_deal(self):
        """A receipt is seen by those who see the deal or, without one, the contact.

        Covers: BEY-02
        """
        receipt = self._convert(self.lead)
        line = receipt.line_ids[0]
        self.assertTrue(receipt.with_user(self.bob).has_access("read"))
        self.lead.crm_restricted = True
        self._flush_tracking()
        for record in (receipt, line):
            self.assertFalse(record.with_user(self.bob).has_access("read"))
            self.assertFalse(record.with_user(self.bob).search([("id", "=", record.id)]))
            self.assertTrue(record.with_user(self.crm_admin).has_access("read"))
        other = self._make_lead(name="No deal", crm_first_name="Olga", crm_last_name="Koval")
        receipt = self._convert(other, create_deal=False)
        self.assertFalse(receipt.with_user(self.bob).has_access("read"))
        receipt.partner_id.crm_share = "read"
        self._flush_tracking()
        self.assertTrue(receipt.with_user(self.bob).has_access("read"))

    def test_host_lead_by_host_user(self):
        """A lead outside the CRM app converts as the host does it: no receipt, no funnel."""
        lead = self.env["crm.lead"].create({"name": "Stock", "type": "lead"})
        lead.convert_opportunity(self.env["res.partner"])
        self.assertEqual(lead.type, "opportunity")
        self.assertFalse(lead.funnel_id or lead.crm_receipt_ids)

    def test_merge(self):
        """Merging leads keeps every channel and memo."""
        other = self._make_lead(name="Same", phone="+380443905199", crm_memo="Second memo")
        merged = (self.lead | other).merge_opportunity()
        self._flush_tracking()
        self.assertEqual(
            set(merged.channel_ids.filtered(lambda c: c.kind == "phone").mapped("value")),
            {"+380443905101", "+380443905199"},
        )
        self.assertIn("Calls back on Monday", merged.crm_memo)
        self.assertIn("Second memo", merged.crm_memo)

    def test_bad_figures(self):
        """A negative number of employees is refused, naming lead and field."""
        with self.assertRefused(ValidationError, "Wants headsets.*Number of Employees"):
            self.lead.crm_employee_count = -3
