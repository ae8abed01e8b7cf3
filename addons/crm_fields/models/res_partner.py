from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _crm_field_targets(self):
        """The cards of this model that custom fields can be made for; see readme/DEVELOP.md."""
        return {
            "contact": {"label": self.env._("Contacts: persons and companies")},
            "person": {
                "label": self.env._("Contacts: persons only"),
                "invisible": "is_company",
                "absent": ["crm_core.crm_company_view_list"],
            },
            "company": {
                "label": self.env._("Contacts: companies only"),
                "invisible": "not is_company",
            },
        }
