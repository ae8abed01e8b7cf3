from odoo import api, models
from odoo.exceptions import ValidationError


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
