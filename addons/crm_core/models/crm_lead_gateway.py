from odoo import api, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = "crm.lead"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Create a lead from an email; one to a team's address starts in the team's funnel."""
        values = dict(custom_values or {})
        team = self.env["crm.team"].browse(values.get("team_id"))
        if team.crm_lead_funnel_id and values.get("type") != "opportunity":
            values.update(type="lead", funnel_id=team.crm_lead_funnel_id.id)
        return super().message_new(msg_dict, custom_values=values)
