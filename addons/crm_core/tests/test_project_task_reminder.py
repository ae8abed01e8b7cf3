from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .task_common import TaskCommon

NOW = datetime(2026, 3, 2, 10, 0)


@tagged("post_install", "-at_install")
class TestProjectTaskReminder(TaskCommon):
    def setUp(self):
        super().setUp()
        self.alice.notification_type = "inbox"
        # what other tests and the demo left behind
        self.env["project.task"].search([]).crm_reminded = True
        self.env.flush_all()
        commit = patch.object(
            self.env.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: float("inf")
        )
        commit.start()
        self.addCleanup(commit.stop)

    def _run(self, now=NOW, **options):
        with freeze_time(now):
            self.env["project.task"]._cron_send_task_reminders(**options)
        self.env.flush_all()
        self.env.invalidate_all()

    def _reminders(self, task, user=None):
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "project.task"),
                    ("res_id", "in", task.ids),
                    ("subject", "=like", "Reminder:%"),
                ]
            )
        )
        users = user or self.alice
        return len(
            messages.notification_ids.filtered(
                lambda notification: notification.res_partner_id in users.partner_id
            )
        )

    def test_when(self):
        """The reminder goes out when its moment has come, never before, and once.

        Covers: TASK-05, TASK-20
        """
        for reminder, minutes in (
            *(("5", 5), ("15", 15), ("30", 30)),
            *(("60", 60), ("120", 120), ("1440", 1440)),
        ):
            due = NOW + timedelta(minutes=minutes)
            task = self._make_task(date_deadline=due, crm_reminder=reminder)
            self._run(NOW - timedelta(minutes=1))
            self.assertEqual(self._reminders(task), 0, reminder)
            self._run()
            self.assertEqual(self._reminders(task), 1, reminder)
            self._run(NOW + timedelta(minutes=1))
            self.assertEqual(self._reminders(task), 1, reminder)
        never = self._make_task(date_deadline=NOW, crm_reminder="never")
        self._run(NOW + timedelta(hours=1))
        self.assertEqual(self._reminders(never), 0)

    def test_at_once(self):
        """A task due today with a reminder a day before is reminded of at once.

        Covers: AMB-11, TASK-20
        """
        task = self._make_task(date_deadline=NOW + timedelta(hours=2))
        self._run()
        self.assertEqual(self._reminders(task), 1)

    def test_not_for(self):
        """Nobody is reminded of closed tasks, nor of those more than a day past due.

        Covers: TASK-20
        """
        due = {"date_deadline": NOW + timedelta(hours=1)}
        closed = self._make_task(state="1_done", **due)
        cancelled = self._make_task(state="1_canceled", **due)
        old = self._make_task(date_deadline=NOW - timedelta(days=1, minutes=1))
        late = self._make_task(date_deadline=NOW - timedelta(hours=23))
        archived = self._make_task(active=False, **due)
        self._run()
        self.assertEqual(self._reminders(closed | cancelled | old | archived), 0)
        self.assertEqual(self._reminders(late), 1)

    def test_again_after_edit(self):
        """Whoever edits a task is asking for another reminder; closing and moving is no edit.

        Covers: TASK-20
        """
        task = self._make_task(date_deadline=NOW + timedelta(hours=1))
        self._run()
        task.stage_id = self.env.ref("crm_core.project_task_type_progress")
        self._run()
        self.assertEqual(self._reminders(task), 1)
        task.date_deadline = NOW + timedelta(hours=2)
        self._run()
        self.assertEqual(self._reminders(task), 2)
        task.crm_user_id = self.bob
        self._run()
        self.assertEqual(self._reminders(task, self.bob), 1)

    def test_by_email(self):
        """Who wants notifications by email gets one, in his language and time zone.

        Covers: TASK-20
        """
        self.bob.write(
            {"notification_type": "email", "email": "bob@example.com", "tz": "Asia/Tokyo"}
        )
        task = self._make_task(
            user=self.bob, name="Call <b>Ann</b>", date_deadline=datetime(2026, 3, 2, 18, 0)
        )
        self._run()
        mail = self.env["mail.mail"].search(
            [
                ("model", "=", "project.task"),
                ("res_id", "=", task.id),
                ("subject", "=like", "Reminder:%"),
            ]
        )
        self.assertEqual(mail.recipient_ids, self.bob.partner_id)
        self.assertIn("03:00", mail.body_html)
        self.assertIn("&lt;b&gt;Ann&lt;/b&gt;", mail.body_html)
        self.assertEqual(mail.state, "outgoing")

    def test_queries_per_batch(self):
        """A batch costs the same number of queries whether it holds five tasks or fifty.

        Covers: TASK-20
        """
        due = NOW + timedelta(hours=1)

        def cost(count):
            self.env["project.task"].with_context(mail_auto_subscribe_no_notify=True).create(
                [
                    {
                        "name": f"Task {number}",
                        "project_id": self.funnel.id,
                        "date_deadline": due,
                        "crm_user_id": (self.alice | self.bob)[number % 2].id,
                    }
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._run()
            return self.env.cr.sql_log_count - before

        self._run()
        cost(5)
        self.assertLessEqual(cost(50), cost(5) + 2)

    def test_batches(self):
        """More tasks than a batch holds are all reminded of in one run.

        Covers: TASK-20
        """
        tasks = self.env["project.task"]
        for _number in range(5):
            tasks |= self._make_task(date_deadline=NOW + timedelta(hours=1))
        self._run(batch_size=2)
        self.assertEqual(self._reminders(tasks), 5)
        self.assertTrue(all(tasks.sudo().mapped("crm_reminded")))
        cron = self.env.ref("crm_core.ir_cron_task_reminders")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "minutes"))
