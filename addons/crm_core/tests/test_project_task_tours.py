from odoo.tests import HttpCase, tagged

from .task_common import TaskCommon


@tagged("post_install", "-at_install")
class TestProjectTaskTours(TaskCommon, HttpCase):
    def test_list(self):
        """A plain user plans a task and closes it right in the list.

        Covers: TASK-02, TASK-04, TASK-10, TASK-11
        """
        self.start_tour("/odoo/crm-tasks", "crm_core_task", login="alice")
        task = self.env["project.task"].search([("name", "=", "Call Romashka")])
        self.assertEqual(task.crm_user_id, self.alice)
        self.assertEqual(task.state, "1_done")

    def test_tab(self):
        """The empty tab of a deal offers to create a task, which the card then shows.

        Covers: TASK-08, TASK-26, HIST-03, HIST-05
        """
        deal = self._make_deal()
        self.start_tour(f"/odoo/crm-deals/{deal.id}", "crm_core_task_of_deal", login="alice")
        self.assertEqual(deal.crm_task_ids.name, "Send the offer")

    def test_create_menu(self):
        """The Create button makes a task from anywhere.

        Covers: GEN-15
        """
        self.start_tour("/odoo/crm-leads", "crm_core_create_task", login="alice")
