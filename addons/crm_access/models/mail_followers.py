from odoo import api, fields, models

from .crm_access import PRIVATE


class MailFollowers(models.Model):
    _name = "mail.followers"
    _inherit = "mail.followers"

    # the host relates it as superuser, and every employee may read every follower
    email = fields.Char(
        related=None, compute="_compute_email", search="_search_email", compute_sudo=False
    )

    @api.depends("partner_id.email")
    @api.depends_context("uid")
    def _compute_email(self):
        closed = self.env["crm.access"]._closed_to_reader(self.sudo().partner_id)
        for follower in self:
            # sudo: as the host's related field, except for what is closed to the reader
            partner_sudo = follower.sudo().partner_id
            follower.email = partner_sudo not in closed and partner_sudo.email

    @api.model
    def _search_email(self, operator, value):
        # not as superuser: the partner's own rules apply
        return [("partner_id", "any", [("email", operator, value)])]

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        """Drop employees who may not read the record: they get no mail about it.

        Customers and portal users stay: whoever may write on the record addresses them on purpose.
        """
        recipients = super()._get_recipient_data(records, message_type, subtype_id, pids=pids)
        if not records or "crm_access_id" not in records._fields:
            return recipients
        admin_group_id = self.env.ref("crm_access.group_crm_admin").id
        # sudo: descriptors are no business of users
        for record_sudo in records.sudo():
            access_sudo = record_sudo.crm_access_id
            if access_sudo.level != PRIVATE:
                continue
            listed_ids = set(access_sudo.user_ids.ids)
            recipients[record_sudo.id] = {
                partner_id: data
                for partner_id, data in recipients[record_sudo.id].items()
                if data["type"] != "user"
                or data["uid"] in listed_ids
                or admin_group_id in data["groups"]
            }
        return recipients
