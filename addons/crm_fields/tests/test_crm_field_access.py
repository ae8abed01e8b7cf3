from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FieldCommon


@tagged("post_install", "-at_install")
class TestCrmFieldAccess(FieldCommon):
    """Who may make columns, and that nothing but a column of a fixed type can be made."""

    def test_users_make_no_fields(self):
        """A plain user neither reads nor makes, changes or deletes custom fields.

        Covers: SET-09
        """
        field = self._make_field("Level of care", options=["Gold"])
        for user in (self.alice, self.outsider):
            Field = self.env["crm.field"].with_user(user)
            with self.assertRaises(AccessError):
                Field.create({"name": "Mine"})
            self.env.invalidate_all()
            for record in (field.with_user(user), field.option_ids.with_user(user)):
                with self.assertRaises(AccessError):
                    record.read(["name"])
                with self.assertRaises(AccessError):
                    record.write({"name": "x"})
                with self.assertRaises(AccessError):
                    record.unlink()
        with self.assertRaises(AccessError):
            self.env["ir.model.fields"].with_user(self.crm_admin).create(
                {
                    "name": "x_crm_text_own",
                    "model_id": self.env["ir.model"]._get_id("res.partner"),
                    "ttype": "char",
                }
            )

    def test_values_are_for_crm_users(self):
        """Who reads customers only to invoice them does not read their custom fields."""
        field = self._make_field("Hobby horse")
        partner = self._make_person(**{field.column_name: "Chess"}, crm_share="read")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            partner.with_user(self.outsider).read([field.column_name])
        self.assertEqual(partner.with_user(self.bob)[field.column_name], "Chess")

    def test_no_code(self):
        """No default of the caller's context reaches the host's field: it could be code.

        Covers: SET-12
        """
        context = {
            "default_compute": "for record in self: record['x_crm_text_evil'] = 'code ran'",
            "default_depends": "name",
            "default_related": "company_id.name",
            "default_relation": "res.users",
            "default_ttype": "many2one",
            "default_domain": "[(1, '=', 1)]",
            "default_name": "phone",
            "default_required": True,
            "default_store": False,
            "default_state": "base",
        }
        Field = self.env["crm.field"].with_user(self.crm_admin).with_context(**context)
        field = Field.create({"name": "Evil", "kind": "text", "required": False})
        self._assert_plain(field, "char", "x_crm_text_evil")
        # a change of type makes a new column, with the context of that call
        field.with_context(**context).write({"kind": "date"})
        self._assert_plain(field, "date", "x_crm_date_evil")

    def _assert_plain(self, field, ttype, name):
        """The column is of this type and name, stored, and has nothing that could be code."""
        column = self._column(field)
        self.assertEqual((column.ttype, column.name, column.state), (ttype, name, "manual"))
        self.assertTrue(column.store)
        self.assertFalse(column.required)
        self.assertFalse(column.compute or column.related or column.relation or column.depends)

    def test_no_other_column(self):
        """A custom field cannot be made to stand for a column of the host.

        Covers: SET-12
        """
        phone = self.env["ir.model.fields"]._get("res.partner", "phone")
        Field = self.env["crm.field"].with_user(self.crm_admin)
        field = Field.create({"name": "Stolen", "field_id": phone.id})
        self.assertEqual(field.column_name, "x_crm_text_stolen")
        field = Field.with_context(default_field_id=phone.id).create({"name": "Stolen 2"})
        self.assertEqual(field.column_name, "x_crm_text_stolen_2")
        heading = Field.with_context(default_field_id=phone.id).create(
            {"name": "Stolen 3", "kind": "heading"}
        )
        self.assertFalse(heading.sudo().field_id)
        with self.assertRaises(UserError):
            field.field_id = phone
        self.assertFalse((field | heading).unlink() and not phone.exists())

    def test_private_contact(self):
        """Custom fields are as closed as the contact they belong to."""
        field = self._make_field("Hobby horse")
        partner = self._make_person(crm_share="private", **{field.column_name: "Secret chess"})
        self.env.invalidate_all()
        Partner = self.env["res.partner"].with_user(self.bob)
        self.assertFalse(Partner.search([(field.column_name, "=", "Secret chess")]))
        with self.assertRaises(AccessError):
            partner.with_user(self.bob).read([field.column_name])
