from odoo import models
from odoo.fields import Domain

ADDRESS_COPIES = ("street", "street2", "zip", "city", "state_id", "country_id")
COPIES = ("email_from", "phone", "function", "website", "lang_id", *ADDRESS_COPIES)
TRACKED_COPIES = {"email_from", "phone"}


class CrmLead(models.Model):
    """A deal shows the name of a private contact and keeps no copy of anything else.

    The host copies phone, email and address of the contact into the deal, which more people
    may read than the contact. Where the contact has a value of its own, the deal of a private
    contact has none; it comes back when the contact is shared. A lead owns what stands on it:
    there nothing is blanked.
    """

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.recipients.mixin"]

    # === COMPUTE === #

    def _compute_email_from(self):
        private = self._crm_of_private_contact()
        private._crm_blank_copy("email_from", "email")
        super(CrmLead, self - private)._compute_email_from()

    def _compute_phone(self):
        private = self._crm_of_private_contact()
        private._crm_blank_copy("phone", "phone")
        super(CrmLead, self - private)._compute_phone()

    def _compute_function(self):
        private = self._crm_of_private_contact()
        private._crm_blank_copy("function", "function")
        super(CrmLead, self - private)._compute_function()

    def _compute_website(self):
        private = self._crm_of_private_contact()
        private._crm_blank_copy("website", "website")
        super(CrmLead, self - private)._compute_website()

    def _compute_lang_id(self):
        private = self._crm_of_private_contact()
        private._crm_blank_copy("lang_id", "lang")
        super(CrmLead, self - private)._compute_lang_id()

    def _compute_partner_address_values(self):
        private = self._crm_of_private_contact()
        for name in ADDRESS_COPIES:
            private._crm_blank_copy(name, *ADDRESS_COPIES)
        super(CrmLead, self - private)._compute_partner_address_values()

    def _compute_commercial_partner_id(self):
        # as superuser: the contact, whose company is shown by name, may be closed to the reader
        with_contact = self.filtered("partner_id")
        super(CrmLead, with_contact.sudo())._compute_commercial_partner_id()
        super(CrmLead, self - with_contact)._compute_commercial_partner_id()

    def _inverse_email_from(self):
        super()._inverse_email_from()
        self._crm_of_private_contact()._crm_drop_written_copy("email_from", "email")

    def _inverse_phone(self):
        super()._inverse_phone()
        self._crm_of_private_contact()._crm_drop_written_copy("phone", "phone")

    def _crm_blank_copy(self, name, *sources):
        """Blank a field where the contact has values of its own; else the deal's own stays."""
        for lead in self:
            # sudo: the contact may be closed to the user
            partner_sudo = lead.sudo().partner_id
            copied = any(partner_sudo[source] for source in sources)
            lead[name] = False if copied else lead[name]

    def _crm_drop_written_copy(self, name, source):
        """Blank what has just been written and has gone through to the contact."""
        for lead in self:
            # sudo: the contact may be closed to the user, and then nothing has gone through
            if lead[name] and lead[name] == lead.sudo().partner_id[source]:
                lead[name] = False

    # === CRUD === #

    def write(self, vals):
        result = super().write(vals)
        if vals.get("type") == "opportunity":
            self._crm_of_private_contact()._crm_recompute_copies()
        return result

    # === BUSINESS === #

    def _crm_of_private_contact(self):
        """Those of the records that are deals of a private contact."""
        # sudo: who may read the contact is asked of its descriptor
        return self.filtered(
            lambda lead: (
                lead.type == "opportunity" and lead.sudo().partner_id._crm_access_is_private()
            )
        )

    def _crm_recompute_copies(self):
        """Blank the copies on these deals, or bring them back, as their contacts now are."""
        for name in COPIES:
            self.env.add_to_compute(self._fields[name], self)
        # what is made of the copies, such as normalised addresses, goes with them
        self.modified(COPIES)

    def _crm_contact_is_closed(self):
        """Whether the user may not read the contact of this record."""
        self.ensure_one()
        return bool(self.env["crm.access"]._closed_to_reader(self.partner_id))

    def _get_partner_email_update(self, force_void=True):
        if self._crm_contact_is_closed():
            return False
        return super()._get_partner_email_update(force_void=force_void)

    def _get_partner_phone_update(self, force_void=True):
        if self._crm_contact_is_closed():
            return False
        return super()._get_partner_phone_update(force_void=force_void)

    def _prepare_values_from_partner(self, partner):
        if self.type != "opportunity" or not partner._crm_access_is_private():
            return super()._prepare_values_from_partner(partner)
        # sudo: the names may be shown, whoever asks
        partner_sudo = partner.sudo()
        return {
            **{name: self._fields[name].convert_to_write(self[name], self) for name in COPIES},
            **self._prepare_contact_name_from_partner(partner_sudo),
            **self._prepare_partner_name_from_partner(partner_sudo),
        }

    # === ACTIONS === #

    def action_schedule_meeting(self, smart_calendar=True):
        """Open the calendar; a contact closed to the user is not proposed as an attendee."""
        action = super().action_schedule_meeting(smart_calendar=smart_calendar)
        if self._crm_contact_is_closed():
            context = action["context"]
            proposed = [pid for pid in context["default_partner_ids"] if pid != self.partner_id.id]
            action["context"] = {
                **context,
                "default_partner_id": False,
                "default_partner_ids": proposed,
            }
        return action

    # === MAIL === #

    def _track_prepare(self, fields_iter):
        # blanking a copy must not write it into the history
        private = self._crm_of_private_contact()
        super(CrmLead, private)._track_prepare(set(fields_iter) - TRACKED_COPIES)
        super(CrmLead, self - private)._track_prepare(fields_iter)

    def _track_filter_for_display(self, tracking_values):
        tracking_values = super()._track_filter_for_display(tracking_values)
        if not self._crm_of_private_contact():
            return tracking_values
        return tracking_values.filtered(lambda value: value.field_id.name not in TRACKED_COPIES)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = "res.partner"

    def _crm_access_changed(self, before):
        super()._crm_access_changed(before)
        if flipped := self._crm_access_flipped(before):
            domain = Domain("partner_id", "in", flipped.ids) & Domain("type", "=", "opportunity")
            # sudo: others' deals carry copies, too
            deals_sudo = self.env["crm.lead"].sudo().with_context(active_test=False).search(domain)
            deals_sudo._crm_recompute_copies()
