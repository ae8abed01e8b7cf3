from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.names import NameParts, join_name, split_name

NAME_PARTS = ("crm_first_name", "crm_last_name", "crm_middle_name")
SEQUENCE_CODES = {"lead": "crm.lead.number", "opportunity": "crm.deal.number"}
# what the history of a record in a funnel shows beside the host's own tracked fields
TRACKED_IN_FUNNEL = {
    *("probability", "date_deadline", "bid_type", "bid_amount", "bid_currency_id"),
    *("crm_restricted", "priority"),
}


class CrmLead(models.Model):
    """Numbers, personal names and the detailed fields of leads and deals."""

    _name = "crm.lead"
    _inherit = "crm.lead"
    _rec_names_search = ["name", "crm_number"]

    crm_number = fields.Char("Number", readonly=True, copy=False, index="btree_not_null")
    crm_first_name = fields.Char("First Name")
    crm_last_name = fields.Char("Last Name", index="btree_not_null")
    crm_middle_name = fields.Char("Middle Name")
    contact_name = fields.Char(inverse="_inverse_contact_name")
    crm_industry_id = fields.Many2one(
        "res.partner.industry", string="Industry", index="btree_not_null"
    )
    crm_annual_revenue = fields.Monetary(
        "Annual Revenue",
        currency_field="company_currency",
        help="Approximate revenue or profit of a year; goes to the company at conversion.",
    )
    crm_employee_count = fields.Integer("Number of Employees", aggregator="avg")
    crm_memo = fields.Text(
        "Memo",
        help="One note shared by everybody who works on this; unlike notes there is only one.",
    )
    probability = fields.Float(tracking=True)
    date_deadline = fields.Date(tracking=True)
    priority = fields.Selection(tracking=True)

    # === COMPUTE === #

    def _compute_contact_name(self):
        super()._compute_contact_name()
        self._inverse_contact_name()

    def _inverse_contact_name(self):
        for lead in self:
            if lead.contact_name != lead._crm_join_name():
                parts = split_name(lead.contact_name)
                lead.update(
                    {
                        "crm_first_name": parts.first or False,
                        "crm_last_name": parts.last or False,
                        "crm_middle_name": parts.middle or False,
                    }
                )

    # === CONSTRAINTS === #

    @api.constrains("user_id", "type", "funnel_id")
    def _check_responsible(self):
        for lead in self:
            if lead.funnel_id and lead.type == "opportunity" and not lead.user_id:
                raise ValidationError(
                    self.env._("The deal “%(deal)s” needs a responsible.", deal=lead.display_name)
                )

    @api.constrains("crm_employee_count", "crm_annual_revenue")
    def _check_company_figures(self):
        for lead in self:
            for name in ("crm_employee_count", "crm_annual_revenue"):
                if lead[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "“%(record)s”: %(field)s cannot be negative.",
                            record=lead.display_name,
                            field=lead._fields[name]._description_string(self.env),
                        )
                    )

    # === ONCHANGE === #

    @api.onchange(*NAME_PARTS)
    def _onchange_name_parts(self):
        self.contact_name = self._crm_join_name()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create leads and deals; those of a funnel get their number.

        A lead without a title is called by its person, company or address; the parts of the
        personal name, when given, win over ``contact_name``.
        """
        leads = super().create([self._crm_prepare_name_values(vals) for vals in vals_list])
        leads._crm_set_numbers()
        return leads

    def write(self, vals):
        """Update leads; a change of a name's part rewrites the full name."""
        if not any(name in vals for name in NAME_PARTS):
            return super().write(vals)
        result = super().write({name: vals[name] for name in vals if name != "contact_name"})
        for lead in self:
            full_name = lead._crm_join_name()
            if lead.contact_name != full_name:
                lead.contact_name = full_name
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for lead, vals in zip(self, vals_list):
            if lead.funnel_id and not vals.get("user_id"):
                vals["user_id"] = self.env.uid
        return vals_list

    # === BUSINESS === #

    def _crm_join_name(self):
        """The full name made of its parts, `False` when there are none."""
        self.ensure_one()
        parts = NameParts(*(self[name] or "" for name in NAME_PARTS))
        return join_name(parts) or False

    @api.model
    def _crm_prepare_name_values(self, vals):
        """Complete creation values with the full name and, for a lead, a title."""
        vals = dict(vals)
        if any(vals.get(name) for name in NAME_PARTS):
            parts = NameParts(*(vals.get(name) or "" for name in NAME_PARTS))
            vals["contact_name"] = join_name(parts)
        if not vals.get("name") and not self.env.context.get("default_name"):
            title = next((vals[name] for name in self._crm_title_fields() if vals.get(name)), False)
            if title and vals.get("type", self.env.context.get("default_type")) == "lead":
                vals["name"] = title
        return vals

    @api.model
    def _crm_title_fields(self):
        """The fields after which a lead without a title is called, best first. A hook."""
        return ["contact_name", "partner_name", "email_from", "phone"]

    def _crm_set_numbers(self):
        """Give the records of a funnel that have none the next numbers of their sequence."""
        leads = self.filtered(lambda lead: lead.funnel_id and not lead.crm_number)
        for lead_type, typed in leads.grouped("type").items():
            numbers = self.env["ir.sequence"]._crm_next_batch(SEQUENCE_CODES[lead_type], len(typed))
            for lead, number in zip(typed, numbers):
                lead.crm_number = number

    # === MERGE === #

    def _merge_get_fields(self):
        return [
            *super()._merge_get_fields(),
            *("crm_industry_id", "crm_annual_revenue", "crm_employee_count", "crm_memo"),
        ]

    def _merge_get_fields_specific(self):
        def join_memos(_name, leads):
            return "\n\n".join(lead.crm_memo for lead in leads if lead.crm_memo) or False

        return {**super()._merge_get_fields_specific(), "crm_memo": join_memos}

    # === MAIL === #

    def _track_prepare(self, fields_iter):
        # the host's own pipeline keeps its history as it is
        with_funnel = self.filtered("funnel_id")
        super(CrmLead, with_funnel)._track_prepare(fields_iter)
        super(CrmLead, self - with_funnel)._track_prepare(set(fields_iter) - TRACKED_IN_FUNNEL)
