from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import CrmCommon


@tagged("post_install", "-at_install", "crm_core")
class TestResPartnerNames(CrmCommon):
    def _parts(self, partner):
        return (partner.crm_first_name, partner.crm_middle_name, partner.crm_last_name)

    def test_parts_make_the_name(self):
        """Covers: CON-02, CON-44"""
        person = self._make_person(crm_middle_name="Olegovich")
        self.assertEqual(person.name, "Ivan Olegovich Petrov")
        self.assertEqual(person.display_name, "Ivan Olegovich Petrov")
        self.assertEqual(person._crm_full_name(last_first=True), "Petrov Ivan Olegovich")
        person.crm_last_name = "Sidorov"
        self.assertEqual(person.name, "Ivan Olegovich Sidorov")

    def test_name_makes_the_parts(self):
        """Stock code that writes one name goes on working. Covers: CON-44"""
        person = self._make_person(name="Сидоров Иван Петрович")
        self.assertEqual(self._parts(person), ("Иван", "Петрович", "Сидоров"))
        person.name = "Anna Belova"
        self.assertEqual(self._parts(person), ("Anna", False, "Belova"))
        self.assertEqual(person.name, "Anna Belova")
        by_name = self.env["res.partner"].with_user(self.alice).name_create("Oleg Orlov")
        self.assertEqual(
            self._parts(self.env["res.partner"].browse(by_name[0])), ("Oleg", False, "Orlov")
        )

    def test_rewriting_the_same_name_keeps_the_parts(self):
        person = self._make_person(crm_first_name="Anna Maria", crm_last_name="Rossi")
        person.name = "Anna Maria Rossi"
        self.assertEqual(self._parts(person), ("Anna Maria", False, "Rossi"))

    def test_a_user_gives_both_names(self):
        """A clear error names the empty field. Covers: CON-02"""
        for values, field in (
            ({"crm_first_name": "Ivan", "crm_last_name": " "}, "Last Name"),
            ({"crm_first_name": False, "crm_last_name": "Petrov"}, "First Name"),
        ):
            with self.assertRaisesRegex(ValidationError, field):
                self._make_person(**values)
        person = self._make_person()
        with self.assertRaisesRegex(ValidationError, "Last Name of “Ivan Petrov”"):
            person.crm_last_name = False
        with self.assertRaisesRegex(ValidationError, "Company Name"):
            self._make_company(name=" ")
        with self.assertRaisesRegex(ValidationError, "First Name and Last Name"):
            self.env["res.partner"].with_user(self.alice).create({"email": "x@example.com"})

    def test_other_doors_give_what_they_have(self):
        """The card is marked incomplete. Covers: AMB-33"""
        person = self._make_person(name="Ivan")
        self.assertTrue(person.crm_incomplete)
        self.assertEqual(person.name, "Ivan")
        person.crm_last_name = "Petrov"
        self.assertFalse(person.crm_incomplete)
        imported = self.env["res.partner"].with_user(self.alice).with_context(crm_customer=True)
        self.assertTrue(imported.create({"crm_last_name": "Petrov"}).crm_incomplete)
        self.assertFalse(self._make_company().crm_incomplete)

    def test_company_and_person_change_places(self):
        partner = self._make_person(crm_middle_name="Olegovich")
        partner.is_company = True
        self.assertEqual(self._parts(partner), (False, False, False))
        self.assertEqual(partner.name, "Ivan Olegovich Petrov")
        partner.company_type = "person"
        self.assertEqual(self._parts(partner), ("Ivan", "Olegovich", "Petrov"))

    def test_copy_is_told_apart(self):
        copy = self._make_person().copy()
        self.assertEqual(copy.name, "Ivan Petrov (copy)")
        self.assertEqual(self._make_company().copy().name, "Romashka (copy)")

    def test_write_on_many(self):
        people = self._make_person() | self._make_person(crm_first_name="Oleg")
        people.write({"crm_last_name": "Orlov"})
        self.assertEqual(people.mapped("name"), ["Ivan Orlov", "Oleg Orlov"])

    def test_keys(self):
        """Covers: BEY-03"""
        person = self._make_person(name="Петров Иван Олегович")
        self.assertEqual(person.crm_name_key, self._make_person().crm_name_key)
        company = self._make_company(name="ООО «Ромашка»", vat="7707083893")
        self.assertEqual(company.crm_name_key, self._make_company().crm_name_key)
        self.assertEqual(company.crm_inn_key, "7707083893")
        employee = self._make_person(parent_id=company.id)
        self.assertEqual(employee.vat, "7707083893")
        self.assertFalse(employee.crm_inn_key, "the number is the company's")
