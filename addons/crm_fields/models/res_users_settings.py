from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import cards


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    crm_card_fields = fields.Json(string="Choice of card fields")

    @api.constrains("crm_card_fields")
    def _check_crm_card_fields(self):
        for settings in self:
            if not cards.is_choice(settings.crm_card_fields or {}):
                raise ValidationError(
                    self.env._(
                        "The choice of card fields of %(user)s cannot be saved: it is damaged.",
                        user=settings.user_id.display_name,
                    )
                )
