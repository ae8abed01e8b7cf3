from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from odoo.addons.project.models.project_task import CLOSED_STATES

OPEN_STATE, DONE_STATE = "01_in_progress", "1_done"
PRESETS = [("today", "Today"), ("days3", "3 days"), ("week", "Week")]
PRESET_DAYS = {"today": 0, "days3": 3, "week": 7}
# when a task is due whose day was chosen but no hour
DUE_HOUR = time(18, 0)
LATEST_HOUR = time(23, 59)
EARLIEST_DUE = datetime(2000, 1, 1)
# what makes a task without a project one of the CRM app
MARKS = ("crm_lead_id", "crm_category_id", "crm_user_id")
DEFAULT_LINKS = ("default_crm_lead_id", "default_partner_id")


class ProjectTask(models.Model):
    """A task of the CRM app is a task of a project that is marked as a task funnel.

    It has one responsible, a category and a funnel, and belongs to a contact, a lead or a deal.
    To-dos without a project and tasks of all other projects are untouched.
    """

    _name = "project.task"
    _inherit = "project.task"
    _check_company_auto = True

    crm_is_task = fields.Boolean(
        "CRM Task", related="project_id.crm_funnel", store=True, export_string_translation=False
    )
    crm_category_id = fields.Many2one(
        "crm.task.category",
        string="Category",
        compute="_compute_crm_category_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    crm_category_icon = fields.Selection(related="crm_category_id.icon", string="Category Icon")
    crm_lead_id = fields.Many2one(
        "crm.lead",
        string="Lead or Deal",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        tracking=True,
    )
    crm_user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_crm_user_id",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
    )
    crm_notify = fields.Boolean(
        "Notify",
        default=True,
        help="The responsible is told about the task.",
    )
    crm_status = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        string="Status",
        compute="_compute_crm_status",
        inverse="_inverse_crm_status",
        search="_search_crm_status",
    )
    crm_can_edit = fields.Boolean("May Edit", compute="_compute_crm_can_edit")
    crm_due_preset = fields.Selection(PRESETS, string="Due In", store=False)
    crm_due_label = fields.Char("Time Left", compute="_compute_crm_due_label")
    crm_due_state = fields.Selection(
        [("overdue", "Overdue"), ("today", "Today"), ("planned", "Upcoming")],
        string="Due State",
        compute="_compute_crm_due_label",
    )

    # the first page of the list, and those of my tasks and of what I have given to others
    _crm_due_idx = models.Index("(crm_is_task, date_deadline, id)")
    _crm_user_due_idx = models.Index("(crm_user_id, date_deadline)")
    _crm_create_uid_idx = models.Index("(create_uid)")

    @property
    def TASK_PORTAL_READABLE_FIELDS(self):
        # contacts' lists of tasks are sorted out by it, also while the portal creates a task
        return super().TASK_PORTAL_READABLE_FIELDS | {"crm_is_task"}

    # === COMPUTE === #

    @api.depends("project_id")
    def _compute_crm_category_id(self):
        # sudo: funnels are open to all who may create tasks in them
        missing = self.filtered(
            lambda task: task.sudo().project_id.crm_funnel and not task.crm_category_id
        )
        if missing:
            missing.crm_category_id = self.env["crm.task.category"].search([], limit=1)

    @api.depends("user_ids", "project_id.crm_funnel")
    def _compute_crm_user_id(self):
        for task in self:
            task.crm_user_id = task.project_id.crm_funnel and task.user_ids[:1]

    @api.depends("state")
    def _compute_crm_status(self):
        for task in self:
            task.crm_status = "closed" if task.state in CLOSED_STATES else "open"

    def _inverse_crm_status(self):
        for task in self:
            if task.crm_status != ("closed" if task.state in CLOSED_STATES else "open"):
                task.state = DONE_STATE if task.crm_status == "closed" else OPEN_STATE

    @api.model
    def _search_crm_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = []
        if "closed" in value:
            states += CLOSED_STATES
        if "open" in value:
            states += self.OPEN_STATES
        return [("state", "in", states)]

    @api.depends_context("uid")
    def _compute_crm_can_edit(self):
        stored = self.filtered("id")
        editable = stored._filtered_access("write")
        for task in self:
            task.crm_can_edit = task not in stored or task in editable

    @api.depends("date_deadline", "state")
    @api.depends_context("uid", "tz", "lang")
    def _compute_crm_due_label(self):
        today = self._crm_local(fields.Datetime.now()).date()
        for task in self:
            if not task.date_deadline or task.state in CLOSED_STATES:
                task.crm_due_label = task.crm_due_state = False
                continue
            days = (self._crm_local(task.date_deadline).date() - today).days
            if days == 0 and task.date_deadline < fields.Datetime.now():
                task.crm_due_state = "overdue"
            else:
                task.crm_due_state = "overdue" if days < 0 else "planned" if days else "today"
            task.crm_due_label = self._crm_get_due_label(days)

    @api.depends("crm_lead_id")
    def _compute_partner_id(self):
        super()._compute_partner_id()
        for task in self:
            # sudo: the contact of a deal is named to all who see the deal
            if task.crm_lead_id and not task.partner_id:
                task.partner_id = task.crm_lead_id.sudo().partner_id

    @api.depends("crm_lead_id.company_id", "partner_id.company_id")
    def _compute_company_id(self):
        super()._compute_company_id()
        for task in self:
            # sudo: a task belongs to the company of what it is about, whoever sees that
            task_sudo = task.sudo()
            if task_sudo.project_id.crm_funnel and not task_sudo.project_id.company_id:
                about_sudo = task_sudo.crm_lead_id or task_sudo.partner_id
                task.company_id = about_sudo.company_id

    @api.onchange("crm_due_preset")
    def _onchange_crm_due_preset(self):
        if self.crm_due_preset:
            self.date_deadline = self._crm_get_preset(self.crm_due_preset)

    # === CONSTRAINTS === #

    @api.constrains("project_id", "crm_category_id")
    def _check_crm_category(self):
        for task in self:
            if task.project_id.sudo().crm_funnel and not task.crm_category_id:
                raise ValidationError(
                    self.env._(
                        "The task “%(task)s” needs a category: choose one in the field Category.",
                        task=task.name,
                    )
                )

    @api.constrains("project_id", "user_ids")
    def _check_crm_one_responsible(self):
        for task in self:
            if task.project_id.sudo().crm_funnel and len(task.user_ids) > 1:
                raise ValidationError(
                    self.env._(
                        "The task “%(task)s” is in the funnel “%(funnel)s”, where a task has one "
                        "responsible. Choose one of %(users)s.",
                        task=task.name,
                        funnel=task.project_id.sudo().display_name,
                        users=", ".join(task.user_ids.mapped("name")),
                    )
                )

    @api.constrains("project_id", "date_deadline")
    def _check_crm_deadline(self):
        for task in self:
            if (
                task.date_deadline
                and task.date_deadline < EARLIEST_DUE
                and task.project_id.sudo().crm_funnel
            ):
                raise ValidationError(
                    self.env._(
                        "The task “%(task)s” cannot be due on %(date)s: check the year in the "
                        "field Due date.",
                        task=task.name,
                        date=fields.Date.to_string(task.date_deadline),
                    )
                )

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self._crm_door_is_open(self.env.context.get("default_project_id")):
            if "project_id" in fields and not values.get("project_id"):
                values["project_id"] = self.env["project.project"]._crm_default_funnel().id
            if "user_ids" in fields and not values.get("user_ids"):
                values["user_ids"] = [Command.set(self.env.user.ids)]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._crm_prepare_create(vals) for vals in vals_list])

    def write(self, vals):
        """Update tasks.

        :raise ValidationError: when a task of the CRM app would be left without a funnel
        """
        # sudo: users of the portal edit tasks without knowing our fields
        if "project_id" in vals and (tasks := self.sudo().filtered("crm_is_task")):
            tasks._crm_check_funnel(vals["project_id"])
        if "crm_user_id" in vals:
            vals = {**vals, **self._crm_assign_command(vals["crm_user_id"])}
            del vals["crm_user_id"]
        return super().write(vals)

    def copy_data(self, default=None):
        values_list = super().copy_data(default)
        return [
            {**values, "user_ids": [Command.set(task.user_ids.ids)]}
            if task.sudo().crm_is_task and "user_ids" not in (default or {})
            else values
            for task, values in zip(self, values_list)
        ]

    # === ACTIONS === #

    def action_crm_open(self):
        """Open this task in a dialog, from the card it belongs to."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_core.project_task_action_crm_dialog"
        )
        return {**action, "name": self.name, "res_id": self.id, "context": {"crm_task": True}}

    def action_crm_close(self):
        """Close tasks."""
        self.write({"state": DONE_STATE})

    def action_crm_reopen(self):
        """Open tasks again."""
        self.write({"state": OPEN_STATE})

    # === BUSINESS === #

    @api.model
    def _crm_door_is_open(self, project_id=None):
        """Whether a task created here and now belongs to the CRM app.

        It does in a task funnel, and, where no project is named, under the context key
        ``crm_task``, which the app's own actions set.

        :param int project_id: the project that is named, if any
        :rtype: bool
        """
        if project_id:
            # sudo: whether it is a funnel is no secret. Counted, not read: what a superuser has
            # read of a project stays in the cache, where the host would find what it must not.
            is_funnel = Domain("id", "=", project_id) & Domain("crm_funnel", "=", True)
            return bool(self.env["project.project"].sudo().search_count(is_funnel))
        return bool(self.env.context.get("crm_task"))

    @api.model
    def _crm_prepare_create(self, vals):
        """Complete the values of a task of the CRM app: funnel, responsible, company.

        Without a project, what links a task to the CRM app makes it one of its tasks; anything
        else is a to-do of the host.

        :raise ValidationError: when the funnel is emptied
        """
        named = vals.get("project_id", self.env.context.get("default_project_id"))
        if not named and (vals.get("parent_id") or self.env.context.get("default_parent_id")):
            return vals
        linked = any(vals.get(name) for name in MARKS)
        if not self._crm_door_is_open(named) and (named or not linked):
            return vals
        vals = dict(vals)
        if not named and "project_id" in vals:
            self._crm_refuse_without_funnel(vals.get("name"))
        if not named:
            vals["project_id"] = self.env["project.project"]._crm_default_funnel().id
            if not vals["project_id"]:
                self._crm_refuse_without_funnel(vals.get("name"))
        if "crm_user_id" in vals:
            vals.update(self._crm_assign_command(vals.pop("crm_user_id")))
        elif "user_ids" not in vals:
            default_user_id = self.env.context.get("default_crm_user_id", self.env.uid)
            vals["user_ids"] = self.env.context.get("default_user_ids") or [
                Command.set([default_user_id])
            ]
        if not vals.get("company_id"):
            # the host takes that of the funnel; sudo: as in `_compute_company_id`
            given = {
                name.removeprefix("default_"): self.env.context[name]
                for name in DEFAULT_LINKS
                if name in self.env.context
            } | vals
            lead_sudo = self.env["crm.lead"].sudo().browse(given.get("crm_lead_id"))
            partner_sudo = self.env["res.partner"].sudo().browse(given.get("partner_id"))
            funnel_sudo = self.env["project.project"].sudo().browse(vals.get("project_id") or named)
            company = funnel_sudo.company_id or (lead_sudo or partner_sudo).company_id
            vals["company_id"] = company.id
        return vals

    @api.model
    def _crm_assign_command(self, user_id):
        # the host's own field: it is what assigning, notifying and following hang on
        return {"user_ids": [Command.set([user_id] if user_id else [])]}

    def _crm_check_funnel(self, project_id):
        # sudo: as in `_crm_door_is_open`
        if not self.env["project.project"].sudo().browse(project_id or []).crm_funnel:
            self._crm_refuse_without_funnel(self[:1].name)

    @api.model
    def _crm_refuse_without_funnel(self, name):
        raise ValidationError(
            self.env._(
                "The task “%(task)s” needs a funnel: choose one in the field Funnel.",
                task=name or "",
            )
        )

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        # the columns of the kanban: in the CRM app every stage of the task funnels
        if not self.env.context.get("crm_task"):
            return super()._read_group_stage_ids(stages, domain)
        return stages.search(
            Domain("id", "in", stages.ids) | Domain("project_ids.crm_funnel", "=", True)
        )

    @api.model
    def _crm_local(self, moment):
        """A UTC moment of the database as the user's clock shows it."""
        return pytz.utc.localize(moment).astimezone(self.env.tz)

    @api.model
    def _crm_get_preset(self, preset):
        """The due moment that a preset stands for: the end of that working day, in UTC.

        :param str preset: ``today``, ``days3`` or ``week``
        :rtype: datetime
        """
        now = self._crm_local(fields.Datetime.now())
        day = now.date() + timedelta(days=PRESET_DAYS[preset])
        hour = DUE_HOUR
        if preset == "today" and now.time() >= DUE_HOUR:
            hour = LATEST_HOUR
        local = self.env.tz.localize(datetime.combine(day, hour))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _crm_get_due_label(self, days):
        """How long a task still has, in words.

        :param int days: from today to the due day, negative when it is past
        """
        if days == 0:
            return self.env._("due today")
        if days == 1:
            return self.env._("due in 1 day")
        if days > 1:
            return self.env._("due in %(count)s days", count=days)
        if days == -1:
            return self.env._("1 day overdue")
        return self.env._("%(count)s days overdue", count=-days)
