from odoo import fields, models

from ..tools import channels
from .res_partner import CRM_USER


class ResPartner(models.Model):
    """The channels of a customer; other partners have none."""

    _name = "res.partner"
    _inherit = "res.partner"

    _crm_channel_inverse = "partner_id"

    channel_ids = fields.One2many(
        "crm.contact.channel", "partner_id", string="Channels", copy=True, groups=CRM_USER
    )
    crm_phone_ids = fields.One2many(
        "crm.contact.channel",
        "partner_id",
        string="Phones",
        domain=[("kind", "=", channels.PHONE)],
        context={"default_kind": channels.PHONE},
        groups=CRM_USER,
    )
    crm_email_ids = fields.One2many(
        "crm.contact.channel",
        "partner_id",
        string="Emails",
        domain=[("kind", "=", channels.EMAIL)],
        context={"default_kind": channels.EMAIL},
        groups=CRM_USER,
    )
    crm_website_ids = fields.One2many(
        "crm.contact.channel",
        "partner_id",
        string="Websites",
        domain=[("kind", "=", channels.WEBSITE)],
        context={"default_kind": channels.WEBSITE},
        groups=CRM_USER,
    )
    crm_social_ids = fields.One2many(
        "crm.contact.channel",
        "partner_id",
        string="Social Networks",
        domain=[("kind", "=", channels.SOCIAL)],
        context={"default_kind": channels.SOCIAL},
        groups=CRM_USER,
    )

    # === BUSINESS === #

    def _crm_complete_marked(self):
        result = super()._crm_complete_marked()
        self._crm_mirror_channels(set(self._crm_channel_fields))
        return result

    # === HOOKS === #

    def _crm_channel_mirrored(self):
        return super()._crm_channel_mirrored().filtered("crm_customer")
