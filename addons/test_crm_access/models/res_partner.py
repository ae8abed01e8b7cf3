from odoo import fields, models

from odoo.addons.crm_access.models.crm_access import PRIVATE


class ResPartner(models.Model):
    """Partners protected in the simplest way, beside whatever crm_core does if installed."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.access.mixin"]

    test_reader_ids = fields.Many2many("res.users", "test_access_partner_user_rel")

    def _crm_access_depends(self):
        return [*super()._crm_access_depends(), "test_reader_ids"]

    def _crm_access_share(self):
        if self.test_reader_ids:
            return PRIVATE, self.test_reader_ids
        return super()._crm_access_share()
