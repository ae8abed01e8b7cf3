from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..models.crm_webform_delivery import CrmWebformSubmission
from .common import WebformCommon

EMAIL = "olga@romashka.example"


@tagged("post_install", "-at_install", "crm_webform")
class TestDelivery(WebformCommon):
    """What becomes of a submission."""

    def _history(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    def test_person(self):
        """Covers: WEB-01, WEB-04, WEB-05"""
        tag = self.env["res.partner.category"].create({"name": "Site"})
        form = self._make_form(
            *("first_name", "last_name", "position", "note", "street", "zip", "city", "country"),
            *({"kind": "phone", "category": "work"}, "phone", "email"),
            {"kind": "social", "category": "telegram"},
            contact_tag_ids=[Command.set(tag.ids)],
        )
        submission = self._deliver(
            form,
            first_name="Olga",
            last_name="Orlova",
            position="Buyer",
            note="Call\nme <b>now</b>",
            street="Main 1",
            zip="01001",
            city="Kyiv",
            country="UA",
            phone_work="044 390 51 09",
            phone_mobile="+380501234567",
            email_work=EMAIL,
            social_telegram="@olga",
            unasked="is dropped",
        )
        self.assertFalse(submission.is_known)
        partner = submission.partner_id.with_user(self.alice)
        self.assertEqual(partner.name, "Olga Orlova")
        self.assertEqual((partner.crm_first_name, partner.crm_last_name), ("Olga", "Orlova"))
        self.assertEqual(
            (partner.function, partner.street, partner.zip), ("Buyer", "Main 1", "01001")
        )
        self.assertEqual((partner.city, partner.country_id.code), ("Kyiv", "UA"))
        self.assertEqual(partner.email, EMAIL)
        self.assertEqual(
            set(partner.channel_ids.mapped(lambda c: (c.kind, c.category, c.normalized))),
            {
                ("phone", "work", "+380443905109"),
                ("phone", "mobile", "+380501234567"),
                ("email", "work", EMAIL),
                ("social", "telegram", "olga"),
            },
        )
        self.assertTrue(partner.crm_customer)
        self.assertFalse(partner.crm_incomplete)
        self.assertEqual(partner.crm_manager_ids, self.alice)
        self.assertEqual((partner.crm_share, partner.category_id), ("private", tag))
        self.assertIn("&lt;b&gt;now", partner.comment)
        self.assertIn("Created by the website form “Call me”", self._history(partner))
        self.assertNotIn("is dropped", self._history(partner))
        self.env.invalidate_all()
        self.assertFalse(partner.with_user(self.bob).has_access("read"))

    def test_share_of_the_form(self):
        """Covers: WEB-05"""
        form = self._make_form(share="read")
        partner = self._deliver(form, last_name="Orlova", email_work=EMAIL).partner_id
        as_bob = partner.with_user(self.bob)
        self.assertTrue(as_bob.has_access("read"))
        self.assertFalse(as_bob.has_access("write"))

    def test_missing_name_marks_the_card(self):
        """Covers: AMB-33"""
        form = self._make_form()
        for values in ({"last_name": "Orlova"}, {"first_name": "Olga"}, {"email_work": EMAIL}):
            partner = self._deliver(form, **values).partner_id
            self.assertTrue(partner.crm_incomplete)
            self.assertIn(partner.name, values.values())

    def test_known_person_gets_more_and_loses_nothing(self):
        """Covers: WEB-08"""
        known = self._make_person(email=EMAIL, city="Lviv", function="Boss")
        tag = self.env["res.partner.category"].create({"name": "Site"})
        form = self._make_form(
            *("first_name", "last_name", "position", "city", "phone", "email"),
            contact_tag_ids=[Command.set(tag.ids)],
            manager_ids=[Command.set(self.bob.ids)],
            share="write",
        )
        submission = self._deliver(
            form,
            first_name="Eve",
            last_name="Evil",
            position="Nobody",
            city="Nowhere",
            phone_mobile="+380501234567",
            email_work=EMAIL.upper(),
        )
        self.assertEqual(submission.partner_id, known)
        self.assertTrue(submission.is_known)
        self.assertEqual((known.name, known.city, known.function), ("Ivan Petrov", "Lviv", "Boss"))
        self.assertEqual(known.email, EMAIL)
        self.assertEqual(
            known.channel_ids.filtered(lambda c: c.kind == "phone").value, "+380501234567"
        )
        self.assertEqual(len(known.channel_ids), 2)
        self.assertEqual(known.category_id, tag)
        self.assertEqual((known.crm_manager_ids, known.crm_share), (self.alice, "private"))
        self.assertIn("nothing was overwritten", self._history(known))
        self.assertIn("Nowhere", self._history(known))
        self.env.invalidate_all()
        self.assertFalse(known.with_user(self.bob).has_access("read"))

    def test_namesake_is_somebody_else(self):
        """Covers: WEB-08"""
        known = self._make_person()
        form = self._make_form()
        submission = self._deliver(form, first_name="Ivan", last_name="Petrov", email_work=EMAIL)
        self.assertNotEqual(submission.partner_id, known)

    def test_known_partner_that_is_no_customer(self):
        """A stranger's post closes no card to those who use it."""
        partner = self.env["res.partner"].create({"name": "Vendor", "email": EMAIL})
        self._deliver(
            self._make_form(), last_name="X", email_work=EMAIL, phone_mobile="+380501234567"
        )
        self.assertTrue(partner.crm_customer)
        self.env.invalidate_all()
        self.assertTrue(partner.with_user(self.bob).has_access("write"))

    def test_users_and_own_company_never_match(self):
        """Covers: WEB-08"""
        self.env.company.partner_id.email = EMAIL
        form = self._make_form()
        for email in (EMAIL, self.alice.partner_id.email or "alice@alice.example"):
            partner = self._deliver(form, last_name="X", email_work=email).partner_id
            self.assertNotIn(partner, self.env.company.partner_id | self.alice.partner_id)

    def test_company_of_a_person(self):
        """Covers: WEB-07, AMB-28"""
        known = self._make_company(name="ТОВ «Ромашка»")
        form = self._make_form("first_name", "last_name", "company_name", "email")
        person = self._deliver(
            form,
            first_name="Olga",
            last_name="Orlova",
            company_name="Romashka LLC",
            email_work=EMAIL,
        ).partner_id
        self.assertEqual(person.parent_id, known)
        self.assertFalse(person.is_company)
        other = self._deliver(form, last_name="Ivanov", company_name="Vasilek").partner_id
        self.assertEqual((other.parent_id.name, other.parent_id.is_company), ("Vasilek", True))
        self.assertTrue(other.parent_id.crm_customer)
        self.assertEqual(other.parent_id.crm_manager_ids, self.alice)
        again = self._deliver(form, last_name="Sidorov", company_name="VASILEK").partner_id
        self.assertEqual(again.parent_id, other.parent_id)

    def test_known_company_keeps_its_address(self):
        """Covers: WEB-07, WEB-08"""
        known = self._make_company(name="Vasilek", street="Main 1", city="Kyiv")
        bare = self._make_company(name="Romashka")
        form = self._make_form("last_name", "company_name", "street", "city", "country")
        address = {"street": "Evil 6", "city": "Nowhere", "country": "US"}
        for company, street in ((known, "Main 1"), (bare, False)):
            values = {"last_name": company.name, "company_name": company.name, **address}
            person = self._deliver(form, **values).partner_id
            self.assertEqual(person.parent_id, company)
            self.assertEqual(company.street, street)
            self.assertNotEqual(company.city, "Nowhere")
            self.assertFalse(company.country_id)
            self.assertEqual(person.crm_address_ids.street, "Evil 6")
            self.assertFalse(person.crm_address_ids.crm_customer)

    def test_company_with_a_person(self):
        """Covers: WEB-07"""
        form = self._make_form(kind="company")
        submission = self._deliver(
            form,
            company_name="Vasilek",
            first_name="Olga",
            last_name="Orlova",
            phone_mobile="+380501234567",
            email_work=EMAIL,
        )
        company = submission.partner_id
        self.assertTrue(company.is_company)
        self.assertEqual((company.name, company.email), ("Vasilek", EMAIL))
        self.assertEqual(company.crm_person_ids.name, "Olga Orlova")
        self.assertEqual(company.crm_person_ids.crm_manager_ids, self.alice)
        second = self._deliver(
            form,
            company_name="ООО Vasilek",
            first_name="Olga",
            last_name="Orlova",
            email_work="b@c.example",
        )
        self.assertEqual((second.partner_id, second.is_known), (company, True))
        self.assertEqual(len(company.crm_person_ids), 1)
        self.assertEqual(company.email, EMAIL)

    def test_lead(self):
        """Covers: WEB-01, LEAD-03"""
        partners = self.env["res.partner"].search_count([])
        tag = self.env["crm.tag"].create({"name": "Site"})
        form = self._make_form(kind="lead", lead_tag_ids=[Command.set(tag.ids)])
        submission = self._deliver(
            form,
            first_name="Olga",
            last_name="Orlova",
            company_name="Vasilek",
            phone_mobile="+380501234567",
            email_work=EMAIL,
            note="<script>alert(1)</script>",
            utm_source="Spring Ad",
            utm_campaign="May",
            crm_page="https://www.example.com/offer?utm_source=Spring+Ad",
            crm_referrer="https://search.example/",
        )
        lead = submission.lead_id.with_user(self.alice)
        self.assertEqual(
            (lead.type, lead.name, lead.partner_name), ("lead", "Olga Orlova", "Vasilek")
        )
        self.assertEqual(
            (lead.user_id, lead.tag_ids, lead.funnel_id), (self.alice, tag, self.lead_funnel)
        )
        self.assertEqual((lead.email_from, lead.phone), (EMAIL, "+380501234567"))
        self.assertEqual((lead.source_id.name, lead.campaign_id.name), ("Spring Ad", "May"))
        self.assertEqual(lead.referred, "https://search.example/")
        self.assertNotIn("<script", lead.description)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        # who asks again gets no second lead
        again = self._deliver(form, last_name="Orlova", email_work=EMAIL, note="And?")
        self.assertEqual((again.lead_id, again.is_known), (lead, True))
        self.assertIn("And?", self._history(lead))

    def test_submission_follows_a_converted_lead(self):
        form = self._make_form(kind="lead")
        submission = self._deliver(form, first_name="Olga", last_name="Orlova", email_work=EMAIL)
        lead = submission.lead_id.with_user(self.alice)
        lead._crm_convert(create_deal=False)
        self.env.invalidate_all()
        self.assertEqual(submission.partner_id.email, EMAIL)
        self.assertFalse(submission.lead_id)

    def test_source_of_a_contact(self):
        """Covers: WEB-05"""
        source = self.env["utm.source"].create({"name": "Own site"})
        form = self._make_form(source_id=source.id)
        partner = self._deliver(form, last_name="A").partner_id
        self.assertEqual(partner.crm_source_id, source)
        partner = self._deliver(form, last_name="B", utm_source="own SITE").partner_id
        self.assertEqual(partner.crm_source_id, source)
        partner = self._deliver(form, last_name="C", utm_source="%").partner_id
        self.assertEqual(partner.crm_source_id.name, "%")
        self.assertIn("UTM source", self._history(partner))

    def test_consent_is_stored_as_read(self):
        """Covers: WEB-01"""
        text = "You may keep my data."
        form = self._make_form(consent_required=True, consent_text=text)
        with self.assertRefused(UserError, "check what you have written"):
            self._send(form, last_name="Orlova")
        submission = self._deliver(form, last_name="Orlova", crm_consent="1")
        form.consent_text = "Another text."
        self.assertEqual(submission.consent_text, text)
        self.assertIn(text, self._history(submission.partner_id))

    def test_notification(self):
        """Covers: WEB-05"""
        form = self._make_form(notify_user_ids=[Command.set((self.alice | self.bob).ids)])
        partner = self._deliver(form, last_name="Orlova").partner_id
        domain = [("model", "=", "res.partner"), ("res_id", "=", partner.id)]
        told = self.env["mail.message"].search(
            [*domain, ("message_type", "=", "user_notification")]
        )
        listed = told.filtered(lambda message: message.subject == "Call me: Orlova")
        self.assertEqual(listed.notified_partner_ids, self.alice.partner_id)

    def test_failure_loses_nothing(self):
        """Covers: WEB-01, WEB-08"""
        form = self._make_form()
        submission = self._send(form, last_name="Orlova")
        other = self._send(form, last_name="Petrova")
        partners = self.env["res.partner"].search_count([])
        deliver = CrmWebformSubmission._deliver

        def fail_for_one(this):
            record = deliver(this)
            if this.id == submission.id:
                raise ValueError("no more room")
            return record

        with (
            patch.object(CrmWebformSubmission, "_deliver", fail_for_one),
            mute_logger("odoo.addons.crm_webform.models.crm_webform_submission"),
        ):
            self._work()
        self.assertEqual((submission.state, submission.error), ("error", "no more room"))
        self.assertEqual(submission.attempts, 1)
        self.assertGreater(submission.date_next, submission.create_date)
        self.assertEqual(other.state, "done")
        self.assertEqual(self.env["res.partner"].search_count([]), partners + 1)
        self._work()
        self.assertEqual(submission.state, "error", "not before its time")
        submission.date_next = submission.create_date
        self._work()
        self.assertEqual(submission.state, "done")
        self._work()
        self.assertEqual(self.env["res.partner"].search_count([]), partners + 2)

    @users("crm_admin")
    def test_process_again(self):
        """Covers: WEB-08"""
        form = self._make_form()
        spam = self._send(form, last_name="Orlova", homepage_url="x").with_user(self.env.user)
        self.assertEqual(spam.state, "spam")
        self._work()
        self.assertFalse(spam.partner_id)
        spam.action_process()
        self.assertEqual(spam.state, "done")
        self.assertEqual(spam.partner_id.sudo().crm_manager_ids, self.alice)
        with self.assertRaises(UserError):
            spam.action_process()
        with self.assertRaises(UserError):
            spam.action_mark_spam()

    def test_gives_up(self):
        form = self._make_form()
        submission = self._send(form, last_name="Orlova")
        for _attempt in range(6):
            submission._note_failure(ValueError("no"))
        self.assertFalse(submission.date_next)
        self._work()
        self.assertEqual(submission.state, "error")

    def test_erasing_the_contact_erases_what_it_sent(self):
        submission = self._deliver(self._make_form(), last_name="Orlova")
        submission.partner_id.unlink()
        self.assertFalse(submission.exists())
