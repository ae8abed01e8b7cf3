from .lead_common import LeadCommon


class TaskCommon(LeadCommon):
    """Builders of tasks, and the funnel and categories that come with the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.funnel = cls.env.ref("crm_core.project_project_tasks")
        cls.category = cls.env.ref("crm_core.crm_task_category_call")

    def _make_task(self, user=None, **values):
        """A task that a user (alice unless given) enters; as read by that user."""
        Task = self.env["project.task"].with_user(user or self.alice).with_context(crm_task=True)
        return Task.create({"name": "Call about the offer", **values}).with_env(
            self.env(user=user or self.alice)
        )

    def _history(self, record):
        """The texts of a record's messages, newest first."""
        self.env.flush_all()
        self.env.invalidate_all()
        return [str(body) for body in record.sudo().message_ids.mapped("body")]
