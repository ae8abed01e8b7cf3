from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = "res.users"

    # === CONSTRAINTS === #

    @api.constrains("partner_id", "group_ids")
    def _check_crm_customer(self):
        for user_sudo in self.sudo():
            if not user_sudo.share and user_sudo.partner_id.crm_customer:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a customer and cannot become an internal user. "
                        "Take the Customer mark off the contact first.",
                        name=user_sudo.partner_id.display_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # the partner that comes with a user is no customer, whoever creates the user
        users = super(ResUsers, self.with_context(crm_customer=False)).create(vals_list)
        return users.with_env(self.env)

    # === BUSINESS === #

    def _crm_receipt_domain(self):
        """Which conversion receipts this user may see: those of the deals, or else of the
        contacts, that he may see.

        :rtype: list
        """
        self.ensure_one()
        if self.has_group("crm_access.group_crm_admin"):
            return [(1, "=", 1)]
        readable = self._crm_access_ids("read")
        has_deal = Domain("lead_id", "!=", False)
        has_contact = Domain("partner_id", "!=", False)
        by_deal = has_deal & Domain("lead_id.crm_access_id", "in", readable)
        by_contact = ~has_deal & has_contact & Domain("partner_id.crm_access_id", "in", readable)
        return list(by_deal | by_contact)
