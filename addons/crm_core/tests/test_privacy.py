from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_access.tests.conformance import leaking_fields, missing_rules
from odoo.addons.crm_access.tests.harness import AccessHarness

from .common import CrmCommon

PHONE = "+380441234567"
EMAIL = "zinaida@secret.example.com"
STREET = "Tajna 13"
NAME = "Zinaida Sekretnaya"
SECRETS = [PHONE, "441234567", "44 123", EMAIL, "secret.example.com", STREET, "tajna-site.example"]

# fields that pass through a contact, a lead or a deal to data of it, and why nobody learns
# anything from them; a new one fails the test until it is judged
JUDGED = {
    ("crm.lead", "email_from"): "blanked on deals of private contacts, see crm_lead_privacy",
    ("crm.lead", "phone"): "blanked on deals of private contacts, see crm_lead_privacy",
    ("crm.lead", "partner_is_blacklisted"): "yes or no",
    ("project.task", "partner_phone"): "blanked, see project_task_privacy",
    ("project.task", "company_id"): "one of our companies",
    ("project.task", "has_template_ancestor"): "yes or no",
    ("project.task", "state"): "waiting or not",
    ("project.task", "partner_id"): "a name",
    ("project.task", "project_id"): "a funnel, open to all CRM users",
    ("report.project.task.user", "message_is_follower"): "the report has a rule of its own",
    ("task.share.wizard", "project_privacy_visibility"): "the kind of project",
    ("crm.lead2opportunity.partner", "lead_contact_name"): "a name",
    ("crm.lead2opportunity.partner", "lead_partner_name"): "a name",
    ("crm.lead2opportunity.partner.mass", "lead_contact_name"): "a name",
    ("crm.lead2opportunity.partner.mass", "lead_partner_name"): "a name",
    ("crm.activity.report", "tag_ids"): "the report has a rule that follows the lead",
    (
        "project.collaborator",
        "partner_email",
    ): "collaborators are portal users, for project users only",
    ("project.project", "company_id"): "one of our companies",
    ("res.partner", "commercial_company_name"): "a name",
    ("res.partner", "commercial_partner_id"): "a name",
    ("res.partner.bank", "company_id"): "the account has rules that follow the contact",
    ("res.partner.bank", "country_code"): "the account has rules that follow the contact",
    ("res.users", "is_in_call"): "users are no customers",
}
# our own companies are no customers, see `_crm_never_customers`; the test addon leaks on purpose
JUDGED_MODELS = {"res.company", "test.access.link"}


