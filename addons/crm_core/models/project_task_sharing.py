from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.crm_access.models.crm_access import OPEN, PRIVATE

ACCESS_LIST = ("crm_restricted", "crm_allowed_user_ids")


class ProjectTask(models.Model):
    """Who sees a task of the CRM app, and who changes it.

    Restricted to listed users, it is seen and changed by them, its creator and its responsible.
    Otherwise whoever sees the lead, deal or contact it belongs to sees it, and so do its creator
    and its responsible, who alone change it. Without any link it is open to all.
    """

    _name = "project.task"
    _inherit = ["project.task", "crm.access.mixin"]

    # the contact that is followed is computed by the host, but not before creation
    crm_access_id = fields.Many2one(precompute=False)
    crm_restricted = fields.Boolean(
        "Restrict Access",
        tracking=True,
        help="Only the creator, the responsible and the users listed see and change it.",
    )
    crm_allowed_user_ids = fields.Many2many(
        "res.users",
        "project_task_crm_allowed_user_rel",
        "task_id",
        "user_id",
        string="Allowed Users",
        domain="[('share', '=', False)]",
    )
    crm_can_share = fields.Boolean("May Change Access", compute="_compute_crm_can_share")

    _crm_restricted_idx = models.Index("(crm_restricted) WHERE crm_restricted")

    # === COMPUTE === #

    @api.depends("create_uid")
    @api.depends_context("uid")
    def _compute_crm_can_share(self):
        is_admin = self.env.su or self.env.user.has_group("crm_access.group_crm_admin")
        for task in self:
            creator = task.create_uid or self.env.user
            task.crm_can_share = is_admin or creator == self.env.user

    @api.model
    def _crm_access_depends(self):
        return [
            *("project_id.crm_funnel", "crm_restricted", "crm_allowed_user_ids"),
            *("user_ids", "create_uid", "crm_lead_id.crm_access_id", "partner_id.crm_access_id"),
        ]

    def _crm_access_share(self):
        self.ensure_one()
        if not self.project_id.crm_funnel:
            return OPEN, self.env["res.users"]
        own_users = self.user_ids._origin | (self.create_uid or self.env.user)
        if self.crm_restricted:
            return PRIVATE, self.crm_allowed_user_ids._origin | own_users
        followed = (self.crm_lead_id or self.partner_id).crm_access_id
        if followed.level == PRIVATE:
            return PRIVATE, followed.user_ids | own_users
        return OPEN, self.env["res.users"]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._crm_notify_allowed(dict.fromkeys(tasks, self.env["res.users"]))
        return tasks

    def write(self, vals):
        """Update tasks.

        :raise AccessError: when somebody other than the creator or an administrator changes who
            may see a task
        """
        if not any(name in vals for name in ACCESS_LIST):
            return super().write(vals)
        for task in self:
            if not task.crm_can_share:
                raise AccessError(
                    self.env._(
                        "Only %(creator)s, who created “%(record)s”, or a CRM administrator may "
                        "change who has access to it.",
                        creator=task.create_uid.sudo().name,
                        record=task.display_name,
                    )
                )
        before = {task: task._crm_listed_users() for task in self}
        result = super().write(vals)
        self._crm_notify_allowed(before)
        return result

    # === BUSINESS === #

    def _crm_listed_users(self):
        """The users whom the access list lets in, none while the task is not restricted."""
        self.ensure_one()
        # sudo: users of the portal make tasks without knowing our fields
        task_sudo = self.sudo()
        if not task_sudo.crm_restricted:
            return self.env["res.users"]
        return task_sudo.crm_allowed_user_ids.sudo(self.env.su)

    def _crm_notify_allowed(self, before):
        """Tell each user that a task has been opened to him, once.

        :param dict before: for each task the users who were listed before
        """
        for task in self:
            users = task._crm_listed_users() - before[task] - self.env.user
            if not users:
                continue
            task.message_notify(
                subject=self.env._("Access to “%(record)s”", record=task.display_name),
                body=self.env._(
                    "%(user)s gave you access to the task “%(record)s”. You may see and change it.",
                    user=self.env.user.name,
                    record=task.display_name,
                ),
                # sudo: users' own cards are not the user's to read
                partner_ids=users.sudo().partner_id.ids,
            )

    def _task_message_auto_subscribe_notify(self, users_per_task):
        # a task of the CRM app is announced to its responsible unless the box is cleared
        super()._task_message_auto_subscribe_notify(
            {
                task: users
                for task, users in users_per_task.items()
                # sudo: users of the portal make tasks without knowing our fields
                if not task.sudo().crm_is_task or task.sudo().crm_notify
            }
        )

    def _crm_keep_closed(self):
        """Restrict tasks to those who see them now: what they follow is about to be deleted."""
        for task_sudo in self.sudo().filtered("crm_is_task"):
            if task_sudo.crm_access_id.level == PRIVATE and not task_sudo.crm_restricted:
                users = task_sudo.crm_access_id.user_ids
                task_sudo.write(
                    {"crm_allowed_user_ids": [(6, 0, users.ids)], "crm_restricted": True}
                )


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = "res.users"

    def _crm_task_write_domain(self):
        """Which tasks this user may change, besides what sharing says: those of the CRM app that
        are his, or were restricted to him; the others are for the host's rules.

        :rtype: list
        """
        self.ensure_one()
        if self.has_group("crm_access.group_crm_admin"):
            return [(1, "=", 1)]
        listed = Domain("crm_restricted", "=", True) & Domain(
            "crm_allowed_user_ids", "in", self.ids
        )
        return list(
            Domain("crm_is_task", "=", False)
            | Domain("crm_user_id", "=", self.id)
            | Domain("create_uid", "=", self.id)
            | listed
        )
