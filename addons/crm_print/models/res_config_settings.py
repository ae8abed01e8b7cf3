from odoo import fields, models

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
