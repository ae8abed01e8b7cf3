from odoo import Command

from odoo.addons.crm_core.tests.lead_common import LeadCommon


class FieldCommon(LeadCommon):
    """Builders of custom fields; the registry forgets their columns after each test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # fields that a database has already are out of the way of what views show
        cls.env["crm.field"].search([]).write({"active": False})

    def setUp(self):
        # first, so that it runs after the rollback: then the columns are gone
        self.addCleanup(self._forget_columns)
        super().setUp()

    def _forget_columns(self):
        if self.registry.registry_invalidated:
            self.registry._setup_models__(self.cr)

    def _make_field(self, name, user=None, options=(), **values):
        """A custom field that a CRM administrator makes.

        :param options: labels of a drop-down's options
        """
        Field = self.env["crm.field"].with_user(user or self.crm_admin)
        if options:
            values["kind"] = "selection"
            values["option_ids"] = [
                Command.create({"name": option, "sequence": number})
                for number, option in enumerate(options)
            ]
        return Field.create({"name": name, **values})

    def _column(self, field):
        """The host's field behind a custom one, as superuser."""
        return field.sudo().field_id
