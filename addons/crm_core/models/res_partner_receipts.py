from odoo import fields, models


class ResPartner(models.Model):
    """From a contact or company to the conversions it came out of or took part in."""

    _name = "res.partner"
    _inherit = "res.partner"

    crm_receipt_count = fields.Integer(
        "Conversion Receipts",
        compute="_compute_crm_receipt_count",
        groups="crm_access.group_crm_user",
    )

    # === COMPUTE === #

    def _compute_crm_receipt_count(self):
        for partner in self:
            domain = partner._crm_receipts_domain()
            partner.crm_receipt_count = self.env["crm.conversion.receipt"].search_count(domain)

    # === ACTIONS === #

    def action_open_crm_receipts(self):
        """Open the receipts of the conversions that concern this card.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_core.crm_conversion_receipt_action"
        )
        return {**action, "target": "current", "domain": self._crm_receipts_domain()}

    # === BUSINESS === #

    def _crm_receipts_domain(self):
        self.ensure_one()
        return [
            "|",
            ("partner_id", "=", self._origin.id),
            ("company_partner_id", "=", self._origin.id),
        ]
