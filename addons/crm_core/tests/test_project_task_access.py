from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_access.tests.harness import AccessHarness

from .task_common import TaskCommon


@tagged("post_install", "-at_install")
class TestProjectTaskAccess(AccessHarness, TaskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "crm_access.group_crm_user"
        cls.dave = new_test_user(cls.env, "dave", groups=group, name="Dave Manager")
        # exporting is one of the harness's doors
        (cls.alice | cls.bob | cls.dave).group_ids = [
            Command.link(cls.env.ref("base.group_allow_export").id)
        ]

    def _sees(self, user, task):
        self.env.flush_all()
        self.env.invalidate_all()
        mine = task.with_user(user)
        found = bool(mine.search([("id", "=", task.id)]))
        self.assertEqual(found, mine.has_access("read"))
        return found

    def _changes(self, user, task):
        self.env.flush_all()
        self.env.invalidate_all()
        mine = task.with_user(user)
        self.assertEqual(mine.has_access("write"), mine.has_access("unlink"))
        return mine.has_access("write")

    def test_unlinked(self):
        """A task that belongs to nothing is seen by all CRM users, changed by its people only.

        Covers: TASK-22, TASK-12, AMB-22
        """
        task = self._make_task(crm_user_id=self.bob.id)
        for user, sees, changes in (
            (self.alice, True, True),
            (self.bob, True, True),
            (self.crm_admin, True, True),
            (self.dave, True, False),
            (self.outsider, False, False),
        ):
            self.assertEqual(self._sees(user, task), sees, user.name)
            self.assertEqual(self._changes(user, task), changes, user.name)
        with self.assertRaises(AccessError):
            task.with_user(self.dave).crm_status = "closed"
        task.with_user(self.bob).unlink()
        self.assertFalse(task.exists())

    def test_follows_private_contact(self):
        """A task of a private contact is closed to others through every door.

        Covers: TASK-22
        """
        partner = self._make_person(crm_share="private")
        task = self._make_task(name="Secret surprise", partner_id=partner.id)
        self.assertClosedEverywhere(task, self.bob, secrets=["Secret surprise"])
        self.assertOpenEverywhere(task, self.alice, secrets=["Secret surprise"])

    def test_assignee_of_private_contact(self):
        """The responsible works on the task of a contact that is closed to him, seeing its name.

        Covers: TASK-22
        """
        partner = self._make_person(crm_share="private", phone="+380441234567")
        task = self._make_task(partner_id=partner.id, crm_user_id=self.bob.id)
        self.env.flush_all()
        self.env.invalidate_all()
        mine = task.with_user(self.bob)
        form = mine.web_read({"name": {}, "partner_id": {"fields": {"display_name": {}}}})
        self.assertIn("Petrov", form[0]["partner_id"]["display_name"])
        self.assertFalse(mine.partner_phone)
        mine.crm_status = "closed"
        self.assertIn("Task closed", self._history(partner)[0])
        self.assertOpenEverywhere(task, self.bob)
        self.assertFalse(partner.with_user(self.bob).has_access("read"))

    def test_follows_sharing(self):
        """Managers of the contact see its tasks, cannot change others', and lose sight with it.

        Covers: TASK-22
        """
        partner = self._make_person(crm_share="read")
        task = self._make_task(partner_id=partner.id)
        self.assertTrue(self._sees(self.dave, task))
        partner.crm_share = "private"
        self.assertFalse(self._sees(self.dave, task))
        partner.crm_manager_ids = [Command.link(self.dave.id)]
        self.assertTrue(self._sees(self.dave, task))
        self.assertFalse(self._changes(self.dave, task))
        # a deal decides before its contact does
        deal = self._make_deal()
        task.crm_lead_id = deal
        self.assertTrue(self._sees(self.bob, task))
        deal.crm_restricted = True
        self.assertFalse(self._sees(self.bob, task))
        task.crm_user_id = self.bob
        self.assertTrue(self._sees(self.bob, task))
        self.assertTrue(self._changes(self.bob, task))

    def test_restricted(self):
        """A restricted task is for its people and the listed users, who are told and may edit.

        Covers: TASK-25, AMB-22
        """
        task = self._make_task(
            name="Secret surprise",
            crm_restricted=True,
            crm_allowed_user_ids=[Command.set(self.dave.ids)],
        )
        self.assertEqual(self._notifications(task, self.dave), 1)
        self.assertTrue(self._changes(self.dave, task))
        self.assertClosedEverywhere(task, self.bob, secrets=["Secret surprise"])
        self.assertOpenEverywhere(task, self.dave, secrets=["Secret surprise"])
        with self.assertRefused(AccessError, "Only Alice Manager"):
            task.with_user(self.dave).crm_restricted = False

    def test_deleted_contact_opens_nothing(self):
        """What was closed stays closed when the contact or deal it followed is deleted.

        Covers: TASK-22
        """
        partner = self._make_person(crm_share="private")
        deal = self._make_deal(crm_restricted=True)
        tasks = self._make_task(partner_id=partner.id) | self._make_task(crm_lead_id=deal.id)
        deal.with_user(self.crm_admin).unlink()
        partner.with_user(self.crm_admin).unlink()
        for task in tasks:
            task.description = "x"
            self.assertFalse(self._sees(self.bob, task))
            self.assertTrue(self._changes(self.alice, task))

    def test_task_analysis(self):
        """The host's analysis shows no task that is closed to its reader.

        Covers: TASK-22
        """
        task = self._make_task(name="Secret", crm_restricted=True)
        # whom the host's own rules let see the funnel's tasks
        self.funnel.message_subscribe((self.alice | self.bob).partner_id.ids)
        Report = self.env["report.project.task.user"]
        self.env.flush_all()
        for user, count in ((self.alice, 1), (self.bob, 0)):
            user.group_ids = [Command.link(self.env.ref("project.group_project_user").id)]
            self.env.flush_all()
            self.env.invalidate_all()
            found = Report.with_user(user).search_count([("task_id", "=", task.id)])
            self.assertEqual(found, count, user.name)

    def test_history(self):
        """Planning and closing stand in the history of the deal, or else of the contact.

        Covers: TASK-21, HIST-03, HIST-05
        """
        partner = self._make_person()
        deal = self._make_deal(partner_id=partner.id)
        for link, record in (("crm_lead_id", deal), ("partner_id", partner)):
            task = self._make_task(
                name="Ring <Ann>", date_deadline="2026-03-02 10:00:00", **{link: record.id}
            )
            [planned, *_rest] = self._history(record)
            self.assertIn("Task planned", planned)
            self.assertIn("Ring &lt;Ann&gt;", planned)
            self.assertIn("03/02/2026", planned)
            task.crm_status = "closed"
            self.assertIn("Task closed", self._history(record)[0])
            count = len(self._history(record))
            task.state = "1_canceled"
            self.assertEqual(len(self._history(record)), count, "closed once")
            task.crm_status = "open"
            self.assertIn("Task reopened", self._history(record)[0])

    def test_history_of_restricted(self):
        """The history of an open contact does not name a task that few may see.

        Covers: TASK-21, TASK-25
        """
        partner = self._make_person(crm_share="read")
        task = self._make_task(name="Secret", partner_id=partner.id, crm_restricted=True)
        task.crm_status = "closed"
        history = " ".join(self._history(partner))
        self.assertIn("A task with restricted access was closed", history)
        self.assertNotIn("Secret", history)

    def test_list_queries(self):
        """A page of 80 tasks costs no more queries than one of 5.

        Covers: TASK-10
        """
        partner = self._make_person(crm_share="read")
        view = self.env.ref("crm_core.project_task_view_list_crm")
        Task = self.env["project.task"].with_user(self.bob)
        names = Task.get_views([(view.id, "list")])["models"]["project.task"]["fields"]
        specification = {
            name: {"fields": {"display_name": {}}} if names[name]["type"] == "many2one" else {}
            for name in (
                *("name", "crm_category_icon", "crm_status", "crm_category_id", "partner_id"),
                *("crm_lead_id", "date_deadline", "crm_due_label", "crm_can_edit", "crm_user_id"),
            )
        }

        def cost(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            domain = [("crm_is_task", "=", True)]
            page = Task.web_search_read(
                domain, specification, limit=count, order="date_deadline, id", count_limit=1001
            )
            self.assertEqual(len(page["records"]), count)
            return self.env.cr.sql_log_count - before

        for number in range(80):
            self._make_task(
                name=f"Task {number}", partner_id=partner.id, date_deadline="2026-03-02"
            )
        cost(5)
        self.assertLessEqual(cost(80), cost(5))
