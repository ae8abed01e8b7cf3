from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.project.models.project_task import CLOSED_STATES

REMINDERS = [
    ("never", "Never"),
    ("5", "5 minutes before"),
    ("15", "15 minutes before"),
    ("30", "Half an hour before"),
    ("60", "An hour before"),
    ("120", "2 hours before"),
    ("1440", "A day before"),
]
BATCH = 500
# how long after its due date a task is still reminded of
GRACE = timedelta(days=1)
LONGEST = timedelta(minutes=max(int(key) for key, _name in REMINDERS if key != "never"))
# editing one of these asks for a new reminder
EDITED = {
    *("name", "description", "crm_category_id", "date_deadline", "crm_reminder", "user_ids"),
    "crm_user_id",
    *("partner_id", "crm_lead_id", "project_id"),
}


class ProjectTask(models.Model):
    """The responsible is reminded of a task some time before it is due, once."""

    _name = "project.task"
    _inherit = "project.task"

    crm_reminder = fields.Selection(REMINDERS, string="Reminder", required=True, default="1440")
    crm_remind_at = fields.Datetime(
        "Remind At", compute="_compute_crm_remind_at", store=True, export_string_translation=False
    )
    crm_reminded = fields.Boolean("Reminded", copy=False, export_string_translation=False)

    _crm_remind_at_idx = models.Index(
        "(crm_remind_at, id) WHERE crm_remind_at IS NOT NULL AND crm_reminded IS NOT TRUE"
    )

    # === COMPUTE === #

    @api.depends("date_deadline", "crm_reminder", "project_id.crm_funnel")
    def _compute_crm_remind_at(self):
        for task in self:
            wanted = task.project_id.crm_funnel and task.crm_reminder not in (False, "never")
            task.crm_remind_at = (
                wanted
                and task.date_deadline
                and task.date_deadline - timedelta(minutes=int(task.crm_reminder))
            )

    # === CRUD === #

    def write(self, vals):
        result = super().write(vals)
        # code that rewrites tasks in bulk says that nobody edited them
        if EDITED & vals.keys() and not self.env.context.get("crm_keep_reminded"):
            # sudo: users of the portal edit tasks without knowing our fields
            if reminded_sudo := self.sudo().filtered("crm_reminded"):
                reminded_sudo.crm_reminded = False
        return result

    # === CRON === #

    @api.model
    def _cron_send_task_reminders(self, batch_size=BATCH):
        """Remind of all tasks whose moment has come; with it passed already, at once.

        Each batch costs the same number of queries however many tasks it holds, and is
        committed, so that a crash repeats no reminder that has gone out.
        """
        Task_sudo = self.sudo()  # everybody is reminded, whatever the cron's user may see
        domain = self._crm_reminder_domain()
        remaining = Task_sudo.search_count(domain)
        while tasks_sudo := Task_sudo.search(domain, order="crm_remind_at, id", limit=batch_size):
            tasks_sudo._crm_send_reminders()
            remaining = max(remaining - len(tasks_sudo), 0)
            if not self.env["ir.cron"]._commit_progress(len(tasks_sudo), remaining=remaining):
                break

    @api.model
    def _crm_reminder_domain(self):
        now = fields.Datetime.now()
        return list(
            Domain("crm_remind_at", "<=", now)
            # follows from the next line but one, and bounds what the index has to look at
            & Domain("crm_remind_at", ">=", now - GRACE - LONGEST)
            & Domain("crm_reminded", "=", False)
            & Domain("date_deadline", ">=", now - GRACE)
            & Domain("state", "not in", list(CLOSED_STATES))
        )

    def _crm_send_reminders(self):
        """Put a reminder of each task into its responsible's inbox, or send it by email.

        In bulk: the host's own way of notifying asks some thirty queries per message.
        """
        user_by_task = {task: task.crm_user_id or task.create_uid for task in self}
        user_by_task = {task: user for task, user in user_by_task.items() if user.active}
        author = self.env.ref("base.partner_root")
        values_list = [
            task._crm_reminder_values(user, author) for task, user in user_by_task.items()
        ]
        messages = self.env["mail.message"].create(values_list)
        recipients = list(zip(messages, user_by_task.values()))
        mails = self._crm_create_reminder_mails(
            [(message, user) for message, user in recipients if user.notification_type == "email"]
        )
        self.env["mail.notification"].create(
            [
                {
                    "author_id": message.author_id.id,
                    "mail_message_id": message.id,
                    "mail_mail_id": mails.get(message.id, False),
                    "res_partner_id": user.partner_id.id,
                    "notification_type": user.notification_type,
                    "notification_status": "ready" if message.id in mails else "sent",
                    "is_read": message.id in mails,
                }
                for message, user in recipients
            ]
        )
        for message, user in recipients:
            self.env["bus.bus"]._sendone(
                user.partner_id,
                "simple_notification",
                {"type": "warning", "title": message.subject, "message": message.record_name},
            )
        self.with_context(tracking_disable=True).write({"crm_reminded": True})

    def _crm_create_reminder_mails(self, recipients):
        """Queue emails for the users who want their notifications by email.

        :param list recipients: pairs of message and user
        :return: the ids of the emails by that of the message
        :rtype: dict
        """
        mails = self.env["mail.mail"].create(
            [
                {
                    "mail_message_id": message.id,
                    "body_html": message.body,
                    "recipient_ids": [fields.Command.link(user.partner_id.id)],
                    "auto_delete": True,
                    "is_notification": True,
                }
                for message, user in recipients
            ]
        )
        return {message.id: mail.id for (message, _user), mail in zip(recipients, mails)}

    def _crm_reminder_values(self, user, author):
        """The values of the message that reminds a user of this task, in his language.

        :param user: the `res.users` reminded
        :param author: the `res.partner` it comes from
        :rtype: dict
        """
        self.ensure_one()
        task = self.with_context(lang=user.lang, tz=user.tz)
        due = task._crm_local(self.date_deadline)
        lang = self.env["res.lang"]._get_data(code=user.lang or "en_US")
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.name,
            "message_type": "user_notification",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "author_id": author.id,
            "email_from": author.email_formatted,
            "reply_to": author.email_formatted,
            "subject": task.env._("Reminder: %(task)s", task=self.name),
            "body": task.env._(
                "The task %(task)s is due on %(date)s at %(time)s.",
                task=self._get_html_link(title=self.name),
                date=due.strftime(lang.date_format),
                time=due.strftime("%H:%M"),
            ),
            "partner_ids": [fields.Command.set(user.partner_id.ids)],
        }
