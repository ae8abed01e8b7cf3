from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .ir_actions_report import CHROMIUM, SECONDS_PER_DOCUMENT, WKHTMLTOPDF


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_print_engine = fields.Selection(
        [(CHROMIUM, "Chromium"), (WKHTMLTOPDF, "wkhtmltopdf")],
        string="PDF Engine",
        default=CHROMIUM,
        required=True,
        config_parameter="crm_print.engine",
    )
    crm_print_timeout = fields.Integer(
        string="Time Limit",
        default=SECONDS_PER_DOCUMENT,
        config_parameter="crm_print.timeout",
        help="Seconds that printing one document may take.",
    )

    @api.constrains("crm_print_timeout")
    def _check_crm_print_timeout(self):
        for settings in self:
            if settings.crm_print_timeout < 1:
                raise ValidationError(
                    self.env._(
                        "Settings, Printing, Time Limit: %(seconds)s seconds is too short, "
                        "at least 1 is needed.",
                        seconds=settings.crm_print_timeout,
                    )
                )
