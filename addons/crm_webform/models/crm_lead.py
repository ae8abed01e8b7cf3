from odoo import models


class CrmLead(models.Model):
    """What a website form sent goes with the lead that it became."""

    _name = "crm.lead"
    _inherit = "crm.lead"

    def _crm_link_movers(self):
        return {
            **super()._crm_link_movers(),
            "crm.webform.submission.lead_id": self._crm_move_submissions,
        }

    def _crm_move_submissions(self, submissions_sudo, partner):
        submissions_sudo.write({"lead_id": False, "partner_id": partner.id})
        return "moved"

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo: submissions are the administrators', leads are merged by everybody
        submissions_sudo = self.env["crm.webform.submission"].sudo()
        submissions_sudo.search([("lead_id", "in", opportunities.ids)]).lead_id = self
