from odoo import models


class ResGroups(models.Model):
    _name = "res.groups"
    _inherit = "res.groups"

    def write(self, vals):
        res = super().write(vals)
        if not {"user_ids", "implied_ids", "implied_by_ids"}.isdisjoint(vals):
            # an administrator's rules differ from a user's
            self.env["crm.access"]._clear_rules()
        return res
