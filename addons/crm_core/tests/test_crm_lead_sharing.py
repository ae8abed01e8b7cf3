from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .lead_common import LeadCommon


@tagged("post_install", "-at_install")
class TestCrmLeadSharing(LeadCommon):
    def setUp(self):
        super().setUp()
        group = "crm_access.group_crm_user"
        self.dave = new_test_user(self.env, "dave", groups=group, name="Dave Manager")

    def _restrict(self, deal, *users):
        ids = [user.id for user in users]
        deal.write({"crm_restricted": True, "crm_allowed_user_ids": [Command.set(ids)]})
        self.env.flush_all()
        self.env.invalidate_all()

    def _sees(self, user, record):
        self.env.invalidate_all()
        found = record.with_user(user).search([("id", "=", record.id)])
        self.assertEqual(bool(found), record.with_user(user).has_access("read"))
        return bool(found)

    def test_open_by_default(self):
        """A new deal or lead is seen, changed and deleted by every CRM user.

        Covers: DEAL-05, DEAL-10, ACL-03, ACL-08
        """
        for record in (self._make_deal(), self._make_lead()):
            self.assertFalse(record.crm_restricted)
            self.assertTrue(self._sees(self.bob, record))
            record.with_user(self.bob).name = "By Bob"
            record.with_user(self.bob).unlink()
            self.assertFalse(record.exists())

    def test_restricted(self):
        """A restricted deal is seen and changed by creator, responsible, listed users, admins.

        Covers: DEAL-05, ACL-08, ACL-09, ACL-12
        """
        deal = self._make_deal(user_id=self.crm_admin.id)
        deal.user_id = self.dave
        message = deal.message_post(body="secret note")
        self._restrict(deal)
        for user, sees in (
            (self.alice, True),
            (self.dave, True),
            (self.crm_admin, True),
            (self.bob, False),
        ):
            self.assertEqual(self._sees(user, deal), sees, user.name)
            mine = deal.with_user(user)
            self.assertEqual(mine.has_access("write"), sees)
            self.assertEqual(mine.has_access("unlink"), sees)
            self.assertEqual(message.with_user(user).has_access("read"), sees)
        with self.assertRaises(AccessError):
            deal.with_user(self.bob).read(["name"])
        with self.assertRaises(AccessError):
            deal.with_user(self.bob).write({"name": "Hacked"})
        self._restrict(deal, self.bob)
        self.assertTrue(self._sees(self.bob, deal))
        deal.with_user(self.bob).name = "By Bob"
        deal.crm_restricted = False
        self.assertTrue(self._sees(self.outsider_salesman(), deal))

    def outsider_salesman(self):
        groups = "sales_team.group_sale_salesman_all_leads"
        return new_test_user(self.env, "salesman", groups=groups)

    def test_restricted_counts_nowhere(self):
        """Counters, group headers and names do not tell of a restricted deal."""
        deal = self._make_deal(name="Secret deal", bid_amount=500)
        self._restrict(deal)
        Lead = self.env["crm.lead"].with_user(self.bob)
        domain = [("name", "=", "Secret deal")]
        self.assertEqual(Lead.search_count(domain), 0)
        self.assertFalse(Lead._read_group(domain, ["stage_id"], ["expected_revenue:sum"]))
        self.assertFalse(Lead.name_search("Secret deal"))

    def test_access_list_belongs_to_creator(self):
        """Only creator and administrators change who has access; the error says who.

        Covers: ACL-13
        """
        deal = self._make_deal(user_id=self.bob.id)
        for values in (
            {"crm_restricted": True},
            {"crm_allowed_user_ids": [Command.link(self.bob.id)]},
        ):
            with self.assertRefused(AccessError, "Alice Manager.*Call center"):
                deal.with_user(self.bob).write(values)
        self.assertFalse(deal.with_user(self.bob).crm_can_share)
        self.assertTrue(deal.crm_can_share)
        deal.with_user(self.crm_admin).write({"crm_restricted": True})
        self.assertTrue(deal.crm_restricted)

    def test_listed_users_are_told_once(self):
        """Users to whom a deal is opened are notified, each once.

        Covers: DEAL-05, ACL-09
        """

        def told(user):
            return self._notifications(deal, user)

        deal = self._make_deal()
        deal.crm_allowed_user_ids = self.bob
        self.assertEqual(told(self.bob), 0, "an open deal needs no list")
        deal.crm_restricted = True
        self.assertEqual(told(self.bob), 1)
        deal.write({"crm_allowed_user_ids": [Command.set((self.bob | self.dave).ids)]})
        self.assertEqual((told(self.bob), told(self.dave), told(self.alice)), (1, 1, 0))
        deal = self._make_deal(
            crm_restricted=True, crm_allowed_user_ids=[Command.set(self.dave.ids)]
        )
        self.assertEqual(told(self.dave), 1)

    def test_responsible(self):
        """A deal has a responsible, who is notified and follows it.

        Covers: DEAL-21
        """
        deal = self._make_deal()
        self.assertEqual(deal.user_id, self.alice)
        with self.assertRefused(ValidationError, "Call center.*responsible"):
            deal.user_id = False
        deal = self._make_deal(tag_ids=[Command.create({"name": "VIP"})])
        deal.with_context(mail_auto_subscribe_no_notify=False).user_id = self.bob
        self._flush_tracking()
        self.assertIn(self.bob.partner_id, deal.sudo().message_partner_ids)
        self.assertEqual(self._notifications(deal, self.bob), 1)
        self.assertEqual(deal.tag_ids.name, "VIP")

    def test_participants(self):
        """The main contact is always among the participants.

        Covers: DEAL-11, DEAL-20
        """
        ivan, olga = self._make_person(), self._make_person(crm_first_name="Olga")
        deal = self._make_deal(partner_id=ivan.id)
        self.assertEqual(deal.participant_ids, ivan)
        deal.participant_ids |= olga
        self.assertEqual(deal.participant_ids, ivan | olga)
        with self.assertRefused(ValidationError, "Petrov.*Call center"):
            deal.participant_ids = olga
        self.env.invalidate_all()
        deal.partner_id = olga
        self.assertEqual(deal.participant_ids, ivan | olga)
        deal.participant_ids = olga
        given = self._make_deal(partner_id=ivan.id, participant_ids=[Command.set(olga.ids)])
        self.assertEqual(given.participant_ids, ivan | olga)
        found = deal.search([("participant_ids", "in", olga.ids)])
        self.assertEqual(found, deal | given)

    def test_closed_main_contact(self):
        """A contact closed to the user stays a participant when that user edits the list."""
        private = self._make_person(user=self.bob)
        deal = self._make_deal(user=self.bob, partner_id=private.id)
        olga = self._make_person(crm_first_name="Olga", crm_share="write")
        self.env.invalidate_all()
        deal.with_user(self.alice).write({"participant_ids": [Command.link(olga.id)]})
        self.env.invalidate_all()
        self.assertEqual(deal.sudo().participant_ids, private | olga)
