from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CrmCommon


@tagged("post_install", "-at_install", "crm_core")
class TestResPartnerShare(CrmCommon):
    def _can(self, record, user):
        """What a user may do with a record: a subset of "rw", by search and by check."""
        self.env.invalidate_all()
        as_user = record.with_user(user)
        self.assertEqual(bool(as_user.search([("id", "=", record.id)])), as_user.has_access("read"))
        return "".join(
            letter for letter, mode in (("r", "read"), ("w", "write")) if as_user.has_access(mode)
        )

    def test_three_levels(self):
        """Managers always, others by the share, administrators everything.

        Covers: CON-12, CON-13, ACL-11
        """
        person = self._make_person()
        for share, bob in (("private", ""), ("read", "r"), ("write", "rw"), ("private", "")):
            person.crm_share = share
            self.assertEqual(self._can(person, self.alice), "rw", share)
            self.assertEqual(self._can(person, self.bob), bob, share)
            self.assertEqual(self._can(person, self.outsider), bob.replace("w", ""), share)
            self.assertEqual(self._can(person, self.crm_admin), "rw", share)

    def test_read_only_cannot_be_written(self):
        """Covers: ACL-11"""
        person = self._make_person(crm_share="read")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            person.with_user(self.bob).crm_memo = "x"
        with self.assertRaises(AccessError):
            person.with_user(self.bob).unlink()

    def test_several_managers(self):
        """Covers: CON-10"""
        person = self._make_person()
        person.crm_manager_ids += self.bob
        self.assertEqual(self._can(person, self.bob), "rw")
        person.crm_manager_ids -= self.alice
        self.assertEqual(self._can(person, self.alice), "")

    def test_hand_over_in_the_web_client(self):
        """The client saves and reads; the giver sees what was saved, once. Covers: CON-10"""
        person = self._make_person()
        self.env.invalidate_all()
        specification = {"crm_memo": {}, "crm_manager_ids": {"fields": {"display_name": {}}}}
        values = {"crm_memo": "Take care", "crm_manager_ids": [(6, 0, self.bob.ids)]}
        [saved] = person.web_save(values, specification)
        self.assertEqual(saved["crm_memo"], "Take care")
        self.assertEqual(self._can(person, self.alice), "")
        self.assertEqual(self._can(person, self.bob), "rw")
        with self.assertRaises(AccessError):
            person.web_save({"crm_memo": "Mine again"}, specification)
        with self.assertRaises(AccessError):
            person.write({"crm_manager_ids": [(6, 0, self.alice.ids)]})
        values = {"crm_first_name": "Olga", "crm_last_name": "Orlova", **values}
        [created] = self.env["res.partner"].with_user(self.alice).web_save(values, specification)
        self.assertEqual(created["crm_memo"], "Take care")

    def test_a_new_descriptor_serves_the_very_next_search(self):
        """Rules are cached; a search right after a new kind of share must not miss the record."""
        person = self._make_person()
        found = [("id", "=", person.id)]
        self.env.invalidate_all()
        self.assertTrue(person.search(found))
        person.sudo().write({"crm_share": "read"})
        self.assertTrue(person.search(found))

    def test_create_for_somebody_else(self):
        person = self._make_person(crm_manager_ids=[(6, 0, self.bob.ids)])
        self.assertEqual(self._can(person, self.alice), "")
        self.assertEqual(self._can(person, self.bob), "rw")

    def test_without_manager_for_administrators_only(self):
        person = self._make_person()
        person.crm_manager_ids = False
        self.assertEqual(self._can(person, self.alice), "")
        self.assertEqual(self._can(person, self.crm_admin), "rw")

    def test_addresses_and_channels_follow(self):
        """Covers: CON-12, ACL-11, AMB-36"""
        company = self._make_company(phone="+380443905101")
        address = self._make_person(name="Depot", parent_id=company.id, type="other")
        channel = company.channel_ids
        self.assertEqual(len(channel), 1)
        for share, bob in (("private", ""), ("read", "r"), ("write", "rw")):
            company.crm_share = share
            self.assertEqual(self._can(address, self.bob), bob, share)
            self.assertEqual(self._can(channel, self.bob), bob, share)

    def test_persons_have_a_share_of_their_own(self):
        """Covers: CON-12"""
        company = self._make_company(crm_share="write")
        person = self._make_person(parent_id=company.id)
        self.assertEqual(self._can(person, self.bob), "")
        self.assertEqual(self._can(company, self.bob), "rw")
        self.env.invalidate_all()
        self.assertFalse(company.with_user(self.bob).crm_person_ids)

    def test_public_icon(self):
        """Covers: CON-14"""
        person = self._make_person()
        Partner = self.env["res.partner"].with_user(self.alice)
        for share, public in (("private", False), ("read", True), ("write", True)):
            person.crm_share = share
            self.assertEqual(person.crm_is_public, public)
            found = Partner.search([("crm_is_public", "=", True), ("id", "=", person.id)])
            self.assertEqual(bool(found), public)
            hidden = Partner.search([("crm_is_public", "=", False), ("id", "=", person.id)])
            self.assertEqual(bool(hidden), not public)

    def test_channels_of_closed_contacts_are_closed(self):
        """By every door of the channel itself. Covers: ACL-11"""
        person = self._make_person(phone="+380443905101")
        Channel = self.env["crm.contact.channel"].with_user(self.bob)
        self.env.invalidate_all()
        self.assertFalse(Channel.search([("normalized", "=", "+380443905101")]))
        with self.assertRaises(AccessError):
            Channel.browse(person.sudo().channel_ids.id).read(["value"])
        with self.assertRaises(AccessError):
            Channel.create({"partner_id": person.id, "kind": "phone", "value": "+380443905102"})
        mine = self._make_person(self.bob, phone="+380443905103").channel_ids
        with self.assertRaises(AccessError):
            mine.partner_id = person.id

    def test_new_manager_is_notified(self):
        """Covers: CON-11"""
        person = self._make_person(crm_manager_ids=[(6, 0, (self.alice | self.bob).ids)])
        notes = self._notifications(person)
        self.assertEqual(notes.notified_partner_ids, self.bob.partner_id)
        person.crm_memo = "x"
        person.crm_manager_ids += self.crm_admin
        notes = self._notifications(person) - notes
        self.assertEqual(notes.notified_partner_ids, self.crm_admin.partner_id)
        self.assertIn("Ivan Petrov", notes.subject)
        followers = (self.alice | self.bob | self.crm_admin).partner_id
        self.assertEqual(person.message_partner_ids & followers, followers)
        person.crm_manager_ids -= self.bob
        self.assertNotIn(self.bob.partner_id, person.message_partner_ids)

    def _notifications(self, partner):
        domain = [
            *(("model", "=", "res.partner"), ("res_id", "=", partner.id)),
            ("message_type", "=", "user_notification"),
        ]
        return self.env["mail.message"].search(domain)

    def test_lists_find_contacts(self):
        """By type, tag, manager, kind. Covers: CON-03, CON-06, CON-15, CON-22"""
        client = self.env.ref("crm_core.contact_type_client")
        Tag = self.env["res.partner.category"].with_user(self.alice)
        tag = Tag.browse(Tag.name_create("VIP")[0])
        person = self._make_person(crm_type_id=client.id, category_id=[(6, 0, tag.ids)])
        plain = self._make_person()
        self.assertFalse(plain.crm_type_id)
        Partner = self.env["res.partner"].with_user(self.alice)
        for domain in ([("crm_type_id", "=", client.id)], [("category_id", "in", tag.ids)]):
            found = Partner.search([("crm_customer", "=", True), *domain])
            self.assertIn(person, found)
            self.assertNotIn(plain, found)

    def test_non_crm_user_reads_no_crm_fields(self):
        person = self._make_person(crm_share="read", crm_memo="secret")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            person.with_user(self.outsider).read(["crm_memo"])
