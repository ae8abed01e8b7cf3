from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.project.models.project_task import CLOSED_STATES

LINKS = ("crm_lead_id", "partner_id")
TASK_DIALOG = "crm_core.project_task_action_crm_dialog"

# key of the cursor's cache: leads whose tasks a merge has moved in this transaction
MERGED_LEADS = "crm_core.merged_leads"


class ProjectTask(models.Model):
    """What happens to a task stands in the history of the lead, deal or contact it belongs to."""

    _name = "project.task"
    _inherit = "project.task"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._crm_log_history("planned")
        tasks.filtered(lambda task: task.state in CLOSED_STATES)._crm_log_history("closed")
        return tasks

    def write(self, vals):
        moved = closing = reopened = self.browse()
        if "state" in vals:
            closing = self.filtered(lambda task: task.state not in CLOSED_STATES)
            reopened = self - closing
        before = {}
        if any(name in vals for name in LINKS):
            before = {task: task._crm_history_record() for task in self}
        result = super().write(vals)
        closing.filtered(lambda task: task.state in CLOSED_STATES)._crm_log_history("closed")
        reopened.filtered(lambda task: task.state not in CLOSED_STATES)._crm_log_history("reopened")
        for task, record in before.items():
            if task._crm_history_record() != record:
                moved |= task
        moved._crm_log_history("planned")
        return result

    # === BUSINESS === #

    def _crm_history_record(self):
        """The record whose history shows this task, as superuser; None if there is none."""
        self.ensure_one()
        # sudo: who may plan or close a task need not see what it belongs to
        task_sudo = self.sudo()
        if not task_sudo.crm_is_task:
            return None
        return task_sudo.crm_lead_id or task_sudo.partner_id or None

    def _crm_log_history(self, event):
        """Write a system entry into the history of what each task belongs to.

        :param str event: ``planned``, ``closed`` or ``reopened``
        """
        bodies_by_model = {}
        for task in self:
            if record_sudo := task._crm_history_record():
                bodies = bodies_by_model.setdefault(record_sudo._name, {})
                bodies.setdefault(record_sudo.id, []).append(task._crm_history_text(event))
        for model_name, bodies in bodies_by_model.items():
            # sudo: a system entry, whoever the task belongs to
            self.env[model_name].sudo().browse(bodies)._message_log_batch(
                {res_id: Markup("<br/>").join(texts) for res_id, texts in bodies.items()}
            )

    def _crm_history_text(self, event):
        """One line about this task; a restricted one is not named to those who may not see it.

        :param str event: ``planned``, ``closed`` or ``reopened``
        :rtype: Markup
        """
        self.ensure_one()
        if self.crm_restricted:
            return {
                "planned": self.env._("A task with restricted access was planned"),
                "closed": self.env._("A task with restricted access was closed"),
                "reopened": self.env._("A task with restricted access was reopened"),
            }[event]
        link = self._get_html_link(title=self.name)
        if event == "closed":
            return self.env._("Task closed: %(task)s", task=link)
        if event == "reopened":
            return self.env._("Task reopened: %(task)s", task=link)
        if not self.date_deadline:
            return self.env._("Task planned: %(task)s", task=link)
        due = self._crm_local(self.date_deadline)
        return self.env._(
            "Task planned: %(task)s, due on %(date)s",
            task=link,
            date=due.strftime(self.env["res.lang"]._get_data(code=self.env.user.lang).date_format),
        )


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = "crm.lead"

    crm_task_ids = fields.One2many(
        "project.task",
        "crm_lead_id",
        string="CRM Tasks",
        groups="crm_access.group_crm_user",
        context={"crm_task": True},
    )

    # === ACTIONS === #

    def action_crm_create_task(self):
        """Open a new task of this lead or deal."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(TASK_DIALOG)
        return {**action, "context": {"crm_task": True, "default_crm_lead_id": self.id}}

    # === BUSINESS === #

    def _crm_link_movers(self):
        return {**super()._crm_link_movers(), "project.task.crm_lead_id": self._crm_move_tasks}

    def _crm_move_tasks(self, tasks_sudo, partner):
        tasks_sudo.write({"crm_lead_id": False, "partner_id": partner.id})
        return "moved"

    def _crm_merge_tasks(self, opportunities):
        """Give the tasks of merged leads to the one that stays."""
        # sudo: tasks that the user does not see stay with what they belong to, too
        Task_sudo = self.env["project.task"].sudo().with_context(active_test=False)
        Task_sudo.search([("crm_lead_id", "in", opportunities.ids)]).write({"crm_lead_id": self.id})

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # the merge deletes these next; asking for their tasks again would cost it a query
        self.env.cr.cache.setdefault(MERGED_LEADS, set()).update(opportunities.ids)

    def unlink(self):
        left_ids = set(self.ids) - self.env.cr.cache.get(MERGED_LEADS, set())
        if left_ids:
            # sudo: as above
            Task_sudo = self.env["project.task"].sudo().with_context(active_test=False)
            Task_sudo.search([("crm_lead_id", "in", list(left_ids))])._crm_keep_closed()
        return super().unlink()


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = "res.partner"

    crm_task_ids = fields.One2many(
        "project.task",
        "partner_id",
        string="CRM Tasks",
        domain=[("crm_is_task", "=", True)],
        groups="crm_access.group_crm_user",
        context={"crm_task": True},
    )

    # === ACTIONS === #

    def action_crm_create_task(self):
        """Open a new task of this contact."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(TASK_DIALOG)
        return {**action, "context": {"crm_task": True, "default_partner_id": self.id}}

    # === CRUD === #

    def unlink(self):
        # sudo: tasks that the user does not see must not open up with their contact's end
        Task_sudo = self.env["project.task"].sudo().with_context(active_test=False)
        Task_sudo.search([("partner_id", "in", self.ids)])._crm_keep_closed()
        return super().unlink()
