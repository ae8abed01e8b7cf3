import re

from odoo import Command, api, models, tools
from odoo.exceptions import UserError
from odoo.tools import sql

from ..tools.kinds import KINDS
from ..tools.naming import PREFIX, column_name

# what may change while records hold values is everything but these
FROZEN = ("kind", "target")
TAGS = {kind.tag: key for key, kind in KINDS.items() if kind.ttype}


class CrmField(models.Model):
    """The columns behind custom fields.

    Making one is a matter of the superuser. Whatever it gets comes from here: a type of a fixed
    list, a generated name, label and options; never code, relations or the caller's context,
    whose defaults could bring them.
    """

    _inherit = "crm.field"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # never from outside, not even by a default in the context: it names a column of the host
        fields_ = super().create([{**vals, "field_id": False} for vals in vals_list])
        fields_._create_columns()
        self._fields_changed()
        return fields_

    def write(self, vals):
        if "field_id" in vals:
            raise UserError(self.env._("The column of a custom field cannot be chosen."))
        changed = self.browse()
        if any(name in vals for name in FROZEN):
            changed = self.filtered(lambda f: any(f[n] != vals.get(n, f[n]) for n in FROZEN))
            changed._check_not_filled()
        result = super().write(vals)
        if changed:
            changed._replace_columns()
        if "name" in vals:
            self._push_labels()
        self._fields_changed()
        return result

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        result = super()._update_field_translations(field_name, translations, digest, source_lang)
        self._push_labels()
        self._fields_changed()
        return result

    def unlink(self):
        columns_sudo = self._get_columns_sudo()
        self._forget_columns()
        result = super().unlink()
        columns_sudo.unlink()
        self._fields_changed()
        return result

    # === BUSINESS === #

    def _create_columns(self):
        """Make the columns of new fields, all at once: each time the registry is set up anew."""
        todo = self._with_column
        taken, vals_list = {}, []
        for field in todo:
            model_name = field._get_model()._name
            names = taken.setdefault(model_name, self._taken_names(model_name))
            name = column_name(KINDS[field.kind].tag, field.name, names)
            names.add(name)
            vals_list.append(field._prepare_column_values(model_name, name))
        if not vals_list:
            return
        # sudo: only this method decides what the column is; a context of its own, see above
        columns_sudo = self.env(su=True, context={})["ir.model.fields"].create(vals_list)
        for field, column_sudo in zip(todo, columns_sudo, strict=True):
            super(CrmField, field).write({"field_id": column_sudo.id})
        todo._push_labels()
        # apart: the host refuses options inside the values of a field made as superuser
        todo._push_options()

    def _prepare_column_values(self, model_name, name):
        """Values of the host's field; everything that is not said here keeps the host's default."""
        self.ensure_one()
        return {
            "model_id": self.env["ir.model"]._get_id(model_name),
            "name": name,
            "field_description": self.name,
            "ttype": KINDS[self.kind].ttype,
            "state": "manual",
            "copied": True,
        }

    @api.model
    def _taken_names(self, model_name):
        """Names of all fields and columns of a model, a left-over column included."""
        Model = self.env[model_name]
        return set(Model._fields) | set(sql.table_columns(self.env.cr, Model._table))

    def _replace_columns(self):
        """Another type or another card: a new column for the old one, which is empty."""
        columns_sudo = self._get_columns_sudo()
        self._forget_columns()
        for field in self:
            super(CrmField, field).write({"field_id": False})
        columns_sudo.unlink()
        self._create_columns()

    def _get_columns_sudo(self):
        """The host's fields; only ever such as this model has made."""
        # sudo: CRM administrators have no access to the host's fields
        columns_sudo = self.sudo().field_id
        return columns_sudo.filtered(lambda c: c.state == "manual" and c.name.startswith(PREFIX))

    def _forget_columns(self):
        """What users have saved with the columns goes with them: a filter would only raise."""
        for column_sudo in self._get_columns_sudo():
            name = column_sudo.name
            self._get_filters_sudo(column_sudo).write({"active": False})
            self.env["ir.exports.line"].sudo().search(
                [("name", "=", name), ("export_id.resource", "=", column_sudo.model)]
            ).unlink()

    @api.model
    def _get_filters_sudo(self, column_sudo):
        """Saved filters of all users that name a column."""
        # sudo: they belong to their users
        filters_sudo = self.env["ir.filters"].sudo().search([("model_id", "=", column_sudo.model)])
        name = re.compile(rf"\b{column_sudo.name}\b")
        return filters_sudo.filtered(lambda f: name.search(f"{f.domain} {f.context} {f.sort}"))

    def _push_labels(self):
        """Give the columns the labels of the fields, in every language."""
        languages = {code for code, _name in self.env["res.lang"].get_installed()} | {"en_US"}
        for language in sorted(languages):
            for field in self.with_context(lang=language):
                # sudo: see _create_columns
                column_sudo = field.sudo().field_id
                if column_sudo and column_sudo.field_description != field.name:
                    column_sudo.write({"field_description": field.name})

    def _push_options(self):
        """Give the columns of drop-downs the options of the fields."""
        for field in self.filtered(lambda f: f.field_id and f.kind == "selection"):
            # sudo: see _create_columns
            Selection_sudo = self.env(su=True, context={})["ir.model.fields.selection"]
            rows_sudo = {row.value: row for row in field.sudo().field_id.selection_ids}
            wanted = set(field.option_ids.mapped("value"))
            for value in set(rows_sudo) - wanted:
                rows_sudo.pop(value).unlink()
            Selection_sudo.create(
                [
                    {"field_id": field.field_id.id, "value": option.value, "name": option.name}
                    | {"sequence": position}
                    for position, option in enumerate(field.option_ids)
                    if option.value not in rows_sudo
                ]
            )
            field._push_option_labels()
        self._fields_changed()

    def _push_option_labels(self):
        languages = {code for code, _name in self.env["res.lang"].get_installed()} | {"en_US"}
        for language in sorted(languages):
            field = self.with_context(lang=language)
            # sudo: see _create_columns
            rows_sudo = {row.value: row for row in field.sudo().field_id.selection_ids}
            for position, option in enumerate(field.option_ids):
                row_sudo = rows_sudo[option.value]
                values = {"name": option.name, "sequence": position}
                changed = {key: value for key, value in values.items() if row_sudo[key] != value}
                if changed:
                    row_sudo.write(changed)

    @api.model
    @tools.ormcache("model_name")
    def _get_limits(self, model_name):
        """Kind, size, lines and columns by column name; archived fields keep their limits.

        :rtype: dict[str, tuple]
        """
        return {
            field.column_name: (field.kind, field.size, field.lines, field.columns)
            for field in self._get_fields_of(model_name).filtered("field_id")
        }

    @api.model
    def _columns_of(self, model_name):
        """Names of the custom columns of a model.

        :rtype: list[str]
        """
        return list(self._get_limits(model_name))

    @api.model
    def _get_fields_of(self, model_name):
        """All fields and headings of a model's cards, archived ones included."""
        targets = self._get_targets()
        keys = [key for key, target in targets.items() if target["model"] == model_name]
        return self.with_context(active_test=False).search([("target", "in", keys)])

    @api.model
    def _adopt_columns(self):
        """Make fields of columns that were left when the addon was uninstalled.

        They keep name, type and values, and get the widest card of their model.
        """
        # sudo: called by the installation
        Column_sudo = self.env["ir.model.fields"].sudo()
        columns_sudo = Column_sudo.search(
            [("state", "=", "manual"), ("name", "=like", f"{PREFIX}%")]
        )
        known = self.with_context(active_test=False).search([]).field_id
        widest = {}
        for key, target in self._get_targets().items():
            widest.setdefault(target["model"], key)
        for column_sudo in (columns_sudo - known).sorted("id"):
            kind = TAGS.get(column_sudo.name.removeprefix(PREFIX).split("_")[0])
            if kind and column_sudo.model in widest and KINDS[kind].ttype == column_sudo.ttype:
                self._adopt_column(column_sudo, kind, widest[column_sudo.model])
        self._fields_changed()

    def _adopt_column(self, column_sudo, kind, target):
        field = super().create(
            {
                "name": column_sudo.field_description,
                "kind": kind,
                "target": target,
                "field_id": column_sudo.id,
                "option_ids": [
                    Command.create({"name": row.name, "value": row.value, "sequence": row.sequence})
                    for row in column_sudo.selection_ids
                ],
            }
        )
        field.flush_recordset()
