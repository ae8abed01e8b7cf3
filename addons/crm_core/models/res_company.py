from odoo import api, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = "res.company"

    # === CONSTRAINTS === #

    @api.constrains("partner_id")
    def _check_crm_customer(self):
        for company_sudo in self.sudo():
            if company_sudo.partner_id.crm_customer:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a customer and cannot become one of our companies. "
                        "Take the Customer mark off the contact first.",
                        name=company_sudo.partner_id.display_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # the partner that comes with a company of ours is no customer
        companies = super(ResCompany, self.with_context(crm_customer=False)).create(vals_list)
        return companies.with_env(self.env)
