from odoo import fields, models

from ..tools import channels


class CrmLead(models.Model):
    """The channels of a lead; they move to the contact when the lead is converted.

    A lead that has a contact shows the contact's phone and email: those are not its own, so
    they are neither copied into its channels nor overwritten by them. Leads without a funnel
    stay as the host made them.
    """

    _name = "crm.lead"
    _inherit = ["crm.channel.owner", "crm.lead"]

    _crm_channel_fields = {
        channels.PHONE: "phone",
        channels.EMAIL: "email_from",
        channels.WEBSITE: "website",
    }
    _crm_channel_inverse = "lead_id"

    # looked up by the matcher; the host scans the table
    email_normalized = fields.Char(index="btree_not_null")
    phone_sanitized = fields.Char(index="btree_not_null")
    channel_ids = fields.One2many(
        "crm.contact.channel", "lead_id", string="Channels", groups="crm_access.group_crm_user"
    )

    # === HOOKS === #

    def _crm_channel_mirrored(self):
        return (
            super()
            ._crm_channel_mirrored()
            .filtered(lambda lead: lead.funnel_id and not lead.partner_id)
        )
