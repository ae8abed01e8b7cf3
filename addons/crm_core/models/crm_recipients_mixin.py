from odoo import models
from odoo.exceptions import AccessError


class CrmRecipientsMixin(models.AbstractModel):
    """A record that belongs to a contact keeps its chatter where that contact is closed."""

    _name = "crm.recipients.mixin"
    _description = "Suggested Recipients without Closed Contacts"

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Propose no contact that is closed to the user, nor its address.

        The host looks into contact, followers and authors, and would refuse the whole chatter
        for the sake of one who is closed.
        """
        options = {
            "reply_discussion": reply_discussion,
            "reply_message": reply_message,
            "primary_email": primary_email,
            "additional_partners": additional_partners,
        }
        try:
            return super()._message_get_suggested_recipients_batch(no_create=no_create, **options)
        except AccessError:
            # sudo: to see whom to leave out; nobody is created on the way
            records_sudo = super(CrmRecipientsMixin, self.sudo())
            suggested = records_sudo._message_get_suggested_recipients_batch(
                no_create=True, **options
            )
        found_ids = {
            recipient["partner_id"]
            for recipients in suggested.values()
            for recipient in recipients
            if recipient.get("partner_id")
        }
        closed = self.env["crm.access"]._closed_to_reader(self.env["res.partner"].browse(found_ids))
        return {
            record_id: [
                recipient
                for recipient in recipients
                if recipient.get("partner_id") not in closed.ids
            ]
            for record_id, recipients in suggested.items()
        }
