from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import column_exists

FIXED = "fixed"


class CrmLead(models.Model):
    """The budget of a deal: an amount in any currency, once or per period.

    The host's ``expected_revenue`` is the same value in the company's currency, converted at
    the rate of the day on which the budget was entered; writing it sets a fixed budget.
    """

    _name = "crm.lead"
    _inherit = "crm.lead"

    bid_type = fields.Selection(
        [
            (FIXED, "Fixed"),
            ("hour", "Per hour"),
            ("day", "Per day"),
            ("week", "Per week"),
            ("month", "Per month"),
            ("year", "Per year"),
        ],
        string="Budget Type",
        required=True,
        default=FIXED,
        tracking=True,
    )
    bid_amount = fields.Monetary(
        "Budget",
        currency_field="bid_currency_id",
        aggregator=None,
        tracking=True,
        help="The amount of one period, or the whole amount when the budget is fixed.",
    )
    bid_currency_id = fields.Many2one(
        "res.currency",
        string="Budget Currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        tracking=True,
    )
    bid_period_count = fields.Integer(
        "Periods", default=1, aggregator=None, help="How many periods; 0 counts as 1."
    )
    bid_value = fields.Monetary(
        "Budget Value",
        currency_field="bid_currency_id",
        compute="_compute_bid_value",
        store=True,
        help="Amount times number of periods.",
    )
    # no default: at creation it would pass for a value given by the user
    expected_revenue = fields.Monetary(
        compute="_compute_expected_revenue",
        inverse="_inverse_expected_revenue",
        store=True,
        readonly=False,
        default=None,
    )

    def _auto_init(self):
        is_new = not column_exists(self.env.cr, self._table, "bid_amount")
        result = super()._auto_init()
        if is_new:
            # deals that were there before: their revenue is a fixed budget in the company's
            # currency; without it the first recomputation would empty it
            self.env.cr.execute(
                """
                UPDATE crm_lead lead
                   SET bid_amount = expected_revenue,
                       bid_value = expected_revenue,
                       bid_currency_id = COALESCE(
                           (SELECT currency_id FROM res_company WHERE id = lead.company_id),
                           bid_currency_id)
                 WHERE expected_revenue <> 0
                """
            )
        return result

    # === COMPUTE === #

    @api.depends("bid_type", "bid_amount", "bid_period_count")
    def _compute_bid_value(self):
        for lead in self:
            periods = 1 if lead.bid_type == FIXED else lead.bid_period_count or 1
            lead.bid_value = lead.bid_amount * periods

    @api.depends("bid_value", "bid_currency_id", "company_id")
    def _compute_expected_revenue(self):
        for lead in self:
            lead.expected_revenue = lead._crm_convert_bid()

    def _inverse_expected_revenue(self):
        for lead in self:
            currency = lead.company_currency
            if currency.compare_amounts(lead._crm_convert_bid(), lead.expected_revenue):
                lead.write(
                    {
                        "bid_type": FIXED,
                        "bid_amount": lead.expected_revenue,
                        "bid_currency_id": currency.id,
                        "bid_period_count": 1,
                    }
                )

    # === CONSTRAINTS === #

    @api.constrains("bid_amount", "bid_period_count")
    def _check_bid(self):
        for lead in self.filtered("funnel_id"):
            for name in ("bid_amount", "bid_period_count"):
                if lead[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "“%(record)s”: %(field)s cannot be negative.",
                            record=lead.display_name,
                            field=lead._fields[name]._description_string(self.env),
                        )
                    )

    # === BUSINESS === #

    def _crm_convert_bid(self):
        """The budget in the company's currency, at today's rate.

        :rtype: float
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        currency = self.bid_currency_id or company.currency_id
        return currency._convert(
            self.bid_value, company.currency_id, company, fields.Date.context_today(self)
        )
