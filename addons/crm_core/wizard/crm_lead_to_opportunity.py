from markupsafe import Markup

from odoo import api, fields, models


class CrmLead2opportunityPartner(models.TransientModel):
    """The host's conversion dialog, which says beforehand what will happen.

    It offers a conversion without a deal, and the funnel of the deal to come.
    """

    _name = "crm.lead2opportunity.partner"
    _inherit = "crm.lead2opportunity.partner"

    crm_create_deal = fields.Boolean("Create a deal", default=True)
    crm_funnel_id = fields.Many2one(
        "crm.funnel",
        string="Deal Funnel",
        domain="[('kind', '=', 'deal')]",
        default=lambda self: self.env["crm.funnel"]._get_default("deal"),
    )
    crm_is_closed_match = fields.Boolean(compute="_compute_crm_preview", compute_sudo=False)
    crm_preview = fields.Html(
        "What will happen", compute="_compute_crm_preview", compute_sudo=False, sanitize=False
    )

    # === COMPUTE === #

    def _compute_partner_id(self):
        super()._compute_partner_id()
        for wizard in self:
            # a contact closed to the user is linked at the end, it is not shown
            if wizard.partner_id and not wizard.partner_id.has_access("read"):
                wizard.partner_id = False

    @api.depends("lead_id", "action", "partner_id", "commercial_partner_id", "crm_create_deal")
    def _compute_crm_preview(self):
        for wizard in self:
            lead = wizard.lead_id
            if not lead or not lead._crm_has_conversion():
                wizard.crm_preview = wizard.crm_is_closed_match = False
                continue
            match = lead._crm_match_contact() if wizard.action == "exist" else None
            chosen = wizard.partner_id
            wizard.crm_is_closed_match = bool(match and not match.readable and not chosen)
            lines = lead._crm_preview_lines(
                match=match,
                person=chosen,
                company=wizard.commercial_partner_id,
                create_deal=wizard.crm_create_deal,
            )
            items = Markup().join(Markup("<li>%s</li>") % line for line in lines)
            wizard.crm_preview = Markup("<ul class='mb-0'>%s</ul>") % items

    # === ACTIONS === #

    def action_apply(self):
        """Convert as the dialog says and show the receipt.

        :return: a window action
        :rtype: dict
        """
        # the host's dialog for many leads inherits this one and takes them from the context
        is_mass = self._name != "crm.lead2opportunity.partner"
        if is_mass or self.name == "merge" or not self.lead_id._crm_has_conversion():
            return super().action_apply()
        self.ensure_one()
        is_new = self.action == "create"
        receipt = self.lead_id._crm_convert(
            create_deal=self.crm_create_deal,
            person=None if is_new else self.partner_id,
            company=self.commercial_partner_id if is_new else None,
            funnel=self.crm_funnel_id,
            user=self.user_id,
            match=not is_new,
        )
        return receipt.action_open()
