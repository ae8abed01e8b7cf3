from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FUNNEL_PRIVACY = "followers"


class ProjectProject(models.Model):
    """A task funnel is a project that is marked as one; all other projects are untouched."""

    _name = "project.project"
    _inherit = "project.project"

    crm_funnel = fields.Boolean(
        "Task Funnel",
        index=True,
        help="CRM users plan and close tasks in this project without the Project app.",
    )

    # === CONSTRAINTS === #

    @api.constrains("crm_funnel", "privacy_visibility")
    def _check_crm_funnel_privacy(self):
        for project in self:
            if project.crm_funnel and project.privacy_visibility != FUNNEL_PRIVACY:
                raise ValidationError(
                    self.env._(
                        "“%(funnel)s” is a task funnel, so its visibility stays with invited "
                        "internal users: who sees its tasks follows from the customers and deals "
                        "they belong to.",
                        funnel=project.display_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._crm_prepare_funnel(vals) for vals in vals_list])

    def write(self, vals):
        """Update projects.

        :raise ValidationError: when a funnel with tasks would cease to be one
        """
        if "crm_funnel" in vals and not vals["crm_funnel"]:
            self.filtered("crm_funnel")._crm_check_without_tasks()
        return super().write(self._crm_prepare_funnel(vals))

    def unlink(self):
        """Delete projects; the host deletes their tasks along, which nobody expects of a funnel.

        :raise UserError: when a task funnel still holds tasks
        """
        self.filtered("crm_funnel")._crm_check_without_tasks()
        return super().unlink()

    # === BUSINESS === #

    @api.model
    def _crm_default_funnel(self):
        """The funnel of tasks for which none is chosen: the first one.

        :return: a project, empty if there is no funnel
        """
        # sudo: every CRM user may use every funnel; the web client asks before rules are known
        return self.sudo().search([("crm_funnel", "=", True)], limit=1).sudo(False)

    @api.model
    def _crm_prepare_funnel(self, vals):
        if vals.get("crm_funnel"):
            return {"privacy_visibility": FUNNEL_PRIVACY, **vals}
        return vals

    def _crm_check_without_tasks(self):
        # sudo: tasks that the user does not see count, too
        Task_sudo = self.env["project.task"].sudo().with_context(active_test=False)
        for project, count in Task_sudo._read_group(
            [("project_id", "in", self.ids)], ["project_id"], ["__count"]
        ):
            raise UserError(
                self.env._(
                    "The task funnel “%(funnel)s” holds %(count)s tasks. "
                    "Move them to another funnel first, or archive this one.",
                    funnel=project.display_name,
                    count=count,
                )
            )
