from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.naming import option_value


class CrmFieldOption(models.Model):
    """One choice of a custom drop-down list."""

    _name = "crm.field.option"
    _description = "Option of a Custom Field"
    _order = "sequence, id"

    name = fields.Char(string="Option", required=True, translate=True)
    crm_field_id = fields.Many2one(
        "crm.field", string="Custom field", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    value = fields.Char(
        string="Stored value", readonly=True, copy=False, help="What imports and integrations use."
    )

    _value_uniq = models.Constraint(
        "UNIQUE(crm_field_id, value)", "Two options of a drop-down list have the same stored value."
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        taken = {}
        for vals in vals_list:
            field = self.env["crm.field"].browse(vals.get("crm_field_id"))
            names = taken.setdefault(field.id, set(field.option_ids.mapped("value")))
            vals["value"] = vals.get("value") or option_value(vals.get("name") or "", names)
            names.add(vals["value"])
        options = super().create(vals_list)
        options.crm_field_id._push_options()
        return options

    def write(self, vals):
        if {"value", "crm_field_id"} & set(vals):
            raise UserError(
                self.env._(
                    "The option “%(option)s” keeps its stored value and its field.",
                    option=self[:1].name,
                )
            )
        result = super().write(vals)
        self.crm_field_id._push_options()
        return result

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        result = super()._update_field_translations(field_name, translations, digest, source_lang)
        self.crm_field_id._push_options()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for option in self:
            field = option.crm_field_id
            count = option._count_records()
            if count:
                raise UserError(
                    self.env._(
                        "The option “%(option)s” of “%(field)s” is chosen in %(count)s records. "
                        "Choose another one there first, or rename this one.",
                        option=option.name,
                        field=field.name,
                        count=count,
                    )
                )

    def unlink(self):
        custom_fields = self.crm_field_id
        result = super().unlink()
        custom_fields.exists()._push_options()
        return result

    # === BUSINESS === #

    def _count_records(self):
        """How many records, closed and archived ones included, have this option."""
        self.ensure_one()
        field = self.crm_field_id
        if not field.field_id:
            return 0
        return field._get_model().search_count([(field.column_name, "=", self.value)])
