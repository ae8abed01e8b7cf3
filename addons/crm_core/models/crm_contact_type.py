from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmContactType(models.Model):
    """What a contact is to us: client, supplier, ... The list is the administrators'."""

    _name = "crm.contact.type"
    _description = "Contact Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    contact_count = fields.Integer(string="Contacts", compute="_compute_contact_count")

    # === COMPUTE === #

    def _compute_contact_count(self):
        counts = self._get_contact_counts()
        for contact_type in self:
            contact_type.contact_count = counts.get(contact_type, 0)

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_or_last(self):
        counts = self._get_contact_counts()
        for contact_type in self:
            if counts.get(contact_type):
                raise UserError(
                    self.env._(
                        "The contact type %(name)s is used by %(count)s contacts. "
                        "Give them another type first, or archive it.",
                        name=contact_type.display_name,
                        count=counts[contact_type],
                    )
                )
        if not self.with_context(active_test=False).search([("id", "not in", self.ids)], limit=1):
            raise UserError(self.env._("The last contact type cannot be deleted."))

    # === BUSINESS === #

    def _get_contact_counts(self):
        """How many contacts, archived and closed ones included, have each type.

        :rtype: dict[crm.contact.type, int]
        """
        # sudo: only the number is used, and it must count what the user may not see
        Partner_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        groups = Partner_sudo._read_group(
            [("crm_type_id", "in", self.ids)], ["crm_type_id"], ["__count"]
        )
        return {contact_type.sudo(False): count for contact_type, count in groups}
