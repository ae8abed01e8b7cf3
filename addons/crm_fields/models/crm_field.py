from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.kinds import KINDS, MAX_COLUMNS, MAX_LINES, MAX_SIZE
from ..tools.texts import lines_needed


class CrmField(models.Model):
    """A field that a CRM administrator added to a card, or a heading between such fields.

    What holds the values is a real column of the card's model (`crm_field_column`); what users
    see of it is put into the card's views when they are read (`crm_field_view`).
    """

    _name = "crm.field"
    _description = "Custom Field"
    _order = "sequence, id"

    name = fields.Char(string="Label", required=True, translate=True)
    target = fields.Selection(
        "_selection_target", string="Shown on", required=True, default="contact"
    )
    kind = fields.Selection(
        [
            ("text", "Text"),
            ("text_area", "Text area"),
            ("selection", "Drop-down list"),
            ("checkbox", "Checkbox"),
            ("date", "Date"),
            ("heading", "Heading"),
        ],
        string="Type",
        required=True,
        default="text",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    required = fields.Boolean(help="The card cannot be saved on the screen while this is empty.")
    size = fields.Integer(string="Longest text, characters", default=MAX_SIZE)
    lines = fields.Integer(string="Most lines", default=MAX_LINES)
    columns = fields.Integer(
        string="Characters in a line",
        default=MAX_COLUMNS,
        help="A longer line wraps and counts as several.",
    )
    option_ids = fields.One2many("crm.field.option", "crm_field_id", string="Options", copy=True)
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Column",
        readonly=True,
        copy=False,
        ondelete="cascade",
        index=True,
    )
    column_name = fields.Char(related="field_id.name", string="Technical name")
    record_count = fields.Integer(string="Records with a value", compute="_compute_record_count")

    @api.model
    def _selection_target(self):
        return [(key, target["label"]) for key, target in self._get_targets().items()]

    # === COMPUTE === #

    @api.depends("field_id")
    def _compute_record_count(self):
        for field in self:
            field.record_count = field._count_records()

    # === CONSTRAINTS === #

    @api.constrains("name", "target")
    def _check_name(self):
        for field in self:
            if not field.name.strip():
                raise ValidationError(self.env._("A custom field needs a label."))
            if field.kind != "heading":
                field._check_label_is_free()

    def _check_label_is_free(self):
        """Two fields with one label cannot be told apart in lists, filters, imports and exports."""
        self.ensure_one()
        Model = self._get_model()
        label = self.name.strip().casefold()
        for name, description in Model.fields_get(attributes=["string"]).items():
            if description["string"].casefold() == label and name != self.column_name:
                raise ValidationError(
                    self.env._(
                        "The label “%(label)s” is taken: %(target)s already have a field that is "
                        "called so (%(name)s). Choose another label.",
                        label=self.name,
                        target=self._get_target()["label"],
                        name=name,
                    )
                )

    @api.constrains("size", "lines", "columns", "kind")
    def _check_limits(self):
        for field in self:
            limits = {"text": [("size", MAX_SIZE)]}
            limits["text_area"] = [("lines", MAX_LINES), ("columns", MAX_COLUMNS)]
            for name, most in limits.get(field.kind, []):
                if not 1 <= field[name] <= most:
                    raise ValidationError(
                        self.env._(
                            "“%(limit)s” of the field “%(field)s” must be between 1 and %(most)s.",
                            limit=self._fields[name]._description_string(self.env),
                            field=field.name,
                            most=most,
                        )
                    )
            field._check_values_fit()

    def _check_values_fit(self):
        """Smaller limits never make values wrong that are there already."""
        self.ensure_one()
        if not self.field_id or self.kind not in ("text", "text_area"):
            return
        Model = self._get_model()
        Model.flush_model([self.column_name])
        column = SQL.identifier(self.column_name)
        if self.kind == "text":
            wrong = SQL("length(%s) > %s", column, self.size)
        else:
            wrong = SQL(
                "(SELECT sum(greatest(1, ceil(length(line)::numeric / %s)))"
                " FROM regexp_split_to_table(rtrim(%s, E'\\r\\n'), E'\\r?\\n') line) > %s",
                *(self.columns, column, self.lines),
            )
        query = SQL("SELECT count(*) FROM %s WHERE %s", SQL.identifier(Model._table), wrong)
        [[count]] = self.env.execute_query(query)
        if count:
            raise ValidationError(
                self.env._(
                    "The field “%(field)s” cannot be made smaller: %(count)s records hold a "
                    "longer text.",
                    field=self.name,
                    count=count,
                )
            )

    @api.constrains("kind", "option_ids")
    def _check_options(self):
        for field in self:
            if field.kind == "selection" and not field.option_ids:
                raise ValidationError(
                    self.env._(
                        "The drop-down list “%(field)s” needs at least one option.",
                        field=field.name,
                    )
                )

    @api.constrains("kind", "required")
    def _check_required(self):
        for field in self:
            if field.required and field.kind in ("checkbox", "heading"):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” cannot be required: there is nothing to fill in.",
                        field=field.name,
                    )
                )

    # === ONCHANGE === #

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind in ("checkbox", "heading"):
            self.required = False

    # === CRUD === #

    def _check_not_filled(self):
        for field in self:
            count = field._count_records()
            if count:
                raise UserError(
                    self.env._(
                        "The field “%(field)s” holds a value in %(count)s records. Its label, its "
                        "place and its options can change, not its type and where it is shown.",
                        field=field.name,
                        count=count,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filled(self):
        for field in self.filtered("active"):
            count = field._count_records()
            if count:
                raise UserError(
                    self.env._(
                        "The field “%(field)s” holds a value in %(count)s records. Archive it to "
                        "hide it and keep the values; an archived field can be deleted together "
                        "with its values.",
                        field=field.name,
                        count=count,
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for field, vals in zip(self, vals_list, strict=True):
            vals["name"] = self.env._("%(label)s (copy)", label=field.name)
        return vals_list

    # === BUSINESS === #

    @api.model
    def _get_targets(self):
        """The cards that custom fields can be made for, by key.

        Each model with a method ``_crm_field_targets`` names its own: a dictionary of
        ``label``; ``invisible``, a Python expression over the card's fields, where the field
        does not apply; and ``absent``, external ids of views of the model that never show it.

        :return: these dictionaries, completed, with ``model``
        :rtype: dict[str, dict]
        """
        targets = {}
        for model_name in self.env.registry:
            Model = self.env[model_name]
            if hasattr(Model, "_crm_field_targets"):
                for key, target in Model._crm_field_targets().items():
                    targets[key] = {"invisible": "", "absent": [], **target, "model": model_name}
        return targets

    def _get_target(self):
        self.ensure_one()
        return self._get_targets()[self.target]

    def _get_model(self):
        """The card's model, as superuser: counting and checking concern every record.

        :rtype: odoo.models.BaseModel
        """
        # sudo: see above; archived records hold values too
        return self.env[self._get_target()["model"]].sudo().with_context(active_test=False)

    def _count_records(self):
        """How many records, closed and archived ones included, hold a value."""
        self.ensure_one()
        if not self.field_id:
            return 0
        return self._get_model().search_count([(self.column_name, "!=", False)])

    @api.model
    def _check_values(self, records, names):
        """Refuse texts that are longer than their fields allow; nothing is cut.

        :param records: records being created or written, as superuser
        :param names: names of custom columns
        :raise ValidationError: naming the field, the record and the limit
        """
        limits = self._get_limits(records._name)
        for name in names:
            if name not in limits:
                continue
            kind, size, lines, columns = limits[name]
            for record in records:
                text = record[name] or ""
                if kind == "text" and len(text) > size:
                    message = self.env._(
                        "“%(field)s” of %(record)s is %(length)s characters long; %(most)s are "
                        "allowed.",
                        field=record._fields[name]._description_string(self.env),
                        record=record.display_name,
                        length=len(text),
                        most=size,
                    )
                    raise ValidationError(message)
                if kind == "text_area" and lines_needed(text, columns) > lines:
                    message = self.env._(
                        "“%(field)s” of %(record)s is %(length)s lines long; %(most)s lines of "
                        "%(columns)s characters are allowed.",
                        field=record._fields[name]._description_string(self.env),
                        record=record.display_name,
                        length=lines_needed(text, columns),
                        most=lines,
                        columns=columns,
                    )
                    raise ValidationError(message)

    def _fields_changed(self):
        """Views and limits are cached; every server process reads them again."""
        self.env.registry.clear_cache("templates")
        self.env.registry.clear_cache()

    @property
    def _with_column(self):
        return self.filtered(lambda field: KINDS[field.kind].ttype)
