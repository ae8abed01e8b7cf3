from markupsafe import Markup

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .lead_common import LeadCommon


@tagged("post_install", "-at_install")
class TestCrmLead(LeadCommon):
    def test_request(self):
        """A lead holds the request, its source and the person before any customer exists.

        Covers: LEAD-01, LEAD-02, LEAD-03
        """
        before = self.env["res.partner"].search_count([])
        source = self.env["utm.source"].create({"name": "Trade fair"})
        lead = self._make_lead(
            name="Wants a price list",
            crm_first_name="Olga",
            crm_last_name="Kovalenko",
            partner_name="Romashka",
            phone="+380443905101",
            source_id=source.id,
            description="<p>Met at the fair.</p>",
        )
        self.env.flush_all()
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(lead.partner_id)
        self.assertEqual(lead.source_id, source)
        self.assertEqual(lead.channel_ids.value, "+380443905101")
        Lead = self.env["crm.lead"].with_user(self.bob)
        found = Lead.search([("phone_mobile_search", "ilike", "0443905101")])
        self.assertEqual(found, lead)

    def test_numbers(self):
        """Each lead and deal gets its own number; a copy gets a new one.

        Covers: LEAD-11
        """
        leads = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create([{"name": f"Lead {index}", "type": "lead"} for index in range(3)])
        )
        numbers = [
            *leads.mapped("crm_number"),
            self._make_deal().crm_number,
            leads[0].copy().crm_number,
        ]
        self.assertEqual(len(set(numbers)), 5)
        self.assertTrue(all(numbers))
        self.assertEqual({number[0] for number in leads.mapped("crm_number")}, {"L"})
        found = self.env["crm.lead"].with_user(self.bob).name_search(leads[1].crm_number)
        self.assertEqual([row[0] for row in found], leads[1].ids)

    def test_name_parts(self):
        """The parts of the name and the host's full name follow each other both ways."""
        lead = self._make_lead(crm_first_name="Anna", crm_last_name="Petrova")
        self.assertEqual(lead.contact_name, "Anna Petrova")
        lead.crm_middle_name = "Ivanovna"
        self.assertEqual(lead.contact_name, "Anna Ivanovna Petrova")
        lead.contact_name = "Oleg Bondar"
        self.assertEqual(
            (lead.crm_first_name, lead.crm_last_name, lead.crm_middle_name),
            ("Oleg", "Bondar", False),
        )
        lead = self._make_lead(contact_name="Maria Lysenko")
        self.assertEqual((lead.crm_first_name, lead.crm_last_name), ("Maria", "Lysenko"))
        lead = self._make_lead(contact_name="Wrong Name", crm_last_name="Right")
        self.assertEqual((lead.contact_name, lead.crm_last_name), ("Right", "Right"))

    def test_title(self):
        """A lead without a title is called by whoever asks; a deal needs a title."""
        Lead = self.env["crm.lead"].with_user(self.alice)
        lead = Lead.create({"type": "lead", "crm_last_name": "Petrov", "partner_name": "Romashka"})
        self.assertEqual(lead.name, "Petrov")
        self.assertEqual(Lead.create({"type": "lead", "email_from": "a@b.cc"}).name, "a@b.cc")

    def test_detailed_fields(self):
        """The card has the detailed fields, a second email among them.

        Covers: LEAD-10, LEAD-11
        """
        industry = self.env["res.partner.industry"].create({"name": "Retail"})
        lead = self._make_lead(
            crm_industry_id=industry.id,
            crm_annual_revenue=120000,
            crm_employee_count=15,
            function="Buyer",
            priority="2",
            website="https://romashka.example",
            city="Kyiv",
            country_id=self.env.ref("base.ua").id,
            email_from="first@romashka.example",
        )
        lead.channel_ids = [Command.create({"kind": "email", "value": "second@romashka.example"})]
        lead.invalidate_recordset()
        emails = lead.channel_ids.filtered(lambda channel: channel.kind == "email")
        self.assertEqual(
            set(emails.mapped("value")), {"first@romashka.example", "second@romashka.example"}
        )
        self.assertEqual(lead.email_from, "first@romashka.example")
        self.assertEqual(lead.create_uid, self.alice)
        form = self.env.ref("crm_core.crm_lead_view_form").with_user(self.alice)
        arch = lead.get_view(form.id, "form")["arch"]
        for name in (
            *("crm_last_name", "phone", "source_id", "website", "email_from", "user_id", "city"),
            *("country_id", "crm_number", "crm_industry_id", "function", "crm_annual_revenue"),
            *("crm_employee_count", "channel_ids", "priority", "street", "description"),
            "create_uid",
        ):
            self.assertIn(f'name="{name}"', arch)

    def test_copy(self):
        """A copied lead has the same content and starts at the first stage.

        Covers: LEAD-09
        """
        lead = self._make_lead(
            crm_last_name="Petrov",
            phone="+380443905101",
            crm_employee_count=7,
            email_from="p@q.example",
        )
        lead.stage_id = self.lead_funnel.stage_ids[2]
        copy = lead.copy({"name": "Another request"})
        self.assertEqual(copy.stage_id, self.lead_funnel.stage_ids[0])
        self.assertEqual(
            (copy.crm_last_name, copy.phone, copy.crm_employee_count, copy.type, copy.email_from),
            ("Petrov", "+380443905101", 7, "lead", "p@q.example"),
        )
        self.assertEqual(len(copy.channel_ids), 2)
        self.assertEqual(len(lead.channel_ids), 2)

    def test_list_columns(self):
        """The lead list shows first name, last name, company, contact info and responsible.

        Covers: LEAD-07
        """
        view = self.env.ref("crm_core.crm_lead_view_list").with_user(self.alice)
        arch = self.env["crm.lead"].with_user(self.alice).get_view(view.id, "list")["arch"]
        places = [
            arch.index(f'name="{name}"')
            for name in (
                *("crm_first_name", "crm_last_name", "partner_name"),
                *("phone", "email_from", "user_id"),
            )
        ]
        self.assertEqual(places, sorted(places))

    def test_history(self):
        """The history shows changes of responsible, stage, chance, budget, files and notes.

        Covers: LEAD-18, HIST-01, HIST-02
        """
        deal = self._make_deal()
        self._flush_tracking()
        deal.user_id = self.bob
        deal.stage_id = self.stages["need"]
        deal.write({"bid_amount": 500, "date_deadline": "2027-01-01"})
        self.assertEqual(
            self._tracked(deal),
            {
                *("user_id", "stage_id", "probability", "bid_amount", "expected_revenue"),
                "date_deadline",
            },
        )
        deal.message_post(body="Sent the offer", attachments=[("offer.txt", b"offer")])
        messages = deal.with_user(self.bob).message_ids
        self.assertIn("offer.txt", messages.attachment_ids.mapped("name"))

    def test_planned_and_done_activities(self):
        """Planned activities stand on the card, completed ones in its history.

        Covers: HIST-03
        """
        deal = self._make_deal()
        activity = deal.activity_schedule("mail.mail_activity_data_call", summary="Ask about terms")
        self.assertEqual(deal.with_user(self.bob).activity_ids, activity)
        activity.action_feedback("Terms are fine")
        self.env.invalidate_all()
        bodies = Markup().join(deal.with_user(self.bob).message_ids.mapped("body"))
        self.assertIn("Ask about terms", bodies)
        self.assertIn("Terms are fine", bodies)
        self.assertFalse(deal.activity_ids)

    def test_notes(self):
        """Notes: any number, in the feed of all who see the record, edited by those with rights.

        Covers: NOTE-01, NOTE-02, NOTE-03, NOTE-04
        """
        for record in (self._make_lead(), self._make_deal()):
            notes = self.env["mail.message"]
            for index in range(3):
                notes |= record.message_post(body=f"Note {index}", subtype_xmlid="mail.mt_note")
            self.env.invalidate_all()
            self.assertLessEqual(notes, record.with_user(self.bob).message_ids)
            with self.assertRaises(AccessError):
                notes.with_user(self.outsider).read(["body"])
            note = notes[0]
            note.with_user(self.alice).write({"body": "Corrected"})
            note.with_user(self.crm_admin).write({"body": "Moderated"})
            self.env.invalidate_all()
            self.assertIn("Moderated", note.with_user(self.bob).body)
            record.crm_restricted = True
            self.env.flush_all()
            for operation in ("read", "write"):
                self.env.invalidate_all()
                self.assertFalse(note.with_user(self.bob).has_access(operation))

    def test_mention(self):
        """A colleague mentioned in a note is notified.

        Covers: NOTE-05
        """
        deal = self._make_deal()
        deal.message_post(
            body="@Bob look", partner_ids=self.bob.partner_id.ids, subtype_xmlid="mail.mt_note"
        )
        self.assertEqual(self._notifications(deal, self.bob), 1)

    def test_memo(self):
        """The memo is one text that everybody who may change the record shares.

        Covers: NOTE-06
        """
        for record in (self._make_lead(), self._make_deal()):
            record.crm_memo = "Calls back on Monday"
            record.with_user(self.bob).crm_memo = "Called"
            self.env.invalidate_all()
            self.assertEqual(record.crm_memo, "Called")

    def test_linked_records(self):
        """A deal carries its contact, documents, activities and meetings.

        Covers: DEAL-07, DEAL-11
        """
        ivan = self._make_person(crm_share="write")
        deal = self._make_deal(partner_id=ivan.id)
        meeting = (
            self.env["calendar.event"]
            .with_user(self.alice)
            .create(
                {
                    "name": "Demo",
                    "start": "2027-01-01 10:00:00",
                    "stop": "2027-01-01 11:00:00",
                    "opportunity_id": deal.id,
                }
            )
        )
        self.assertEqual(deal.with_user(self.bob).calendar_event_ids.ids, meeting.ids)
        self.assertIn(deal, ivan.with_user(self.bob).opportunity_ids)
