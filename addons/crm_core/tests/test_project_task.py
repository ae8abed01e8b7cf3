from datetime import datetime, timedelta

from freezegun import freeze_time
from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .task_common import TaskCommon

FORM = "crm_core.project_task_view_form_crm"


@tagged("post_install", "-at_install")
class TestProjectTask(TaskCommon):
    def test_defaults(self):
        """A title is enough: creator, first funnel and category, reminder and notice are filled.

        Covers: TASK-01, TASK-02, TASK-06, TASK-15, AMB-01
        """
        task = self._make_task()
        self.assertTrue(task.crm_is_task)
        self.assertEqual(task.project_id, self.funnel)
        self.assertEqual(task.crm_category_id, self.category)
        self.assertEqual(task.user_ids, self.alice)
        self.assertEqual(task.crm_user_id, self.alice)
        self.assertEqual(task.crm_reminder, "1440")
        self.assertTrue(task.crm_notify)
        self.assertEqual(task.stage_id, self.env.ref("crm_core.project_task_type_planned"))
        with self.assertRefused(IntegrityError, "name"), mute_logger("odoo.sql_db"):
            task.name = False
            task.flush_recordset()

    def test_form(self):
        """The form fills the same defaults, and its presets set the due date.

        Covers: TASK-02, TASK-04, TASK-06
        """
        self.alice.tz = "Europe/Kyiv"
        Task = self.env["project.task"].with_user(self.alice).with_context(crm_task=True)
        with freeze_time("2026-03-02 10:00:00"), Form(Task, view=FORM) as form:
            self.assertEqual(form.project_id, self.funnel)
            self.assertEqual(form.crm_category_id, self.category)
            self.assertEqual(form.crm_user_id, self.alice)
            form.name = "Call"
            for preset, due in (
                ("today", datetime(2026, 3, 2, 16, 0)),
                ("days3", datetime(2026, 3, 5, 16, 0)),
                ("week", datetime(2026, 3, 9, 16, 0)),
            ):
                form.crm_due_preset = preset
                self.assertEqual(form.date_deadline, due)
            form.crm_user_id = self.bob
            form.name = False
            with self.assertRaisesRegex(AssertionError, "name is a required field"):
                form.save()
            form.name = "Call"
        self.assertEqual(form.record.user_ids, self.bob)
        # after hours "today" is still ahead
        with freeze_time("2026-03-02 17:00:00"):
            self.assertEqual(Task._crm_get_preset("today"), datetime(2026, 3, 2, 21, 59))

    def test_funnel_is_mandatory(self):
        """Without a funnel no task is saved, and none can leave the funnels.

        Covers: FUN-02, TASK-15, AMB-01, AMB-32
        """
        with self.assertRefused(ValidationError, "“Lost” needs a funnel"):
            self._make_task(name="Lost", project_id=False)
        task = self._make_task()
        stock = self.env["project.project"].create({"name": "Stock"})
        for project_id in (False, stock.id):
            with self.assertRefused(ValidationError, "Call about the offer.* needs a funnel"):
                task.project_id = project_id
        self.assertEqual(task.project_id, self.funnel)
        other = self.env["project.project"].create({"name": "Service", "crm_funnel": True})
        task.project_id = other
        self.assertEqual(task.project_id, other)

    def test_over_the_api(self):
        """What links a task to the app makes it one of its tasks, without naming a funnel.

        Covers: AMB-01
        """
        Task = self.env["project.task"].with_user(self.alice)
        for values in (
            {"crm_lead_id": self._make_deal().id},
            {"crm_category_id": self.category.id},
            {"crm_user_id": self.bob.id},
        ):
            task = Task.create({"name": "x", **values})
            self.assertEqual(task.project_id, self.funnel)
            with self.assertRefused(ValidationError, "needs a funnel"):
                Task.create({"name": "x", "project_id": False, **values})

    def test_category_is_mandatory(self):
        """Emptying the category is refused, naming task and field.

        Covers: TASK-18, AMB-01
        """
        with self.assertRefused(ValidationError, "“Call about the offer” needs a category"):
            self._make_task(crm_category_id=False)
        task = self._make_task()
        with self.assertRefused(ValidationError, "needs a category"):
            task.crm_category_id = False

    def test_one_responsible(self):
        """A task of the CRM app has one responsible; others' tasks may have several."""
        with self.assertRefused(ValidationError, "one responsible"):
            self._make_task(user_ids=[Command.set((self.alice | self.bob).ids)])
        stock = self.env["project.project"].create({"name": "Stock"})
        both = self.env["project.task"].create(
            {
                "name": "x",
                "project_id": stock.id,
                "user_ids": [Command.set((self.alice | self.bob).ids)],
            }
        )
        self.assertFalse(both.crm_is_task)
        self.assertFalse(both.crm_user_id)
        self.assertFalse(both.crm_category_id)

    def test_assign(self):
        """The responsible can be given and changed through the field of the CRM app.

        Covers: TASK-02
        """
        task = self._make_task(crm_user_id=self.bob.id)
        self.assertEqual(task.user_ids, self.bob)
        task.crm_user_id = self.crm_admin
        self.assertEqual(task.user_ids, self.crm_admin)
        self.assertEqual(task.crm_user_id, self.crm_admin)

    def test_notify(self):
        """The responsible is told, unless the box is cleared or he made the task himself.

        Covers: TASK-07
        """
        for values, count in (
            ({"crm_user_id": self.bob.id}, 1),
            ({"crm_user_id": self.bob.id, "crm_notify": False}, 0),
        ):
            task = self._make_task(**values)
            self.assertEqual(self._notifications(task, self.bob), count)
        self.assertEqual(self._notifications(self._make_task(), self.alice), 0)

    def test_unreasonable_deadline(self):
        """A date of another century is a slip of the pen."""
        with self.assertRefused(ValidationError, "cannot be due on 1900-01-01"):
            self._make_task(date_deadline="1900-01-01 10:00:00")

    def test_status(self):
        """Open and closed are views of the host's states, and can be written and searched.

        Covers: TASK-11, TASK-14, AMB-35
        """
        task = self._make_task()
        Task = self.env["project.task"].with_user(self.alice)
        for state, status in (
            ("01_in_progress", "open"),
            ("02_changes_requested", "open"),
            ("03_approved", "open"),
            ("1_done", "closed"),
            ("1_canceled", "closed"),
        ):
            task.state = state
            self.assertEqual(task.crm_status, status)
            found = Task.search([("crm_status", "=", status), ("id", "=", task.id)])
            self.assertEqual(found, task)
            self.assertFalse(Task.search([("crm_status", "!=", status), ("id", "=", task.id)]))
        task.crm_status = "closed"
        self.assertEqual(task.state, "1_canceled", "a cancelled task is closed already")
        task.crm_status = "open"
        self.assertEqual(task.state, "01_in_progress")
        task.crm_status = "closed"
        self.assertEqual(task.state, "1_done")

    @freeze_time("2026-03-02 10:00:00")
    def test_due_label(self):
        """The list says how long a task still has, in days of the user's calendar.

        Covers: TASK-24
        """
        for due, label, state in (
            ("2026-03-02 22:30:00", "due in 1 day", "planned"),  # past midnight in Kyiv
            ("2026-03-02 21:30:00", "due today", "today"),
            ("2026-03-02 09:00:00", "due today", "overdue"),
            ("2026-03-07 10:00:00", "due in 5 days", "planned"),
            ("2026-03-01 10:00:00", "1 day overdue", "overdue"),
            ("2026-02-10 10:00:00", "20 days overdue", "overdue"),
        ):
            task = self._make_task(date_deadline=due).with_context(tz="Europe/Kyiv")
            self.assertEqual(task.crm_due_label, label)
            self.assertEqual(task.crm_due_state, state)
            task.crm_status = "closed"
            self.assertFalse(task.crm_due_label)
        self.assertFalse(self._make_task().crm_due_label)

    def test_links(self):
        """A task made on a deal is linked to it and to its contact; both cards list it.

        Covers: TASK-08, TASK-10, TASK-13, HIST-05
        """
        partner = self._make_person()
        deal = self._make_deal(partner_id=partner.id)
        Task = self.env["project.task"].with_user(self.alice)
        task = Task.with_context(**deal.action_crm_create_task()["context"]).create({"name": "x"})
        self.assertEqual(task.crm_lead_id, deal)
        self.assertEqual(task.partner_id, partner)
        self.assertEqual(deal.crm_task_ids, task)
        self.assertEqual(partner.crm_task_ids, task)
        other = Task.with_context(**partner.action_crm_create_task()["context"]).create(
            {"name": "y"}
        )
        self.assertEqual(other.partner_id, partner)
        self.assertEqual(deal.crm_task_ids, task)
        self.assertEqual(partner.crm_task_ids, task | other)
        found = Task.search([("crm_is_task", "=", True), ("partner_id", "=", partner.id)])
        self.assertEqual(found, task | other)

    def test_company(self):
        """A task belongs to the company of what it is about."""
        deal = self._make_deal(company_id=self.env.company.id)
        self.assertEqual(self._make_task(crm_lead_id=deal.id).company_id, self.env.company)
        self.assertFalse(self._make_task().company_id)

    def test_conversion_without_deal(self):
        """A lead that becomes a contact takes its tasks along."""
        lead = self._make_lead(crm_first_name="Ivan", crm_last_name="Petrov")
        task = self._make_task(crm_lead_id=lead.id)
        partner = self._make_person()
        lead._crm_move_tasks(task.sudo(), partner)
        self.assertIn("project.task.crm_lead_id", lead._crm_link_movers())
        self.assertEqual(task.partner_id, partner)
        self.assertFalse(task.crm_lead_id)

    def test_group_creation(self):
        """The same task is made for each selected contact.

        Covers: TASK-09
        """
        partners = self._make_person() | self._make_person(crm_last_name="Sidorov")
        wizard = Form(
            self.env["crm.task.create"]
            .with_user(self.alice)
            .with_context(active_model="res.partner", active_ids=partners.ids)
        )
        wizard.name = "Congratulate"
        wizard.due_preset = "week"
        wizard.user_id = self.bob
        action = wizard.save().action_create()
        tasks = self.env["project.task"].search(action["domain"])
        self.assertEqual(tasks.partner_id, partners)
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.crm_user_id, self.bob)
        self.assertEqual(set(tasks.mapped("name")), {"Congratulate"})
        self.assertEqual(tasks.crm_category_id, self.category)
        self.assertTrue(all(tasks.mapped("date_deadline")))
        empty = self.env["crm.task.create"].with_user(self.alice).create({"name": "x"})
        with self.assertRefused(UserError, "between 1 and"):
            empty.action_create()

    def test_filters(self):
        """The filters of the list: mine, others', open, closed, overdue, today, upcoming.

        Covers: TASK-19
        """
        now = datetime(2026, 3, 2, 10, 0)
        with freeze_time(now):
            late = self._make_task(date_deadline=now - timedelta(days=2))
            today = self._make_task(date_deadline=now + timedelta(hours=1))
            later = self._make_task(date_deadline=now + timedelta(days=3))
            bobs = self._make_task(user=self.bob)
            closed = self._make_task(state="1_done")
            all_tasks = late | today | later | bobs | closed
            Task = self.env["project.task"].with_user(self.alice)
            self.env.flush_all()
            arch = Task.get_views(
                [(self.env.ref("crm_core.project_task_view_search_crm").id, "search")]
            )["views"]["search"]["arch"]
            for name, expected in (
                ("my", late | today | later | closed),
                ("others", bobs),
                ("open", late | today | later | bobs),
                ("closed", closed),
                ("overdue", late),
                ("today", today),
                ("upcoming", later),
            ):
                found = Task.search(self._filter_domain(arch, name)) & all_tasks
                self.assertEqual(found, expected, name)
            for order in ("name", "crm_category_id", "date_deadline", "partner_id", "crm_user_id"):
                self.assertTrue(Task.search([], order=order))

    def _filter_domain(self, arch, name):
        node = etree.fromstring(arch).find(f".//filter[@name='{name}']")
        return safe_eval(node.get("domain"), {"uid": self.alice.id})

    def test_private_todo_untouched(self):
        """To-dos and tasks of the Project app's users stay what they are.

        Covers: AMB-32
        """
        groups = "crm_access.group_crm_user,project.group_project_user"
        both = new_test_user(self.env, "both", groups=groups)
        Task = self.env["project.task"].with_user(both)
        todo = Task.create({"name": "Buy milk"})
        mine = self.env["project.task"].with_user(self.alice).create({"name": "Buy bread"})
        self.assertFalse(mine.project_id)
        self.assertEqual(mine.user_ids, self.alice)
        self.assertFalse(todo.project_id)
        self.assertFalse(todo.crm_is_task)
        self.assertEqual(todo.user_ids, both)
        self.assertFalse(todo.with_user(self.alice).search([("id", "=", todo.id)]))
        stock = self.env["project.project"].create(
            {"name": "Stock", "privacy_visibility": "employees"}
        )
        task = Task.create({"name": "Weld", "project_id": stock.id})
        self.assertFalse(task.crm_category_id)
        with self.assertRaises(AccessError):
            self.env["project.task"].with_user(self.alice).create(
                {"name": "x", "project_id": stock.id}
            )
        with self.assertRaises(AccessError):
            task.with_user(self.alice).write({"name": "x"})


