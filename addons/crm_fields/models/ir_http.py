from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client which fields each company's cards hide unless the user chose."""
        info = super().session_info()
        if self.env.user._is_internal():
            # sudo: the user may be logged in to companies that they do not read otherwise
            companies_sudo = self.env.user.company_ids.sudo()
            info["crm_card_fields"] = {
                str(company_sudo.id): company_sudo._crm_get_card_defaults()
                for company_sudo in companies_sudo
            }
        return info
