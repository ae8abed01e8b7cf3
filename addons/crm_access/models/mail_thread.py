from odoo import models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    _name = "mail.thread"
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Refuse followers who are closed to the user. See the host's method.

        :raise AccessError: if a partner is private and the user is not among its readers
        """
        self._crm_access_check_addressed(partner_ids)
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def message_post(self, *, partner_ids=None, **kwargs):
        """Refuse recipients who are closed to the user. See the host's method.

        :raise AccessError: if a partner is private and the user is not among its readers
        """
        self._crm_access_check_addressed(partner_ids)
        return super().message_post(partner_ids=partner_ids, **kwargs)

    def message_notify(self, *, partner_ids=None, **kwargs):
        """Refuse recipients who are closed to the user. See the host's method.

        :raise AccessError: if a partner is private and the user is not among its readers
        """
        self._crm_access_check_addressed(partner_ids)
        return super().message_notify(partner_ids=partner_ids, **kwargs)

    def _crm_access_check_addressed(self, partner_ids):
        """Check that the user may read the partners that he addresses by id.

        The host asks nothing here. The message names nobody: the ids may have been guessed.
        """
        if self.env.su or not partner_ids:
            return
        asked_ids = set(partner_ids) - self.env["res.users"]._crm_internal_partner_ids()
        closed_ids = self.env["crm.access"]._closed_ids("res.partner", asked_ids, self.env.user)
        if closed_ids - {self.env.user.partner_id.id}:
            raise AccessError(
                self.env._(
                    "A contact you want to address is private to other users (number in the "
                    "database: %(ids)s). Ask its manager or an administrator to share it with you.",
                    ids=", ".join(map(str, sorted(closed_ids))),
                )
            )
