from odoo import models
from odoo.fields import Domain

ACCOUNTING_GROUPS = "account.group_account_invoice,account.group_account_readonly"


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = "res.users"

    def _crm_access_grant(self, operation, model_name):
        """Accountants read every partner that stands in the books, whoever manages it."""
        grant = super()._crm_access_grant(operation, model_name)
        if (
            model_name == "res.partner"
            and operation == "read"
            and self.has_groups(ACCOUNTING_GROUPS)
        ):
            grant |= Domain("customer_rank", ">", 0) | Domain("supplier_rank", ">", 0)
        return grant
