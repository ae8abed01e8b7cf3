from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CrmCommon


@tagged("post_install", "-at_install", "crm_core")
class TestResPartnerCompany(CrmCommon):
    def test_persons_of_a_company(self):
        """Exactly those whose company it is; free-standing persons are allowed.

        Covers: CON-19, CON-20, CON-28, AMB-02
        """
        company = self._make_company()
        person = self._make_person(parent_id=company.id, function="Director")
        self._make_person(name="Depot", parent_id=company.id, type="delivery")
        subsidiary = self._make_company(name="Daughter", parent_id=company.id)
        self._make_person(parent_id=subsidiary.id)
        free = self._make_person()
        self.assertFalse(free.parent_id)
        self.assertEqual(company.crm_person_ids, person)
        self.assertEqual(company.crm_subsidiary_ids, subsidiary)
        self.assertEqual(len(company.crm_address_ids), 1)

    def test_subsidiaries_keep_their_address(self):
        """Covers: COM-08"""
        parent = self._make_company(city="Kyiv")
        child = self._make_company(name="Daughter", parent_id=parent.id, city="Lviv")
        self.assertEqual((parent.city, child.city), ("Kyiv", "Lviv"))
        parent.city = "Odesa"
        self.assertEqual(child.city, "Lviv")
        child.street = "Rynok 1"
        self.assertFalse(parent.street)
        person = self._make_person(parent_id=child.id)
        self.assertEqual(person.city, "Lviv", "persons share their company's address")

    def test_person_of_a_company_one_may_only_read(self):
        """The company is not written to. Covers: CON-20, ACL-11"""
        company = self._make_company(crm_share="read", vat="14360570")
        self.env.invalidate_all()
        person = self._make_person(self.bob, parent_id=company.id, city="Lviv")
        self.assertEqual(person.vat, "14360570")
        person.city = "Dnipro"
        self.assertFalse(company.city)
        self.assertEqual(person.city, "Dnipro")

    def test_linked_to_deals(self):
        """Covers: CON-18, CON-21"""
        person = self._make_person()
        deal = (
            self.env["crm.lead"]
            .with_user(self.alice)
            .create({"name": "Deal", "type": "opportunity", "partner_id": person.id})
        )
        self.assertEqual(person.opportunity_ids, deal)
        self.assertEqual(person.opportunity_count, 1)

    def test_fields_of_the_cards(self):
        """What one enters stays; stamps are the system's own.

        Covers: CON-04, CON-05, CON-28, COM-03, COM-05, COM-06, COM-07, COM-09, COM-11, COM-12,
        COM-14, COM-16, COM-20, PER-03, PER-06, PER-07, PER-08, PER-09, PER-10, PER-11, PER-15,
        PER-18, AMB-21
        """
        usd = self.env.ref("base.USD")
        company_values = {
            **{"crm_annual_revenue": 1e6, "crm_employee_count": 12, "crm_legal_form": "LLC"},
            **{"crm_rating": "2", "vat": "7707083893", "crm_kpp": "770701001"},
            **{"crm_memo": "Pays late", "city": "Kyiv"},
        }
        company = self._make_company(
            crm_currency_id=usd.id,
            industry_id=self.env["res.partner.industry"].search([], limit=1).id,
            comment="Old friends",
            **company_values,
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for field, value in company_values.items():
            self.assertEqual(company[field], value, field)
        self.assertEqual(company.crm_currency_id, usd)
        self.assertIn("Old friends", company.comment)
        self.assertEqual(company.create_uid, self.alice)
        chief = self._make_person(crm_first_name="Olga")
        values = {
            **{"crm_department": "Sales", "crm_assistant": "Petro", "function": "Buyer"},
            **{"crm_recommendations": "Ask for Olga"},
        }
        person = self._make_person(
            crm_chief_id=chief.id,
            crm_birthday="1980-05-17",
            crm_source_id=self.env["utm.source"].create({"name": "Fair"}).id,
            **values,
        )
        for field, value in values.items():
            self.assertEqual(person[field], value, field)
        self.assertEqual(person.crm_chief_id, chief)
        for field in ("crm_from_lead", "crm_number", "create_date", "write_date"):
            self.assertTrue(self.env["res.partner"]._fields[field].readonly, field)

    def test_currency_of_a_new_contact(self):
        """Covers: CON-05"""
        self.assertEqual(self._make_person().crm_currency_id, self.env.company.currency_id)

    def test_map(self):
        """Covers: CON-31"""
        person = self._make_person(city="Київ", street="Хрещатик 1")
        url = person.action_crm_show_on_map()["url"]
        self.assertIn("search?query=", url)
        with self.assertRaisesRegex(UserError, "Ivan Petrov has no address"):
            self._make_person().action_crm_show_on_map()

    def test_merge_keeps_every_channel(self):
        """Duplicate ones are folded, each kind has one primary channel, access follows."""
        one = self._make_person(phone="+380443905101", email="ivan@example.com")
        two = self._make_person(
            self.bob,
            phone="+380443905102",
            email="Ivan@Example.com",
            channel_ids=[(0, 0, {"kind": "phone", "value": "+380443905103"})],
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((one | two).ids, one)
        self.env.invalidate_all()
        self.assertFalse(two.exists())
        phones = one.channel_ids.filtered(lambda channel: channel.kind == "phone")
        self.assertEqual(
            set(phones.mapped("normalized")), {"+380443905101", "+380443905102", "+380443905103"}
        )
        self.assertEqual(phones.filtered("is_primary").value, one.phone)
        self.assertEqual(len(one.channel_ids.filtered(lambda c: c.kind == "email")), 1)
        self.assertEqual(one.crm_manager_ids, self.alice | self.bob)
        self.assertEqual(one.channel_ids.sudo().crm_access_id, one.sudo().crm_access_id)
        self.assertEqual(one.sudo().crm_access_id.user_ids, self.alice | self.bob)

    def test_views_load(self):
        """As the role, and without sub-fields of contacts, which closed ones would refuse.

        Covers: COM-01, PER-01
        """
        Partner = self.env["res.partner"].with_user(self.alice)
        views = [
            *(("list", "crm_contact_view_list"), ("list", "crm_company_view_list")),
            *(("form", "crm_contact_view_form"), ("kanban", "crm_contact_view_kanban")),
            *(("search", "crm_contact_view_search"), ("pivot", "crm_contact_view_pivot")),
            ("graph", "crm_contact_view_graph"),
        ]
        for kind, name in views:
            arch = Partner.get_view(self.env.ref(f"crm_core.{name}").id, kind)["arch"]
            for field in (
                ("parent_id", "crm_manager_ids") if kind == "list" and "contact" in name else ()
            ):
                self.assertIn(f'name="{field}"', arch)
        company = Partner.get_view(self.env.ref("crm_core.crm_company_view_list").id, "list")[
            "arch"
        ]
        for field in ("crm_number", "city", "website", "phone", "crm_manager_ids"):
            self.assertIn(f'name="{field}"', company)
