from odoo import api, fields, models


class CalendarAttendee(models.Model):
    """An invited contact who is closed to the reader shows his name only."""

    _name = "calendar.attendee"
    _inherit = "calendar.attendee"

    # the host relates both as superuser
    email = fields.Char(related=None, compute="_compute_email", search="_search_email", compute_sudo=False)
    phone = fields.Char(related=None, compute="_compute_phone", search="_search_phone", compute_sudo=False)

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
