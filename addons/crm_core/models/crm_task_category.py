from odoo import api, fields, models
from odoo.exceptions import UserError

ICONS = [
    ("fa-phone", "Phone"),
    ("fa-star-o", "Star"),
    ("fa-desktop", "Screen"),
    ("fa-envelope-o", "Envelope"),
    ("fa-fax", "Fax"),
    ("fa-eye", "Eye"),
    ("fa-cutlery", "Cutlery"),
    ("fa-calendar-o", "Calendar"),
    ("fa-sticky-note-o", "Note"),
    ("fa-truck", "Truck"),
    ("fa-share-alt", "Network"),
    ("fa-heart-o", "Heart"),
    ("fa-check-square-o", "Check mark"),
    ("fa-handshake-o", "Handshake"),
    ("fa-money", "Money"),
    ("fa-file-text-o", "Document"),
    ("fa-users", "People"),
    ("fa-wrench", "Wrench"),
    ("fa-comments-o", "Conversation"),
    ("fa-map-marker", "Place"),
]


class CrmTaskCategory(models.Model):
    """What a task is: a call, a letter, a visit, ... The list is the administrators'."""

    _name = "crm.task.category"
    _description = "Task Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    icon = fields.Selection(ICONS, required=True, default="fa-check-square-o")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    task_count = fields.Integer(string="Tasks", compute="_compute_task_count")

    # === COMPUTE === #

    def _compute_task_count(self):
        counts = self._get_task_counts()
        for category in self:
            category.task_count = counts.get(category, 0)

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_or_last(self):
        counts = self._get_task_counts()
        for category in self:
            if counts.get(category):
                raise UserError(
                    self.env._(
                        "The task category “%(name)s” is used by %(count)s tasks. "
                        "Choose a category that replaces it.",
                        name=category.display_name,
                        count=counts[category],
                    )
                )
        if not self.with_context(active_test=False).search([("id", "not in", self.ids)], limit=1):
            raise UserError(self.env._("The last task category cannot be deleted."))

    # === ACTIONS === #

    def action_delete(self):
        """Delete a category, asking for another one while tasks use it.

        :return: the dialog that asks, or nothing
        :raise UserError: if it is the last category
        """
        self.ensure_one()
        if not self._get_task_counts():
            self.unlink()
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Delete the category “%(name)s”", name=self.display_name),
            "res_model": "crm.task.category.replace",
            "view_mode": "form",
            "target": "new",
            "context": {"default_category_id": self.id},
        }

    # === BUSINESS === #

    def _delete_in_favor_of(self, replacement):
        """Give all tasks of these categories another one and delete them.

        :param replacement: the `crm.task.category` that takes their place
        :raise UserError: if it is one of those to be deleted
        """
        self.check_access("unlink")
        if replacement in self or not replacement:
            raise UserError(
                self.env._("Choose another category in place of “%(name)s”.", name=self[:1].name)
            )
        # sudo: tasks that are closed to the administrator of the list, or archived, change, too
        Task_sudo = self.env["project.task"].sudo().with_context(active_test=False)
        tasks_sudo = Task_sudo.search([("crm_category_id", "in", self.ids)])
        tasks_sudo.with_context(tracking_disable=True, crm_keep_reminded=True).write(
            {"crm_category_id": replacement.id}
        )
        self.unlink()

    def _get_task_counts(self):
        """How many tasks, archived and closed ones included, have each category.

        :rtype: dict[crm.task.category, int]
        """
        # sudo: only the number is used, and it must count what the user may not see
        Task_sudo = self.env["project.task"].sudo().with_context(active_test=False)
        groups = Task_sudo._read_group(
            [("crm_category_id", "in", self.ids)], ["crm_category_id"], ["__count"]
        )
        return {category.sudo(False): count for category, count in groups}
