from odoo import api, fields, models

from ..models.ir_module_module import KEEP_VISIBLE


class BaseModuleUninstall(models.TransientModel):
    _name = "base.module.uninstall"
    _inherit = "base.module.uninstall"

    crm_access_private = fields.Char(compute="_compute_crm_access_private")
    crm_access_archive = fields.Boolean("Archive them", default=True)

    @api.depends("module_ids")
    def _compute_crm_access_private(self):
        for wizard in self:
            counts = wizard._get_modules()._crm_access_private_counts()
            wizard.crm_access_private = ", ".join(
                f"{name}: {count}" for name, count in counts.items()
            )

    def action_uninstall(self):
        self.env["ir.config_parameter"].sudo().set_param(
            KEEP_VISIBLE, bool(self.crm_access_private) and not self.crm_access_archive
        )
        return super().action_uninstall()
