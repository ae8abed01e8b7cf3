import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


class CrmTemperature(models.Model):
    """How warm a contact is: one level of the slider on the card."""

    _name = "crm.temperature"
    _description = "Temperature"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hex_color = fields.Char(string="Color", required=True, default="#8a98d8")
    contact_count = fields.Integer(string="Contacts", compute="_compute_contact_count")

    # === COMPUTE === #

    def _compute_contact_count(self):
        counts = self._get_contact_counts()
        for temperature in self:
            temperature.contact_count = counts.get(temperature, 0)

    # === CONSTRAINTS === #

    @api.constrains("hex_color")
    def _check_hex_color(self):
        for temperature in self:
            if not HEX_COLOR.fullmatch(temperature.hex_color):
                raise ValidationError(
                    self.env._(
                        "%(color)s is not a color: the temperature %(name)s needs one "
                        "such as #ffd267.",
                        color=temperature.hex_color,
                        name=temperature.display_name,
                    )
                )

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used_or_last(self):
        counts = self._get_contact_counts()
        for temperature in self:
            if counts.get(temperature):
                raise UserError(
                    self.env._(
                        "The temperature %(name)s is used by %(count)s contacts. "
                        "Give them another one first, or archive it.",
                        name=temperature.display_name,
                        count=counts[temperature],
                    )
                )
        if not self.with_context(active_test=False).search([("id", "not in", self.ids)], limit=1):
            raise UserError(self.env._("The last temperature cannot be deleted."))

    # === BUSINESS === #

    def _get_contact_counts(self):
        """How many contacts, archived and closed ones included, have each temperature.

        :rtype: dict[crm.temperature, int]
        """
        # sudo: only the number is used, and it must count what the user may not see
        Partner_sudo = self.env["res.partner"].sudo().with_context(active_test=False)
        groups = Partner_sudo._read_group(
            [("crm_temperature_id", "in", self.ids)], ["crm_temperature_id"], ["__count"]
        )
        return {temperature.sudo(False): count for temperature, count in groups}
