from odoo import fields, models


class CrmTaskCategoryReplace(models.TransientModel):
    """Ask which category takes the place of one that is to be deleted."""

    _name = "crm.task.category.replace"
    _description = "Replace a Task Category"

    category_id = fields.Many2one(
        "crm.task.category", required=True, readonly=True, ondelete="cascade"
    )
    task_count = fields.Integer(related="category_id.task_count")
    replacement_id = fields.Many2one(
        "crm.task.category",
        string="Replace With",
        required=True,
        domain="[('id', '!=', category_id)]",
        ondelete="cascade",
    )

    # === ACTIONS === #

    def action_replace(self):
        """Give the tasks the other category and delete this one."""
        self.ensure_one()
        self.category_id._delete_in_favor_of(self.replacement_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
