from odoo import api, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _crm_field_targets(self):
        """The cards of this model that custom fields can be made for; see readme/DEVELOP.md."""
        return {
            "lead_deal": {"label": self.env._("Leads and deals")},
            "lead": {
                "label": self.env._("Leads"),
                "invisible": "type == 'opportunity'",
                "absent": [
                    "crm_core.crm_deal_view_form",
                    "crm_core.crm_deal_view_list",
                    "crm_core.crm_deal_view_search",
                ],
            },
            "deal": {
                "label": self.env._("Deals"),
                "invisible": "type == 'lead'",
                "absent": [
                    "crm_core.crm_lead_view_form",
                    "crm_core.crm_lead_view_list",
                    "crm_core.crm_lead_view_search",
                ],
            },
        }

    def _merge_get_fields(self):
        # the survivor's values win, as with the host's own fields
        # sudo: the names of the columns are no secret
        custom = self.env["crm.field"].sudo()._columns_of(self._name)
        return [*super()._merge_get_fields(), *custom]