@tagged("post_install", "-at_install")
class TestTaskFunnel(TaskCommon):
    def test_funnel_is_followers_only(self):
        """A funnel's visibility follows from its tasks; it cannot be opened to all or to portals.

        Covers: AMB-32
        """
        funnel = (
            self.env["project.project"]
            .with_user(self.crm_admin)
            .create({"name": "Service", "crm_funnel": True})
        )
        self.assertEqual(funnel.privacy_visibility, "followers")
        with self.assertRefused(ValidationError, "“Service” is a task funnel"):
            funnel.privacy_visibility = "employees"
        stage = (
            self.env["project.task.type"]
            .with_user(self.crm_admin)
            .create({"name": "First", "project_ids": [Command.set(funnel.ids)], "user_id": False})
        )
        self.assertEqual(self._make_task(project_id=funnel.id).stage_id, stage)

    def test_funnel_in_use(self):
        """A funnel that holds tasks is neither deleted, with its tasks, nor unmarked."""
        funnel = self.env["project.project"].create({"name": "Service", "crm_funnel": True})
        task = self._make_task(project_id=funnel.id)
        with self.assertRefused(UserError, "“Service” holds 1 tasks"):
            funnel.with_user(self.crm_admin).unlink()
        with self.assertRefused(UserError, "“Service” holds 1 tasks"):
            funnel.crm_funnel = False
        task.unlink()
        funnel.with_user(self.crm_admin).unlink()
        self.assertFalse(funnel.exists())

    def test_users_do_not_change_funnels(self):
        """A CRM user reads task funnels, no other project, and changes none."""
        stock = self.env["project.project"].create(
            {"name": "Stock", "privacy_visibility": "followers"}
        )
        self.assertTrue(self.funnel.with_user(self.alice).has_access("read"))
        self.assertFalse(self.funnel.with_user(self.alice).has_access("write"))
        self.assertFalse(stock.with_user(self.alice).has_access("read"))


