from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import CrmCommon


@tagged("post_install", "-at_install", "crm_core")
class TestResPartnerDoor(CrmCommon):
    def test_created_by_a_crm_user(self):
        """A CRM user's new partner is a customer, private, managed by its creator.

        Covers: CON-01, CON-10, CON-12, CON-15, COM-21, PER-20, AMB-20
        """
        person = self._make_person()
        company = self._make_company(self.bob)
        self.assertTrue(person.crm_customer and company.crm_customer)
        self.assertFalse(person.is_company)
        self.assertTrue(company.is_company)
        self.assertEqual(person.crm_manager_ids, self.alice)
        self.assertEqual(company.crm_manager_ids, self.bob)
        self.assertEqual(person.crm_share, "private")

    def test_others_stay_as_the_host_made_them(self):
        self.outsider.group_ids += self.env.ref("base.group_partner_manager")
        partners = self.env["res.partner"].create({"name": "By the system", "phone": "1"})
        partners |= self.env["res.partner"].with_user(self.outsider).create({"name": "Outside"})
        Partner = self.env["res.partner"].with_user(self.alice)
        partners |= Partner.sudo().create({"name": "By code"})
        partners |= Partner.with_context(crm_customer=False).create({"name": "Unwanted"})
        partners |= (
            Partner.with_user(self.outsider)
            .with_context(crm_customer=True)
            .create({"name": "Without role"})
        )
        for partner in partners.sudo():
            self.assertFalse(partner.crm_customer, partner.name)
            self.assertFalse(partner.crm_number)
            self.assertFalse(partner.crm_manager_ids)
            self.assertFalse(partner.crm_first_name)
            self.assertFalse(partner.channel_ids)
            self.assertFalse(partner.crm_access_id)

    def test_created_by_code(self):
        """Import, web form and calls ask for a customer. Covers: CON-15"""
        Partner = self.env["res.partner"].with_context(crm_customer=True)
        partner = Partner.create({"name": "Anna"})
        self.assertTrue(partner.crm_customer)
        self.assertFalse(partner.crm_manager_ids)
        mine = Partner.with_user(self.alice).sudo().create({"name": "Boris"})
        self.assertEqual(mine.crm_manager_ids, self.alice)

    def test_default_share_is_set_by_an_administrator(self):
        """Covers: AMB-20"""
        self.env["ir.config_parameter"].set_param("crm_core.contact_share", "read")
        self.assertEqual(self._make_person().crm_share, "read")
        self.env["ir.config_parameter"].set_param("crm_core.contact_share", "nonsense")
        self.assertEqual(self._make_person().crm_share, "private")

    def test_addresses_are_no_customers(self):
        """Covers: AMB-36"""
        company = self._make_company()
        address = self._make_person(
            name="Warehouse", parent_id=company.id, type="delivery", city="Kyiv"
        )
        self.assertFalse(address.crm_customer)
        self.assertEqual(address.sudo().crm_access_id, company.sudo().crm_access_id)
        person = self._make_person()
        person.write({"type": "invoice", "parent_id": company.id})
        self.assertFalse(person.crm_customer)

    def test_address_categories(self):
        """Billing and postal are the host's address types. Covers: AMB-36"""
        company = self._make_company()
        company.crm_address_ids = [
            (0, 0, {"crm_address_category": category, "type": "other", "city": category})
            for category in ("home", "postal", "office", "billing", "other", "work")
        ]
        types = {a.crm_address_category: a.type for a in company.crm_address_ids}
        self.assertEqual(types.pop("billing"), "invoice")
        self.assertEqual(types.pop("postal"), "delivery")
        self.assertEqual(types, dict.fromkeys(("home", "office", "other", "work"), "other"))
        self.assertFalse(company.crm_person_ids)

    def test_mark_later(self):
        """A marked partner gets what customers have; its own data is kept. Covers: CON-24"""
        partner = self.env["res.partner"].create(
            {"name": "Anna Belova", "phone": "+380443905101", "email": "anna@example.com"}
        )
        partner.with_user(self.alice).write({"crm_customer": True})
        partner.invalidate_recordset()
        self.assertEqual(partner.crm_manager_ids, self.alice)
        self.assertEqual(partner.crm_share, "private")
        self.assertTrue(partner.crm_number)
        self.assertEqual((partner.crm_first_name, partner.crm_last_name), ("Anna", "Belova"))
        self.assertEqual(
            set(partner.channel_ids.mapped("normalized")), {"+380443905101", "anna@example.com"}
        )

    def test_never_a_user_or_a_company_of_ours(self):
        for partner in (self.bob.partner_id, self.env.company.partner_id):
            with self.assertRaisesRegex(ValidationError, partner.name):
                partner.crm_customer = True

    def test_a_customer_never_becomes_a_user(self):
        person = self._make_person(email="ivan@example.com")
        values = {
            "login": "ivan",
            "partner_id": person.id,
            "group_ids": [(4, self.env.ref("base.group_user").id)],
        }
        with self.assertRaisesRegex(ValidationError, "Ivan Petrov"):
            self.env["res.users"].create(values)

    def test_users_and_companies_entered_by_an_administrator(self):
        """Their partners come through no door."""
        self.crm_admin.group_ids += self.env.ref("base.group_system")
        user = (
            self.env["res.users"]
            .with_user(self.crm_admin)
            .create({"name": "New Colleague", "login": "colleague"})
        )
        company = self.env["res.company"].with_user(self.crm_admin).create({"name": "Branch"})
        self.assertFalse(user.partner_id.crm_customer)
        self.assertFalse(company.partner_id.crm_customer)
        self.assertNotIn("crm_customer", user.env.context)

    def test_portal_user_of_a_private_customer(self):
        """A customer in the portal reads itself."""
        person = self._make_person(email="ivan@example.com")
        portal = new_test_user(
            self.env, "portal_ivan", groups="base.group_portal", partner_id=person.id
        )
        self.env.invalidate_all()
        self.assertEqual(portal.partner_id, person)
        [found] = person.with_user(portal).read(["email"])
        self.assertTrue(found["email"])

    def test_form(self):
        """The form creates a person with channels. Covers: CON-02, CON-04, CON-16"""
        view = "crm_core.crm_contact_view_form"
        with Form(self.env["res.partner"].with_user(self.alice), view) as form:
            form.crm_first_name = "Ivan"
            form.crm_last_name = "Petrov"
            form.comment = "Met at a fair"
            form.category_id.add(self.env.ref("crm_core.tag_customer"))
            with form.crm_phone_ids.new() as phone:
                phone.value = "044 390 51 01"
            with form.crm_email_ids.new() as email:
                email.value = "ivan@example.com"
        person = form.record
        self.assertEqual(person.name, "Ivan Petrov")
        self.assertEqual(person.phone, "+380 44 390 5101")
        self.assertEqual(person.email, "ivan@example.com")
        with Form(person, view) as form:
            form.crm_last_name = "Sidorov"
        self.assertEqual(person.name, "Ivan Sidorov")
        with self.assertRaises(AssertionError), Form(person, view) as form:
            form.crm_last_name = False

    def test_numbers(self):
        """Each customer gets a number of its own, by kind. Covers: COM-04, PER-04"""
        values = [{"crm_first_name": "A", "crm_last_name": str(i)} for i in range(5)]
        people = self.env["res.partner"].with_user(self.alice).create(values)
        company = self._make_company()
        self.assertEqual(len(set(people.mapped("crm_number"))), 5)
        self.assertTrue(all(number.startswith("P") for number in people.mapped("crm_number")))
        self.assertTrue(company.crm_number.startswith("C"))
        self.assertNotEqual(people[0].copy().crm_number, people[0].crm_number)

    def test_query_budget(self):
        """Creating customers in batch takes no query per row."""

        def values(prefix):
            return [
                {
                    "crm_first_name": f"{prefix}{i}",
                    "crm_last_name": "Petrov",
                    "phone": f"+38044{3905000 + i}",
                    "email": f"{prefix}{i}@example.com",
                }
                for i in range(100)
            ]

        Partner = self.env["res.partner"].with_user(self.alice)
        Partner.create(values("warm"))
        self.env.flush_all()
        with self.assertQueryCount(35):
            Partner.create(values("cold"))
            self.env.flush_all()
