from odoo import api, models
from odoo.exceptions import LockError, UserError
from odoo.tools import parse_contact_from_email

from .crm_funnel import DEAL

# figures of a lead that belong to the company rather than the person
COMPANY_FIGURES = {
    "crm_annual_revenue": "crm_annual_revenue",
    "crm_employee_count": "crm_employee_count",
    "crm_industry_id": "industry_id",
}
# kept per transaction: the customers that the conversion of each lead has created
CREATED_KEY = "crm_core.conversion.created"


class CrmLead(models.Model):
    """Conversion: a lead becomes a deal, the same record with the same history.

    Company and contact are found by the matcher or created. Every caller of the host's
    ``convert_opportunity`` gets the checks and the receipt.
    """

    _name = "crm.lead"
    _inherit = "crm.lead"

    # === ACTIONS === #

    def action_convert(self, create_deal=True, partner_id=False, funnel_id=False, user_id=False):
        """Convert one lead. Converting it again changes nothing and answers the same receipt.

        :param bool create_deal: turn the lead into a deal; otherwise its content moves to the
            contact and the lead is deleted
        :param int partner_id: the contact to use; by default it is found or created
        :param int funnel_id: the deal's funnel; the first one by default
        :param int user_id: the deal's responsible; the lead's own, or the user, by default
        :return: ids under the keys ``receipt_id``, ``partner_id``, ``lead_id`` (`False` when
            there is no deal)
        :rtype: dict
        :raise UserError: for an archived or won record, or when something would be lost
        """
        receipt = self._crm_convert(
            create_deal=create_deal,
            person=self.env["res.partner"].browse(partner_id or ()).exists(),
            funnel=self.env["crm.funnel"].browse(funnel_id or ()).exists(),
            user=self.env["res.users"].browse(user_id or ()).exists(),
        )
        return {
            "receipt_id": receipt.id,
            "lead_id": receipt.lead_id.id,
            "partner_id": receipt.sudo().partner_id.id,
        }

    def action_open_receipt(self):
        """Show how this deal came out of a lead.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        return self.crm_receipt_ids[:1].action_open()

    # === BUSINESS === #

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """Turn leads into deals; extends the host's, which every caller uses.

        :raise UserError: for an archived or won lead, which the host would skip in silence
        """
        ours = self.filtered(lambda lead: lead._crm_has_conversion())
        if not ours:
            return super().convert_opportunity(partner, user_ids, team_id)
        leads = ours.filtered(lambda lead: lead.type == "lead")
        leads._crm_lock_conversion()
        for lead in leads:
            lead._crm_check_convertible()
        for lead in leads:
            customer = partner or lead.partner_id
            came_from = lead.stage_id.display_name
            super(CrmLead, lead).convert_opportunity(customer, False, team_id)
            lead._crm_make_customers(customer | customer.sudo().commercial_partner_id)
            lines = lead._crm_describe_customers(customer)
            lines += lead._crm_hand_over_channels(customer)
            lines += lead._crm_hand_over_figures(
                customer.sudo().commercial_partner_id.with_env(self.env)
            )
            lines += lead._crm_describe_deal(came_from)
            lead._crm_write_receipt(customer, lines)
        others = self - ours
        if others:
            super(CrmLead, others).convert_opportunity(partner, False, team_id)
        if user_ids:
            self._handle_salesmen_assignment(user_ids=user_ids, team_id=team_id)
        return True

    def _crm_convert(
        self, create_deal=True, person=None, company=None, funnel=None, user=None, match=True
    ):
        """Convert one lead with or without a deal.

        :param bool create_deal: see `action_convert`
        :param person: the `res.partner` to use as contact, instead of matching
        :param company: the `res.partner` to use as company, instead of matching
        :param funnel: the deal's `crm.funnel`
        :param user: the deal's responsible
        :param bool match: whether to look for a known contact before creating one
        :return: the `crm.conversion.receipt`
        """
        done = self._crm_find_receipt()
        if done:
            return done
        self.ensure_one()
        self.check_access("write")
        self._crm_lock_conversion()
        self._crm_check_convertible()
        if funnel and funnel.kind != DEAL:
            raise UserError(
                self.env._("The funnel “%(funnel)s” is not for deals.", funnel=funnel.name)
            )
        if user and create_deal:
            self.user_id = user
        customer = self._crm_get_customer(person, company, match)
        if not create_deal:
            return self._crm_convert_to_contact(customer)
        self.partner_id = customer
        self.convert_opportunity(customer)
        if funnel and self.funnel_id != funnel:
            self.funnel_id = funnel
        return self._crm_find_receipt()

    def _crm_find_receipt(self):
        """The receipt of this lead's conversion, also when the lead itself is gone."""
        if len(self.ids) != 1:
            return self.env["crm.conversion.receipt"]
        return self.env["crm.conversion.receipt"].search([("lead_res_id", "=", self.id)], limit=1)

    def _crm_lock_conversion(self):
        """Let only one transaction at a time convert these leads.

        :raise UserError: when another one is at it
        """
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is converting this lead right now. Look at it again.")
            ) from error

    def _crm_check_convertible(self):
        """:raise UserError: when this record is no lead that may be converted, with the reason"""
        self.ensure_one()
        if self.type != "lead":
            raise UserError(self.env._("“%(record)s” is a deal already.", record=self.display_name))
        if not self.active:
            raise UserError(
                self.env._(
                    "“%(lead)s” is archived. Restore it before converting it.",
                    lead=self.display_name,
                )
            )
        if self.won_status in ("won", "lost"):
            raise UserError(
                self.env._(
                    "“%(lead)s” is closed (%(stage)s). Move it to an open stage before "
                    "converting it.",
                    lead=self.display_name,
                    stage=self.stage_id.name,
                )
            )

    # === CUSTOMERS === #

    def _crm_get_customer(self, person=None, company=None, match=True):
        """Find or create the contact of this lead, and its company.

        :param person: the contact chosen by the user, if any
        :param company: the company chosen by the user, if any
        :param bool match: whether to look for a known one first
        :return: the `res.partner` that becomes the record's contact
        """
        if match and not person:
            person = self._find_matching_partner()
        return person or self._create_customer(with_parent=company)

    def _find_matching_partner(self):
        if not self._crm_has_conversion():
            return super()._find_matching_partner()
        match = None if self.partner_id else self._crm_match_contact()
        return match.record if match else self.partner_id

    def _create_customer(self, with_parent=None):
        if not self._crm_has_conversion():
            return super()._create_customer(with_parent)
        lead = self.with_context(crm_customer=True)
        if not with_parent and self.partner_name and self._crm_has_person():
            match = lead._crm_match_company()
            with_parent = match.record if match else lead._crm_create_company()
        customer = super(CrmLead, lead)._create_customer(with_parent)
        if customer != with_parent:
            self._crm_remember_created(customer)
        return customer.with_env(self.env)

    def _crm_create_company(self):
        """Create the company that this lead names."""
        company = self.env["res.partner"].create(
            self._prepare_customer_values(self.partner_name, is_company=True)
        )
        self._crm_remember_created(company)
        return company

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company, parent_id)
        if not self._crm_has_conversion():
            return values
        values.update(crm_from_lead=True, crm_source_id=self.source_id.id)
        if is_company or not self.partner_name:
            for name, target in COMPANY_FIGURES.items():
                values[target] = self._fields[name].convert_to_write(self[name], self)
        if not is_company:
            values.update({name: self[name] for name in self._crm_name_fields() if self[name]})
        if self._crm_has_person():
            # what is the person's own is not the company's, and the other way round
            for name in ("phone", "email", "function", "comment") if is_company else ("website",):
                if is_company or self.partner_name:
                    values.pop(name, None)
        if self.user_id:
            values["crm_manager_ids"] = [(6, 0, (self.user_id | self.env.user).ids)]
        return values

    @api.model
    def _crm_name_fields(self):
        """The personal name's parts, called the same on a lead and on a contact."""
        return ["crm_first_name", "crm_last_name", "crm_middle_name"]

    def _crm_has_person(self):
        """Whether the lead names a person, be it in the sender of its email."""
        self.ensure_one()
        return bool(self.contact_name or parse_contact_from_email(self.email_from or "")[0])

    def _crm_make_customers(self, partners):
        """Mark known partners as customers when a lead turns out to be about them.

        A user's own card and our own companies stay what they are.
        """
        # sudo: only to look which may be marked
        plain_sudo = partners.sudo().filtered(lambda partner: not partner.crm_customer)
        never_sudo = plain_sudo.browse().union(*plain_sudo._crm_never_customers())
        for partner in (plain_sudo - never_sudo).with_env(self.env):
            if partner.has_access("write"):
                partner.crm_customer = True

    def _crm_remember_created(self, partner):
        """Note that this lead's conversion has created a customer, for its receipt."""
        created = self.env.cr.precommit.data.setdefault(CREATED_KEY, {})
        created.setdefault(self.id, set()).add(partner.id)

    def _crm_was_created(self, partner):
        return partner.id in self.env.cr.precommit.data.get(CREATED_KEY, {}).get(self.id, ())

    # === HOST'S HOOKS === #

    def _convert_opportunity_data(self, customer, team_id=False):
        values = super()._convert_opportunity_data(customer, team_id)
        if not self._crm_has_conversion():
            return values
        funnel = self.env["crm.funnel"]._get_default(DEAL)
        if funnel:
            # its first stage follows
            values.pop("stage_id", None)
            values["funnel_id"] = funnel.id
        if not self.user_id:
            values["user_id"] = self.env.uid
        return values

    def _crm_has_conversion(self):
        """Whether this lead is converted the CRM's way: one of a funnel, or by a CRM user."""
        self.ensure_one()
        return bool(self.funnel_id) or self._crm_own_door()
