from odoo import api, models


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Settle pending shares before a rule is made of them.

        A share that was changed a moment ago may need a descriptor that does not exist yet. It
        would be made while the rule is already being evaluated, too late to stand in it, and
        whoever has just shared a record would be locked out of it.
        """
        Model = self.env[model_name]
        field = Model._fields.get("crm_access_id")
        if field and not self.env.su and self.env.transaction.tocompute.get(field):
            # sudo: it is the system that computes
            Model.sudo()._recompute_model(["crm_access_id"])
        return super()._compute_domain(model_name, mode)
