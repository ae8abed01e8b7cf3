from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from .crm_access import READ


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = "res.users"

    # === CRUD === #

    def write(self, vals):
        res = super().write(vals)
        if "group_ids" in vals:
            self.env["crm.access"]._clear_rules()
        return res

    def unlink(self):
        # sudo: who may delete users need not have any right on descriptors
        self.env["crm.access"].sudo()._forget_users(self)
        return super().unlink()

    # === BUSINESS === #

    def _crm_access_ids(self, operation):
        """Ids of the descriptors under which this user may read or write, `False` (open) first.

        :param str operation: ``read`` or ``write``
        :rtype: list
        """
        self.ensure_one()
        domain = Domain("user_ids", "in", self.ids)
        if operation == "read":
            domain |= Domain("level", "=", READ)
        # sudo: descriptors are no business of users
        return [False, *self.env["crm.access"].sudo()._search(domain)]

    def _crm_access_domain(self, operation, model_name=None):
        """The domain of the global record rules: what this user may read or write.

        The host caches rules per user, so whatever changes this answer clears the registry's
        cache: creating a descriptor does, and so does changing a user's groups.

        :param str operation: ``read`` or ``write``
        :param str model_name: the protected model, for grants that hold on it alone
        :rtype: list
        """
        self.ensure_one()
        if self.has_group("crm_access.group_crm_admin"):
            return [(1, "=", 1)]
        domain = Domain("crm_access_id", "in", self._crm_access_ids(operation))
        return list(domain | self._crm_access_grant(operation, model_name))

    @api.model
    @ormcache()
    def _crm_internal_partner_ids(self):
        """Ids of the partners of employees, which no model may protect; saves asking for them.

        The host clears the cache whenever a user's role or state changes.

        :rtype: frozenset[int]
        """
        # sudo: a cache for all users
        employees_sudo = self.sudo().search_fetch([("share", "=", False)], ["partner_id"])
        return frozenset(employees_sudo.partner_id.ids)

    # === HOOKS === #

    def _crm_access_grant(self, operation, model_name):
        """What this user may read or write beside what the descriptors allow. A hook; nothing by default.

        The grant has to stand in the rule's domain: the host filters by rules in SQL, before
        any override in Python is asked.

        :param str operation: ``read`` or ``write``
        :param str model_name: the protected model
        :rtype: Domain
        """
        return Domain.FALSE
