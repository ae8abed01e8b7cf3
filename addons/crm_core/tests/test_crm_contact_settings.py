from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CrmCommon


@tagged("post_install", "-at_install", "crm_core")
class TestCrmContactSettings(CrmCommon):
    def _shipped(self, prefix, *names):
        return [self.env.ref(f"crm_core.{prefix}_{name}") for name in names]

    def test_shipped_types(self):
        """Covers: CON-25, COM-17"""
        types = self._shipped("contact_type", "client", "supplier", "partner", "competitor")
        self.assertEqual([t.name for t in types], ["Client", "Supplier", "Partner", "Competitor"])
        self.assertEqual(sorted(types, key=lambda t: t.sequence), types)

    def test_shipped_temperatures(self):
        """Covers: CON-26"""
        levels = self._shipped("temperature", "cold", "warm", "hot")
        self.assertEqual(
            [(level.name, level.hex_color) for level in levels],
            [("Cold", "#8a98d8"), ("Warm", "#ffd267"), ("Hot", "#df7895")],
        )
        person = self._make_person(crm_temperature_id=levels[2].id)
        self.assertEqual(person.crm_temperature_color, "#df7895")

    def test_shipped_tags(self):
        """Covers: CON-27"""
        tags = self._shipped("tag", "lead", "customer", "supplier", "staff")
        self.assertEqual([tag.name for tag in tags], ["Lead", "Customer", "Supplier", "Staff"])

    def test_administrators_only(self):
        """Covers: CON-03, CON-26, ACL-10"""
        for model, values in (
            ("crm.contact.type", {"name": "Investor"}),
            ("crm.temperature", {"name": "Burning", "hex_color": "#ff0000"}),
        ):
            record = self.env[model].with_user(self.crm_admin).create(values)
            record.name = f"{record.name}!"
            self.assertEqual(record.with_user(self.alice).name, f"{values['name']}!")
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.alice).create(values)
            with self.assertRaises(AccessError):
                record.with_user(self.alice).name = "Mine"
            with self.assertRaises(AccessError):
                record.with_user(self.alice).unlink()
            record.unlink()

    def test_in_use_cannot_be_deleted(self):
        """The message says how many use it; archiving is possible. Covers: AMB-34"""
        person = self._make_person()
        for model, field in (
            ("crm.contact.type", "crm_type_id"),
            ("crm.temperature", "crm_temperature_id"),
        ):
            record = self.env[model].with_user(self.crm_admin).create({"name": "Used"})
            person[field] = record
            person.active = False
            self.assertEqual(record.contact_count, 1)
            with self.assertRaisesRegex(UserError, "Used is used by 1 contacts"):
                record.unlink()
            record.active = False
            self.assertEqual(person[field], record)

    def test_last_cannot_be_deleted(self):
        for model in ("crm.contact.type", "crm.temperature"):
            records = self.env[model].with_user(self.crm_admin).with_context(active_test=False)
            everything = records.search([])
            self.env["res.partner"].search([]).write(
                {"crm_type_id": False, "crm_temperature_id": False}
            )
            everything[1:].unlink()
            with self.assertRaisesRegex(UserError, "last"):
                everything[0].unlink()

    def test_color(self):
        with self.assertRaisesRegex(ValidationError, "red is not a color"):
            self.env["crm.temperature"].create({"name": "X", "hex_color": "red"})
