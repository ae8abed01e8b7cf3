from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _name = "base.partner.merge.automatic.wizard"
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge only what the user may change, and share what is moved as its new owner is.

        :raise AccessError: if one of the contacts is closed to the user
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        # not as superuser, who would merge what the user does not even see
        partners.sudo(False).check_access("write")
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        # sudo: what hangs on a contact may be closed to the user
        partners.sudo().exists()._crm_access_follow_again()
        return result
