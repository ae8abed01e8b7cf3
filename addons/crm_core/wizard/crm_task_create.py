from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.project_task import PRESETS
from ..models.project_task_reminder import REMINDERS

# tasks whose notes and notifications one click may write
LIMIT = 1000


class CrmTaskCreate(models.TransientModel):
    """The same task for each of the selected contacts."""

    _name = "crm.task.create"
    _description = "Create a Task for Each Contact"

    partner_ids = fields.Many2many("res.partner", string="Contacts", required=True)
    name = fields.Char("Title", required=True)
    project_id = fields.Many2one(
        "project.project",
        string="Funnel",
        required=True,
        domain=[("crm_funnel", "=", True)],
        default=lambda self: self.env["project.project"]._crm_default_funnel(),
        ondelete="cascade",
    )
    category_id = fields.Many2one(
        "crm.task.category",
        required=True,
        default=lambda self: self.env["crm.task.category"].search([], limit=1),
        ondelete="cascade",
    )
    due_preset = fields.Selection(PRESETS, string="Due In")
    date_deadline = fields.Datetime("Due Date")
    reminder = fields.Selection(REMINDERS, required=True, default="1440")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    notify = fields.Boolean(default=True, help="The responsible is told about each task.")
    description = fields.Html()

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner" and "partner_ids" in fields:
            values["partner_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    @api.onchange("due_preset")
    def _onchange_due_preset(self):
        if self.due_preset:
            self.date_deadline = self.env["project.task"]._crm_get_preset(self.due_preset)

    # === ACTIONS === #

    def action_create(self):
        """Create one task per contact.

        :return: the list of the new tasks
        :raise UserError: with no contact, or too many at once
        """
        self.ensure_one()
        if not 1 <= len(self.partner_ids) <= LIMIT:
            raise UserError(
                self.env._(
                    "Choose between 1 and %(limit)s contacts; %(count)s are chosen.",
                    limit=LIMIT,
                    count=len(self.partner_ids),
                )
            )
        tasks = self.env["project.task"].create(
            [
                {
                    "name": self.name,
                    "project_id": self.project_id.id,
                    "crm_category_id": self.category_id.id,
                    "partner_id": partner.id,
                    "date_deadline": self.date_deadline,
                    "crm_reminder": self.reminder,
                    "crm_user_id": self.user_id.id,
                    "crm_notify": self.notify,
                    "description": self.description,
                }
                for partner in self.partner_ids
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_core.project_task_action_crm")
        return {**action, "domain": [("id", "in", tasks.ids)], "context": {"crm_task": True}}
