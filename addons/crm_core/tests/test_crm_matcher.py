from odoo.tests import tagged

from .common import CrmCommon


@tagged("post_install", "-at_install", "crm_core")
class TestCrmMatcher(CrmCommon):
    def _match(self, values, user=None, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["crm.matcher"].with_user(user or self.alice)._match(values, **options)

    def test_each_key(self):
        """It says why it matched. Covers: BEY-03"""
        company = self._make_company(
            name="ТОВ «Київ Буд»",
            vat="14360570",
            website="https://kyivbud.ua",
            channel_ids=[
                (0, 0, {"kind": "phone", "value": "+380443905101"}),
                (0, 0, {"kind": "phone", "value": "+380443905102"}),
                (0, 0, {"kind": "email", "value": "office@kyivbud.ua"}),
            ],
        )
        for values, reason in (
            ({"phone": "044 390-51-02"}, "same phone number"),
            ({"email_from": "Office <OFFICE@kyivbud.ua>"}, "same email"),
            ({"vat": "14360570"}, "same tax number"),
            ({"name": "Kyiv Bud LLC", "is_company": True}, "same company name"),
            ({"partner_name": "Київ Буд"}, "same company name"),
            ({"email": "new@kyivbud.ua"}, "same internet domain"),
            (
                {"channel_ids": [(0, 0, {"kind": "phone", "value": "+380443905101"})]},
                "same phone number",
            ),
        ):
            matches = self._match(values)
            self.assertEqual([m.record for m in matches], [company], values)
            self.assertIn(reason, matches[0].reasons)
            self.assertTrue(0 < matches[0].strength <= 1)
            self.assertTrue(matches[0].readable)
            self.assertEqual(matches[0].name, company.display_name)

    def test_person_in_another_script(self):
        """Covers: BEY-03, CON-44"""
        person = self._make_person(name="Иванов Пётр Сергеевич")
        [match] = self._match({"crm_first_name": "Petr", "crm_last_name": "Ivanov"})
        self.assertEqual(match.record, person)
        self.assertEqual(match.codes, ("person_name",))

    def test_surest_first(self):
        namesake = self._make_person()
        same = self._make_person(crm_first_name="Ivan", phone="+380443905101")
        matches = self._match({"name": "Ivan Petrov", "phone": "+380443905101"})
        self.assertEqual([m.record for m in matches], [same, namesake])
        self.assertGreater(matches[0].strength, matches[1].strength)
        self.assertEqual(len(self._match({"name": "Ivan Petrov"}, limit=1)), 1)
        found = self._match({"name": "Ivan Petrov"}, exclude=same.ids)
        self.assertEqual([m.record for m in found], [namesake])

    def test_closed_contact(self):
        """Found, but only its managers are named. Covers: AMB-42"""
        secret = self._make_person(email="ivan@secret.example.com", phone="+380443905101")
        [match] = self._match({"phone": "+380443905101"}, self.bob)
        self.assertEqual(match.record.id, secret.id)
        self.assertFalse(match.readable)
        self.assertEqual(match.name, "")
        self.assertEqual(match.managers, ("Alice Manager",))
        for text in ("Ivan", "Petrov", "secret", "390"):
            self.assertNotIn(text, str(match))

    def test_never_ourselves(self):
        """Neither users nor our companies, nor by our companies' phone and domain."""
        self.env.company.write({"phone": "+380443905199", "email": "office@ours.example.com"})
        self.bob.partner_id.write({"phone": "+380443905198"})
        self.env["res.partner"].flush_model()
        self._make_person(phone="+380443905199", email="guest@ours.example.com")
        for values in (
            {"phone": "+380443905199"},
            {"phone": "+380443905198"},
            {"email": "other@ours.example.com"},
        ):
            self.assertFalse(self._match(values), values)

    def test_nothing_to_go_by(self):
        self._make_person(name="Ivan", email="one@gmail.com")
        for values in ({}, {"name": "Ivan"}, {"phone": "1"}, {"email": "two@gmail.com"}):
            self.assertFalse(self._match(values), values)

    def test_partners_that_are_no_customers(self):
        vendor = self.env["res.partner"].create({"name": "Vendor", "email": "v@vendor.example.com"})
        [match] = self._match({"email": "v@vendor.example.com"})
        self.assertEqual(match.record, vendor)

    def test_addresses_never_match(self):
        """Covers: AMB-36"""
        company = self._make_company()
        self._make_person(
            name="Depot", parent_id=company.id, type="delivery", phone="+380443905101"
        )
        self.assertFalse(self._match({"phone": "+380443905101"}))

    def test_archived_contacts_never_match(self):
        person = self._make_person(phone="+380443905101")
        person.active = False
        self.assertFalse(self._match({"phone": "+380443905101", "name": "Ivan Petrov"}))

    def test_leads(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create({"name": "Request", "type": "lead", "phone": "+380443905101"})
        )
        [match] = self._match({"phone": "044 390 51 01"}, model="crm.lead")
        self.assertEqual(match.record, lead)
        self.assertEqual(match.managers, ("Alice Manager",))

    def test_query_budget(self):
        """The number of look-ups depends on neither candidates nor contacts."""
        rows = [{"name": "Ivan Petrov", "phone": "+380443905101"} for _i in range(30)]
        self.env["res.partner"].with_user(self.alice).create(rows)
        values = {"name": "Ivan Petrov", "phone": "+380443905101", "email": "a@b.example.com"}
        self._match(values)
        self.env.flush_all()
        with self.assertQueryCount(16):
            self._match({**values, "vat": "14360570"})