@tagged("post_install", "-at_install")
class TestTaskCategory(TaskCommon):
    def test_defaults_in_order(self):
        """Twelve categories come with the addon, each with an icon.

        Covers: TASK-17
        """
        categories = self.env["crm.task.category"].search([])
        names = categories.filtered(lambda c: c.get_external_id()[c.id]).mapped("name")
        self.assertEqual(
            names,
            [
                *("Phone call", "Opportunity", "Demo", "Email", "Fax", "Execution control"),
                *("Lunch", "Appointment", "Note", "Delivery", "Social networks"),
                "Expression of gratitude",
            ],
        )
        self.assertTrue(all(categories.mapped("icon")))
        self.assertEqual(self._make_task().crm_category_icon, "fa-phone")

    def test_administrators_edit(self):
        """Administrators add and rename categories; users do not.

        Covers: TASK-03, AMB-34
        """
        mine = self.category.with_user(self.crm_admin)
        mine.name = "Ring"
        self.assertTrue(mine.create({"name": "Visit", "icon": "fa-map-marker"}))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(self.category.with_user(self.alice).has_access(operation))

    def test_used_category_asks_for_replacement(self):
        """A used category goes with a replacement only, an unused one at once, the last never.

        Covers: TASK-18, AMB-34
        """
        demo = self.env.ref("crm_core.crm_task_category_demo").with_user(self.crm_admin)
        self.env["project.task"].search([]).unlink()
        tasks = self._make_task(crm_category_id=demo.id) | self._make_task(
            user=self.bob, crm_category_id=demo.id, crm_restricted=True, state="1_done"
        )
        with self.assertRefused(UserError, "“Demo” is used by 2 tasks"):
            demo.unlink()
        action = demo.action_delete()
        self.assertEqual(action["res_model"], "crm.task.category.replace")
        with self.assertRefused(UserError, "Choose another category"):
            demo._delete_in_favor_of(demo)
        wizard = self.env["crm.task.category.replace"].with_user(self.crm_admin)
        wizard = wizard.with_context(**action["context"]).create(
            {"replacement_id": self.category.id}
        )
        wizard.action_replace()
        self.assertFalse(demo.exists())
        self.assertEqual(tasks.sudo().crm_category_id, self.category)

        fax = self.env.ref("crm_core.crm_task_category_fax").with_user(self.crm_admin)
        fax.action_delete()
        self.assertFalse(fax.exists())
        tasks.sudo().unlink()
        with self.assertRefused(UserError, "last task category"):
            self.env["crm.task.category"].with_user(self.crm_admin).search([]).unlink()