@tagged("post_install", "-at_install")
class TestPrivacy(AccessHarness, CrmCommon, HttpCase):
    """Alice's private contact, alone and on a deal that everybody sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.alice + cls.bob + cls.crm_admin).group_ids = [
            Command.link(cls.env.ref("base.group_allow_export").id)
        ]
        cls.contact = cls._make_person(
            cls,
            name=NAME,
            phone=PHONE,
            email=EMAIL,
            street=STREET,
            city="Kyiv",
            website="https://tajna-site.example",
            comment=f"call {PHONE}",
        )
        cls.deal = (
            cls.env["crm.lead"]
            .with_user(cls.alice)
            .create({"name": "Open deal", "type": "opportunity", "partner_id": cls.contact.id})
        )
        cls.env.flush_all()

    def _as(self, user, record):
        """A record as a user reads it, with nothing in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user)

    # === A PRIVATE CONTACT === #

    def test_private_contact(self):
        """Nobody but its manager and administrators comes to a private contact, by any door.

        Covers: ACL-01, ACL-03, ACL-04, ACL-07, ACL-08, ACL-11, ACL-16, CON-12
        """
        self.assertClosedEverywhere(self.contact, self.bob, SECRETS)
        self.assertOpenEverywhere(self.contact, self.alice, [PHONE, EMAIL, STREET])
        self.assertOpenEverywhere(self.contact, self.crm_admin, [PHONE, EMAIL, STREET])

    def test_shared_contact(self):
        """Covers: ACL-11, CON-13"""
        self.contact.with_user(self.alice).crm_share = "read"
        self.assertOpenEverywhere(self.contact, self.bob, [PHONE, EMAIL], writable=False)
        self.contact.with_user(self.alice).crm_share = "write"
        self.assertOpenEverywhere(self.contact, self.bob, [PHONE, EMAIL])

    def test_channels_and_bank_accounts(self):
        """What hangs on a contact is as closed as the contact.

        Covers: ACL-07
        """
        channel = self.contact.sudo().channel_ids.filtered(lambda channel: channel.kind == "phone")[
            :1
        ]
        self.assertTrue(channel)
        self.assertClosedEverywhere(channel, self.bob, SECRETS)
        self.assertOpenEverywhere(channel, self.alice, [PHONE])
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "UA4242424242", "partner_id": self.contact.id}
        )
        self.assertClosedEverywhere(bank, self.bob, ["UA4242424242"])
        self.assertOpenEverywhere(bank, self.alice, ["UA4242424242"])

    def test_counters(self):
        """Counts, with or without groups, do not count what is closed.

        Covers: ACL-07
        """
        Partner = self.env["res.partner"]
        domain = [("id", "in", [self.contact.id])]
        for user, expected in ((self.bob, 0), (self.alice, 1)):
            self.env.invalidate_all()
            self.assertEqual(Partner.with_user(user).search_count(domain), expected)
            groups = Partner.with_user(user).formatted_read_group(
                domain, ["crm_customer"], ["__count"]
            )
            self.assertEqual(sum(group["__count"] for group in groups), expected)

    # === ON AN OPEN DEAL === #

    def test_deal_of_private_contact_shows_the_name_only(self):
        """Covers: ACL-16"""
        deal = self._as(self.bob, self.deal)
        values = deal.read()[0]
        self.assertIn(NAME, values["partner_id"][1])
        for secret in SECRETS:
            self.assertNotIn(secret, str(values))
        self.assertFalse(values["email_normalized"] or values["phone_sanitized"])
        for domain in (
            [("email_from", "ilike", "secret")],
            [("phone", "ilike", "1234567")],
            [("partner_id.email", "ilike", "secret")],
            [("street", "ilike", "tajna")],
        ):
            self.assertNotIn(self.deal, self.env["crm.lead"].with_user(self.bob).search(domain))
        self.assertOpenEverywhere(self.deal, self.bob)

    def test_copies_come_back_and_go_again(self):
        self.assertFalse(self._as(self.alice, self.deal).email_from)
        self.contact.with_user(self.alice).crm_share = "read"
        deal = self._as(self.bob, self.deal)
        self.assertEqual((deal.email_from, deal.street), (EMAIL, STREET))
        self.assertEqual(deal.phone_sanitized, PHONE)
        self.contact.with_user(self.alice).crm_share = "private"
        deal = self._as(self.bob, self.deal)
        self.assertFalse(deal.email_from or deal.phone or deal.street or deal.website)
        self.assertFalse(deal.email_normalized or deal.phone_sanitized)
        history = str(
            self._as(self.bob, self.deal)
            .message_ids.sudo()
            .tracking_value_ids.mapped("old_value_char")
        )
        self.assertNotIn(EMAIL, history)

    def test_written_through_to_the_contact(self):
        """What Alice writes on the deal goes to the contact and does not stay on the deal."""
        deal = self._as(self.alice, self.deal)
        deal.email_from = "new@secret.example.com"
        self.env.flush_all()
        self.assertEqual(self._as(self.alice, self.contact).email, "new@secret.example.com")
        self.assertFalse(self._as(self.bob, self.deal).email_from)

    def test_deal_keeps_what_is_its_own(self):
        """Nothing that the contact does not have is lost from a deal."""
        contact = self._make_person(name="No Phone")
        deal = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create(
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "partner_id": contact.id,
                    "website": "https://own.example",
                }
            )
        )
        self.env.flush_all()
        contact.write({"crm_share": "read"})
        self.env.flush_all()
        contact.write({"crm_share": "private"})
        self.assertEqual(self._as(self.alice, deal).website, "https://own.example")

    def test_leads_own_their_data(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create({"name": "Lead", "type": "lead", "partner_id": self.contact.id})
        )
        self.assertEqual(self._as(self.bob, lead).email_from, EMAIL)
        lead.with_user(self.alice).type = "opportunity"
        self.assertFalse(self._as(self.bob, lead).email_from)

    def test_stranger_works_with_the_deal(self):
        """Writing, posting and the whole chatter work for somebody without access to the contact.

        Covers: ACL-03
        """
        self.contact.message_post(body="x", author_id=self.contact.id)
        self.deal.sudo().message_post(
            body="hello",
            author_id=self.contact.id,
            email_from=f'"{NAME}" <{EMAIL}>',
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        deal = self._as(self.bob, self.deal)
        deal.write({"phone": "+380971112233", "email_from": "own@example.com", "priority": "2"})
        deal.message_post(body="done")
        self.assertEqual(self._as(self.alice, self.contact).phone.replace(" ", ""), PHONE)
        for name in (
            "commercial_partner_id",
            "partner_email_update",
            "partner_phone_update",
            "duplicate_lead_count",
        ):
            self._as(self.bob, self.deal).read([name])
        recipients = self._as(self.bob, self.deal)._message_get_suggested_recipients(
            reply_discussion=True
        )
        self.assertNotIn(self.contact.id, [recipient["partner_id"] for recipient in recipients])
        action = self._as(self.bob, self.deal).action_schedule_meeting()
        self.assertNotIn(self.contact.id, action["context"]["default_partner_ids"])
        action = self._as(self.alice, self.deal).action_schedule_meeting()
        self.assertIn(self.contact.id, action["context"]["default_partner_ids"])

    def test_contact_cannot_be_addressed_by_strangers(self):
        for call in (
            lambda deal: deal.message_subscribe(self.contact.ids),
            lambda deal: deal.message_post(body="x", partner_ids=self.contact.ids),
        ):
            with self.assertRaises(AccessError):
                call(self._as(self.bob, self.deal))

    def test_meeting_with_private_contact(self):
        """A colleague who is invited, too, opens the meeting and sees the name only."""
        event = (
            self.env["calendar.event"]
            .with_user(self.alice)
            .create(
                {
                    "name": "Meeting",
                    "start": "2026-01-05 10:00:00",
                    "stop": "2026-01-05 11:00:00",
                    "partner_ids": [Command.set((self.contact + self.bob.partner_id).ids)],
                }
            )
        )
        values = str(
            self._as(self.bob, event).read() + self._as(self.bob, event.attendee_ids).read()
        )
        self.assertIn(NAME, values)
        for secret in SECRETS:
            self.assertNotIn(secret, values)
        self.assertIn(EMAIL, str(self._as(self.alice, event.attendee_ids).read(["email"])))
        attendees = self._as(self.bob, event.attendee_ids)
        self.assertFalse(attendees.search([("email", "ilike", "secret.example")]))

    def test_meeting_made_before_the_contact_became_private(self):
        self.contact.with_user(self.alice).crm_share = "read"
        event = (
            self.env["calendar.event"]
            .with_user(self.alice)
            .create(
                {
                    "name": "Meeting",
                    "start": "2026-01-05 10:00:00",
                    "stop": "2026-01-05 11:00:00",
                    "partner_ids": [Command.set(self.contact.ids)],
                }
            )
        )
        self.assertIn(EMAIL, event.description)
        self.assertIn(PHONE, event.description)
        self.contact.with_user(self.alice).crm_share = "private"
        description = self._as(self.bob, event).description
        self.assertIn(NAME, description)
        for secret in SECRETS:
            self.assertNotIn(secret, description)

    def test_task_of_private_contact(self):
        project = self.env["project.project"].create({"name": "Project"})
        task = self.env["project.task"].create(
            {"name": "Task", "project_id": project.id, "partner_id": self.contact.id}
        )
        self.env.flush_all()
        self.assertFalse(task.partner_phone)
        self.contact.with_user(self.alice).crm_share = "read"
        self.env.flush_all()
        self.assertEqual(task.partner_phone, self.contact.phone)

    # === MERGING === #

    def test_merge_needs_access_to_every_contact(self):
        other = self._make_person(self.bob, name="Double", email=EMAIL)
        wizard = (
            self.env["base.partner.merge.automatic.wizard"].with_user(self.bob).sudo().create({})
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            wizard._merge((self.contact + other).ids, other)

    def test_merged_links_follow_the_new_owner(self):
        open_contact = self._make_person(
            name="Double", email=EMAIL, phone="+380671111111", crm_share="write"
        )
        channel = open_contact.sudo().channel_ids[:1]
        self.assertFalse(channel.crm_access_id)
        wizard = (
            self.env["base.partner.merge.automatic.wizard"].with_user(self.crm_admin).create({})
        )
        wizard._merge((self.contact + open_contact).ids, self.contact)
        self.env.flush_all()
        self.env.invalidate_all()
        kept = self.contact.sudo().channel_ids
        self.assertEqual(kept.crm_access_id, self.contact.sudo().crm_access_id)
        self.assertTrue(all(kept.mapped("crm_access_id")))

    # === A RESTRICTED DEAL === #

    def test_restricted_deal(self):
        """Covers: ACL-03, ACL-07, ACL-08, ACL-09, ACL-12"""
        deal = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create(
                {
                    "name": "Takeover 4242",
                    "type": "opportunity",
                    "crm_restricted": True,
                    "description": "secret-4242",
                }
            )
        )
        deal.sudo().user_id = self.alice
        secrets = ["4242"]
        self.assertClosedEverywhere(deal, self.bob, secrets)
        self.assertOpenEverywhere(deal, self.alice, secrets)
        self.assertOpenEverywhere(deal, self.crm_admin, secrets)
        deal.with_user(self.alice).crm_allowed_user_ids = [Command.link(self.bob.id)]
        self.assertOpenEverywhere(deal, self.bob, secrets)

    def test_deals_are_open_by_default(self):
        """Covers: ACL-02, ACL-03, ACL-06, ACL-08"""
        self.assertOpenEverywhere(self.deal, self.bob, ["Open deal"])

    def test_activity_statistics_follow_the_deal(self):
        deal = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create({"name": "Takeover", "type": "opportunity", "crm_restricted": True})
        )
        activity = deal.activity_schedule("mail.mail_activity_data_todo", summary="4242")
        activity.action_feedback("secret-4242")
        self.env.flush_all()
        domain = [("lead_id", "=", deal.id)]
        Report = self.env["crm.activity.report"]
        self.assertTrue(Report.with_user(self.alice).search_count(domain))
        self.assertFalse(Report.with_user(self.bob).search_count(domain))

    # === PORTAL === #

    def test_portal_user_reads_his_own_card(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "portal_privacy",
                "partner_id": self.contact.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        user = self._as(portal, portal)
        self.assertEqual(user.read(["name", "email"])[0]["email"], EMAIL)
        self.assertEqual(
            self._as(portal, self.contact).read(["phone"])[0]["phone"], self.contact.phone
        )
        self.assertTrue(user.context_get())

    # === CONFORMANCE === #

    def test_no_unjudged_leak(self):
        """A new field that carries data of a contact or deal past its rules fails here."""
        found = {
            (model, field, path)
            for model, field, path in leaking_fields(self.env)
            if (model, field) not in JUDGED and model not in JUDGED_MODELS
        }
        self.assertFalse(found)

    def test_rules_of_protected_models(self):
        self.assertFalse(missing_rules(self.env))
