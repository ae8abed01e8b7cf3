from odoo import fields, models


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = "crm.team"

    crm_lead_funnel_id = fields.Many2one(
        "crm.funnel",
        string="Lead Funnel",
        domain="[('kind', '=', 'lead')]",
        ondelete="set null",
        help="Where leads that come in by email to this team start. "
        "Without one they stay in the pipeline without funnels.",
    )
