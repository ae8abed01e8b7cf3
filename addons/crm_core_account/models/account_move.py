from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._crm_rank_partners()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self._crm_rank_partners()
        return result

    def _crm_rank_partners(self):
        """Rank the partners of invoices from the draft on.

        The host ranks them when the invoice is posted, which is too late for an accountant who
        has to read the customer, whom only its managers see, in order to post.
        """
        # the ranks are the system's bookkeeping, and whoever wrote the draft may lack write access
        for move_sudo in self.sudo():
            partners_sudo = move_sudo.partner_id | move_sudo.commercial_partner_id
            if move_sudo.is_sale_document(include_receipts=True):
                partners_sudo.filtered(lambda partner: not partner.customer_rank).customer_rank = 1
            elif move_sudo.is_purchase_document(include_receipts=True):
                partners_sudo.filtered(lambda partner: not partner.supplier_rank).supplier_rank = 1
