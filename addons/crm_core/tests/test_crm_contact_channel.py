from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CrmCommon

ONE, TWO, THREE = "+380443905101", "+380443905102", "+380443905103"


@tagged("post_install", "-at_install", "crm_core")
class TestCrmContactChannel(CrmCommon):
    def _channels(self, record, kind="phone"):
        """Values of the channels of a kind, the primary one marked."""
        found = record.channel_ids.filtered(lambda channel: channel.kind == kind)
        self.assertLessEqual(len(found.filtered("is_primary")), 1)
        return {(channel.value, channel.is_primary) for channel in found}

    def _phone(self, record, value):
        return record.channel_ids.filtered(lambda channel: channel.value == value)

    def _with_phones(self, *values):
        rows = [(0, 0, {"kind": "phone", "value": value}) for value in values]
        return self._make_person(channel_ids=rows)

    def test_any_number_with_categories(self):
        """Covers: CON-29, CON-30, CON-32, COM-10, PER-05"""
        person = self._make_person(
            channel_ids=[
                (0, 0, {"kind": "phone", "value": ONE}),
                (0, 0, {"kind": "phone", "value": TWO, "category": "fax"}),
                (0, 0, {"kind": "email", "value": "Ivan@Example.com", "category": "home"}),
                (0, 0, {"kind": "email", "value": "ivan@work.example.com"}),
                (0, 0, {"kind": "website", "value": "www.example.com"}),
                (0, 0, {"kind": "social", "value": "@ivan", "category": "vk"}),
            ]
        )
        found = {(c.kind, c.category, c.normalized) for c in person.channel_ids}
        self.assertEqual(
            found,
            {
                ("phone", "work", ONE),  # a landline: see the numbering plan
                ("phone", "fax", TWO),
                ("email", "home", "ivan@example.com"),
                ("email", "work", "ivan@work.example.com"),
                ("website", "work", "example.com"),
                ("social", "vk", "ivan"),
            },
        )
        self.assertEqual(person.phone, ONE)
        self.assertEqual(person.email, "Ivan@Example.com")
        self.assertEqual(person.website, "http://www.example.com")

    def test_category_of_another_kind(self):
        """Covers: CON-30"""
        for kind, category in (("email", "fax"), ("phone", "vk"), ("social", "home")):
            with self.assertRaisesRegex(ValidationError, "is not a category"):
                self._make_person(
                    channel_ids=[
                        (0, 0, {"kind": kind, "value": "a@b.example.com", "category": category})
                    ]
                )

    def test_what_is_no_phone_is_refused(self):
        """The error names the contact and the value; nothing is left. Covers: CON-29"""
        person = self._with_phones(ONE)
        for kind, value in (
            ("phone", "abc"),
            ("phone", "12"),
            ("email", "ivan"),
            ("website", "x y"),
        ):
            with self.assertRaisesRegex(ValidationError, f"{value}, given for Ivan Petrov"):
                person.write({"channel_ids": [(0, 0, {"kind": kind, "value": value})]})
        with self.assertRaisesRegex(ValidationError, "abc"), self.env.cr.savepoint():
            person.channel_ids.value = "abc"
        person.invalidate_recordset()
        self.assertEqual(person.phone, ONE)

    def test_stock_writes_are_never_blocked(self):
        """A raw value is kept, without a normalized form. Covers: CON-29"""
        person = self._make_person(phone="ask Olga", email="none")
        self.assertEqual(self._channels(person), {("ask Olga", True)})
        self.assertFalse(any(person.channel_ids.mapped("normalized")))
        person.phone = ONE
        self.assertEqual(person.channel_ids.filtered(lambda c: c.kind == "phone").normalized, ONE)

    def test_own_field_to_channel(self):
        person = self._make_person(phone=ONE)
        self.assertEqual(self._channels(person), {(ONE, True)})
        person.phone = TWO
        self.assertEqual(self._channels(person), {(TWO, True)})
        person.channel_ids = [(0, 0, {"kind": "phone", "value": THREE})]
        person.phone = "044 390 51 03"
        self.assertEqual(
            self._channels(person),
            {(TWO, False), ("044 390 51 03", True)},
            "known: not added twice",
        )
        person.phone = False
        self.assertEqual(self._channels(person), {(TWO, True)}, "the next one is promoted")
        self.assertEqual(person.phone, TWO)
        person.phone = False
        self.assertFalse(person.channel_ids)

    def test_channel_to_own_field(self):
        person = self._with_phones(ONE, TWO)
        self.assertEqual(person.phone, ONE)
        self._phone(person, TWO).is_primary = True
        self.assertEqual(person.phone, TWO)
        self.assertEqual(self._channels(person), {(ONE, False), (TWO, True)})
        self._phone(person, TWO).value = THREE
        self.assertEqual(person.phone, THREE)
        self._phone(person, THREE).unlink()
        self.assertEqual(person.phone, ONE)
        self.assertEqual(self._channels(person), {(ONE, True)})
        person.channel_ids.is_primary = False
        self.assertEqual(self._channels(person), {(ONE, True)}, "one is always primary")
        person.channel_ids.unlink()
        self.assertFalse(person.phone)

    def test_star_moved_in_the_form(self):
        """The form writes both rows, in either order."""
        for order in (1, -1):
            person = self._with_phones(ONE, TWO)
            commands = [
                (1, self._phone(person, ONE).id, {"is_primary": False}),
                (1, self._phone(person, TWO).id, {"is_primary": True}),
            ]
            person.write({"crm_phone_ids": commands[::order]})
            self.assertEqual(person.phone, TWO)
            self.assertEqual(self._channels(person), {(ONE, False), (TWO, True)})

    def test_both_sides_at_once(self):
        """No value is lost when the own field and channels are given together."""
        person = self._make_person(phone=ONE, channel_ids=[(0, 0, {"kind": "phone", "value": TWO})])
        self.assertEqual(self._channels(person), {(ONE, True), (TWO, False)})
        person.write({"phone": THREE, "channel_ids": [(0, 0, {"kind": "phone", "value": ONE})]})
        self.assertEqual(person.phone, THREE)
        self.assertEqual(self._channels(person), {(ONE, False), (TWO, False), (THREE, True)})
        same = self._make_person(
            phone="044 390-51-01",
            channel_ids=[(0, 0, {"kind": "phone", "value": "044 390 51 01", "category": "work"})],
        )
        self.assertEqual(self._channels(same), {("044 390 51 01", True)})

    def test_batch_of_primaries(self):
        person = self._make_person(
            channel_ids=[
                (0, 0, {"kind": "phone", "value": v, "is_primary": True}) for v in (ONE, TWO)
            ]
        )
        self.assertEqual(self._channels(person), {(ONE, True), (TWO, False)})
        person.channel_ids.write({"is_primary": True})
        self.assertEqual(self._channels(person), {(ONE, True), (TWO, False)})

    def test_country_decides(self):
        person = self._make_person(phone="8 (495) 123-45-67")
        self.assertFalse(person.channel_ids.normalized)
        person.country_id = self.env.ref("base.ru")
        self.assertEqual(person.channel_ids.normalized, "+74951234567")

    def test_move_to_another_contact(self):
        one, two = self._with_phones(ONE, TWO), self._with_phones(THREE)
        self._phone(one, ONE).partner_id = two
        self.assertEqual(self._channels(one), {(TWO, True)})
        self.assertEqual(one.phone, TWO)
        self.assertEqual(self._channels(two), {(ONE, False), (THREE, True)})

    @mute_logger("odoo.sql_db")
    def test_one_owner(self):
        person = self._with_phones(ONE)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            person.channel_ids.sudo().write({"partner_id": False})
            self.env.flush_all()

    def test_only_customers(self):
        partner = self.env["res.partner"].create({"name": "Vendor"})
        with self.assertRaisesRegex(ValidationError, "Vendor is not a customer"):
            self.env["crm.contact.channel"].create({"partner_id": partner.id, "value": ONE})

    def test_writers_who_know_nothing_of_channels(self):
        """A partner manager without the CRM role changes the phone."""
        self.outsider.group_ids += self.env.ref("base.group_partner_manager")
        person = self._make_person(phone=ONE, crm_share="write")
        self.env.invalidate_all()
        person.with_user(self.outsider).phone = TWO
        self.assertEqual(self._channels(person), {(TWO, True)})

    def test_copy(self):
        copy = self._with_phones(ONE, TWO).copy()
        self.assertEqual(self._channels(copy), {(ONE, True), (TWO, False)})

    def test_query_budget(self):
        """Channels given at creation cost no query per row either."""
        rows = [(0, 0, {"kind": "phone", "value": ONE}), (0, 0, {"kind": "social", "value": "x"})]
        values = [{"name": f"Ivan P{i}", "channel_ids": rows} for i in range(100)]
        Partner = self.env["res.partner"].with_user(self.alice)
        Partner.create(values)
        self.env.flush_all()
        with self.assertQueryCount(35):
            Partner.create(values)
            self.env.flush_all()

    def test_lead(self):
        """A lead's own fields and channels are in step; a contact's are left alone."""
        lead = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create(
                {"name": "Request", "type": "lead", "phone": ONE, "email_from": "ivan@example.com"}
            )
        )
        self.assertTrue(lead.funnel_id)
        self.assertEqual(self._channels(lead), {(ONE, True)})
        self.assertEqual(self._channels(lead, "email"), {("ivan@example.com", True)})
        lead.channel_ids = [(0, 0, {"kind": "phone", "value": TWO, "is_primary": True})]
        self.assertEqual(lead.phone, TWO)
        person = self._make_person(phone=THREE)
        deal = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create({"name": "Deal", "type": "opportunity", "partner_id": person.id})
        )
        self.assertFalse(deal.channel_ids)
        deal.channel_ids = [(0, 0, {"kind": "phone", "value": ONE})]
        self.assertEqual(person.phone, THREE)
