from odoo import fields, models
from odoo.exceptions import UserError

# where a piece of a lead ended up
OUTCOMES = [
    ("stays", "Stays on the deal"),
    ("created", "Created"),
    ("linked", "Linked"),
    ("moved", "Moved"),
    ("copied", "Copied"),
    ("present", "Was there already"),
    ("noted", "Written into the history"),
    ("deleted", "Deleted"),
]


class CrmConversionReceipt(models.Model):
    """What went where when a lead was converted.

    Written by the conversion and never changed afterwards. It is seen by whoever sees the
    deal or, when there is none, the contact. There are few receipts and no long lists of
    them, so the rule looks at the deal's access instead of a copy kept on each receipt.
    """

    _name = "crm.conversion.receipt"
    _description = "Conversion Receipt"
    _order = "id desc"
    _rec_name = "lead_name"

    lead_name = fields.Char("Lead", required=True, readonly=True)
    lead_number = fields.Char(readonly=True)
    # the id outlives the lead, so that a second click finds the receipt
    lead_res_id = fields.Integer(
        "Lead ID", required=True, readonly=True, index=True, aggregator=None
    )
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", "Contact", readonly=True, index=True, ondelete="set null"
    )
    company_partner_id = fields.Many2one(
        "res.partner", "Company", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users", "Converted by", readonly=True, default=lambda self: self.env.uid
    )
    date = fields.Datetime("Converted on", readonly=True, default=fields.Datetime.now)
    line_ids = fields.One2many(
        "crm.conversion.receipt.line", "receipt_id", string="What Went Where", readonly=True
    )

    # === CRUD === #

    def write(self, vals):
        """Refuse changes: a receipt is evidence.

        :raise UserError: for anybody but the system itself
        """
        if not self.env.su:
            raise UserError(self.env._("A conversion receipt cannot be changed."))
        return super().write(vals)

    # === ACTIONS === #

    def action_open(self):
        """Show the receipt.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_core.crm_conversion_receipt_action"
        )
        form = self.env.ref("crm_core.crm_conversion_receipt_view_form")
        return {**action, "res_id": self.id, "views": [(form.id, "form")], "view_mode": "form"}

    def action_open_deal(self):
        """Open the deal that the lead has become.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_core.crm_lead_action_deals")
        form = self.env.ref("crm_core.crm_deal_view_form")
        return {**action, "res_id": self.lead_id.id, "views": [(form.id, "form")]}

    def action_open_contact(self):
        """Open the contact found or made by the conversion.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        return self.partner_id._get_records_action()

    def action_open_company(self):
        """Open the company found or made by the conversion.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        return self.company_partner_id._get_records_action()


class CrmConversionReceiptLine(models.Model):
    _name = "crm.conversion.receipt.line"
    _description = "Conversion Receipt Line"
    _order = "sequence, id"

    receipt_id = fields.Many2one(
        "crm.conversion.receipt", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True, readonly=True)
    value = fields.Char(readonly=True)
    count = fields.Integer(readonly=True, aggregator=None)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    target = fields.Char("Where", readonly=True)
