from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

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
        self.env["crm.access"]._fill_unless_closed(self, "partner_id", "email", "email")

    @api.model
    def _search_email(self, operator, value):
        # not as superuser: the partner's own rules apply
        return [("partner_id", "any", [("email", operator, value)])]

    # === ACCESS === #

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Hide who follows a record from those for whom the record is closed.

        As for activities, the host's own case, the few rows found are filtered afterwards:
        an anti-join over all closed records would cost more than the search.
        """
        query = super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        if self.env.su or bypass_access or self.env.user.has_group("crm_access.group_crm_admin"):
            return query
        rows = self.env.execute_query(
            query.select(*(self._field_to_sql(self._table, name) for name in ("id", "res_model", "res_id")))
        )
        closed_ids = self._crm_access_closed_ids(rows)
        return self.browse(row[0] for row in rows if row[0] not in closed_ids)._as_query(order)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        allowed_sudo = (self - result[0] if result else self).sudo()  # the three columns only
        closed_ids = self._crm_access_closed_ids(
            [(row_sudo.id, row_sudo.res_model, row_sudo.res_id) for row_sudo in allowed_sudo]
        )
        if not closed_ids:
            return result
        closed = self.browse(closed_ids)
        return (
            closed + result[0] if result else closed,
            lambda: AccessError(self.env._("You may not see who follows a record that is private to others.")),
        )

    @api.model
    def _crm_access_closed_ids(self, rows):
        """Ids of followers of documents that are closed to the user.

        :param rows: triples of id, model name and record id
        :rtype: set[int]
        """
        documents = defaultdict(set)
        for _follower_id, res_model, res_id in rows:
            if res_id and res_model in self.env and "crm_access_id" in self.env[res_model]._fields:
                documents[res_model].add(res_id)
        Access = self.env["crm.access"]
        closed = {
            (res_model, closed_id)
            for res_model, res_ids in documents.items()
            for closed_id in Access._closed_ids(res_model, res_ids, self.env.user)
        }
        return {row_id for row_id, res_model, res_id in rows if (res_model, res_id) in closed}

    # === NOTIFICATIONS === #

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        """Drop employees who may not read the record: they get no mail about it.

        Customers and portal users stay: whoever may write on the record addresses them on purpose.
        """
        recipients = super()._get_recipient_data(records, message_type, subtype_id, pids=pids)
        if not records or "crm_access_id" not in records._fields:
            return recipients
        # not env.ref, which asks the database each time whether the group still exists
        admin_group_id = self.env["ir.model.data"]._xmlid_to_res_id("crm_access.group_crm_admin")
        # sudo: descriptors are no business of users
        for record_sudo in records.sudo():
            if all(data["type"] != "user" for data in recipients[record_sudo.id].values()):
                continue
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
