from markupsafe import Markup

from odoo import api, fields, models


class CalendarAttendee(models.Model):
    """An invited contact who is closed to the reader shows his name only."""

    _name = "calendar.attendee"
    _inherit = "calendar.attendee"

    # the host relates both as superuser
    email = fields.Char(
        related=None, compute="_compute_email", search="_search_email", compute_sudo=False
    )
    phone = fields.Char(
        related=None, compute="_compute_phone", search="_search_phone", compute_sudo=False
    )

    @api.depends("partner_id.email")
    @api.depends_context("uid")
    def _compute_email(self):
        self.env["crm.access"]._fill_unless_closed(self, "partner_id", "email", "email")

    @api.depends("partner_id.phone")
    @api.depends_context("uid")
    def _compute_phone(self):
        self.env["crm.access"]._fill_unless_closed(self, "partner_id", "phone", "phone")

    @api.model
    def _search_email(self, operator, value):
        # not as superuser: the partner's own rules apply
        return [("partner_id", "any", [("email", operator, value)])]

    @api.model
    def _search_phone(self, operator, value):
        return [("partner_id", "any", [("phone", operator, value)])]


class CalendarEvent(models.Model):
    _name = "calendar.event"
    _inherit = "calendar.event"

    def _compute_invalid_email_partner_ids(self):
        # as superuser: colleagues invited together with a private contact open the event, too
        super(CalendarEvent, self.sudo())._compute_invalid_email_partner_ids()

    @api.model
    def _prepare_partner_contact_details_html(self, section_title, partner):
        if not partner._crm_access_is_private():
            return super()._prepare_partner_contact_details_html(section_title, partner)
        # sudo: the name may be shown, whoever asks
        return [Markup("<strong>%s</strong>") % section_title, partner.sudo().name]

    def _crm_strip_contact_details(self, partner):
        """Take a contact's email and phone out of what the host wrote into descriptions."""
        links = [
            Markup('<a href="%s:%s">%s</a>') % (scheme, value, value)
            for scheme, value in (("mailto", partner.email), ("tel", partner.phone))
            if value
        ]
        for event in self:
            description = event.description or ""
            for link in links:
                description = description.replace(link, "")
            if description != (event.description or ""):
                event.description = description


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = "res.partner"

    def _crm_access_changed(self, before):
        super()._crm_access_changed(before)
        for partner in self._crm_access_flipped(before).filtered(
            lambda p: p._crm_access_is_private()
        ):
            # sudo: others' meetings carry copies, too
            Event_sudo = self.env["calendar.event"].sudo().with_context(active_test=False)
            events_sudo = Event_sudo.search(
                [("partner_ids", "in", partner.ids), ("description", "!=", False)]
            )
            events_sudo.with_context(dont_notify=True)._crm_strip_contact_details(partner)
