from odoo import models


class ProjectTask(models.Model):
    """A task shows the name of a private contact and keeps no copy of the phone."""

    _name = "project.task"
    _inherit = ["project.task", "crm.recipients.mixin"]

    def _compute_partner_phone(self):
        # sudo: who may read the contact is asked of its descriptor
        private = self.filtered(lambda task: task.sudo().partner_id._crm_access_is_private())
        private.partner_phone = False
        super(ProjectTask, self - private)._compute_partner_phone()


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = "res.partner"

    def _crm_access_changed(self, before):
        super()._crm_access_changed(before)
        if flipped := self._crm_access_flipped(before):
            # sudo: others' tasks carry copies, too
            Task_sudo = self.env["project.task"].sudo().with_context(active_test=False)
            tasks_sudo = Task_sudo.search([("partner_id", "in", flipped.ids)])
            self.env.add_to_compute(tasks_sudo._fields["partner_phone"], tasks_sudo)
            tasks_sudo.modified(["partner_phone"])
