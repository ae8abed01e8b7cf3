from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import html2plaintext

from .crm_lead_conversion import COMPANY_FIGURES

# a lead's field -> the contact's field that holds the same
CONTACT_FIELDS = {
    "contact_name": "name",
    "crm_first_name": "crm_first_name",
    "crm_last_name": "crm_last_name",
    "crm_middle_name": "crm_middle_name",
    "function": "function",
    "street": "street",
    "street2": "street2",
    "zip": "zip",
    "city": "city",
    "state_id": "state_id",
    "country_id": "country_id",
    "description": "comment",
    "source_id": "crm_source_id",
    "crm_memo": "crm_memo",
}
# stored and filled, but nothing a person has written
TECHNICAL_FIELDS = {
    *("id", "create_uid", "create_date", "write_uid", "write_date", "active", "type", "color"),
    *("crm_access_id", "automated_probability", "date_last_stage_update", "date_automation_last"),
    *("date_open", "date_conversion", "lead_properties", "duration_tracking", "funnel_id"),
    *("stage_id", "partner_id", "bid_value", "company_id", "message_bounce", "probability"),
}
# said by the lines of the channels
CHANNEL_FIELDS = {"phone", "email_from", "website"}
# meaningless while there is no amount
BID_FIELDS = {"bid_type", "bid_currency_id", "bid_period_count"}


class CrmLead(models.Model):
    """The receipt of a conversion, and the conversion that leaves no deal behind."""

    _name = "crm.lead"
    _inherit = "crm.lead"

    crm_receipt_ids = fields.One2many(
        "crm.conversion.receipt", "lead_id", string="Conversion Receipts"
    )

    # === BUSINESS === #

    def _crm_convert_to_contact(self, customer):
        """Move everything from this lead to the contact, then delete the lead.

        :param customer: the `res.partner` that takes over
        :return: the `crm.conversion.receipt`
        :raise UserError: when something that hangs on the lead cannot move
        """
        self._crm_check_links_movable(list(self._crm_linked_records()))
        self._crm_make_customers(customer | customer.sudo().commercial_partner_id)
        lines = self._crm_describe_customers(customer)
        channel_lines = self._crm_hand_over_channels(customer)
        lines += channel_lines
        lines += self._crm_hand_over_figures(
            customer.sudo().commercial_partner_id.with_env(self.env)
        )
        lines += self._crm_hand_over_fields(customer, CHANNEL_FIELDS if channel_lines else ())
        movers = self._crm_link_movers()
        for key, records_sudo in self._crm_linked_records():
            outcome = movers[key](records_sudo, customer)
            lines.append(self._crm_link_line(key, records_sudo, outcome, customer))
        receipt = self._crm_write_receipt(customer, lines, with_deal=False)
        if receipt.partner_id and not receipt.has_access("read"):
            receipt = receipt.sudo()
        self.env.flush_all()
        self.unlink()
        return receipt

    def _crm_hand_over_channels(self, customer):
        """Move this lead's phones, addresses and sites to the contact, sites to its company.

        A contact closed to the user is not changed: the channels stay on the deal.

        :return: lines of the receipt
        """
        # sudo: the host's own users convert leads too and know nothing of channels
        channels_sudo = self.sudo().channel_ids
        if not (channels_sudo and customer):
            return []
        company = customer.sudo().commercial_partner_id.with_env(self.env)
        lines = []
        for channel_sudo in channels_sudo:
            target = company if channel_sudo.kind == "website" else customer
            kind, value = channel_sudo._fields["kind"], channel_sudo.value
            outcome = "stays"
            if target.sudo().crm_customer and target.has_access("write"):
                outcome = self._crm_move_channels(channel_sudo, target)
                if outcome == "present" and self._crm_was_created(target):
                    outcome = "moved"
            label = dict(kind._description_selection(self.env))[channel_sudo.kind]
            where = self if outcome == "stays" else target.sudo()
            lines.append(
                {"name": label, "value": value, "outcome": outcome, "target": where.display_name}
            )
            if outcome != "stays" and channel_sudo.exists() and channel_sudo.lead_id:
                channel_sudo.unlink()
        return lines

    def _crm_move_channels(self, channels_sudo, partner):
        """Move channels to a contact; one that it has already stays where it is."""
        outcome = "present"
        for channel_sudo in channels_sudo:
            there_sudo = partner.sudo().channel_ids.filtered(
                lambda other, mine=channel_sudo: (
                    other.kind == mine.kind
                    and (other.normalized or other.value) == (mine.normalized or mine.value)
                )
            )
            if not there_sudo:
                channel_sudo.write({"partner_id": partner.id, "lead_id": False})
                outcome = "moved"
        return outcome

    def _crm_hand_over_figures(self, company):
        """Fill the company's revenue, size and industry where it has none.

        :return: lines of the receipt
        """
        lines = []
        may_write = bool(company) and company.has_access("write")
        for name, target in COMPANY_FIGURES.items():
            if not self[name] or not company:
                continue
            value = self[name]
            if name == "crm_annual_revenue":
                currency = company.sudo().crm_currency_id or self.company_currency
                value = self.company_currency._convert(
                    value, currency, self.company_id or self.env.company
                )
            outcome = "stays"
            if company.sudo()[target] == value:
                outcome = "copied" if self._crm_was_created(company) else "present"
            elif may_write and not company.sudo()[target]:
                # sudo: the host's users may write the company, not know the CRM's fields
                company.sudo()[target] = value
                outcome = "copied"
            lines.append(self._crm_field_line(name, outcome, company))
        return lines

    def _crm_hand_over_fields(self, customer, skip):
        """Fill the contact's empty fields and write down all that has no place there.

        :param customer: the contact
        :param skip: names of the fields that have been handed over already
        :return: lines of the receipt
        """
        lines, noted = [], []
        may_write = customer.has_access("write")
        for name in self._crm_filled_fields(skip=skip):
            if name in COMPANY_FIGURES:
                noted.append(name)
                continue
            target = CONTACT_FIELDS.get(name)
            value = self[name]
            if target and customer.sudo()[target] == value:
                outcome = "copied" if self._crm_was_created(customer) else "present"
            elif target and may_write and not customer[target]:
                customer[target] = value
                outcome = "copied"
            else:
                outcome = "noted"
                noted.append(name)
            lines.append(self._crm_field_line(name, outcome, customer))
        self._crm_note_fields(customer, noted)
        return lines

    def _crm_note_fields(self, customer, names):
        """Write the values of some fields into the contact's history."""
        rows = Markup().join(
            Markup("<li>%s: %s</li>") % (self._crm_field_label(name), self._crm_field_text(name))
            for name in names
        )
        title = self.env._(
            "Lead %(lead)s was converted without a deal. What it held besides:",
            lead=self.display_name,
        )
        # sudo: the contact may be closed to the user, its history still takes this in
        customer.sudo()._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (title, rows))

    # === RECEIPT === #

    def _crm_describe_customers(self, customer):
        """Lines of the receipt that tell who was found or made; managers of a closed one hear.

        :param customer: the contact, may be empty
        """
        if not customer:
            return []
        company_sudo = customer.sudo().commercial_partner_id
        lines = []
        for label, partner_sudo in (
            (self.env._("Contact"), customer.sudo()),
            (self.env._("Company"), company_sudo),
        ):
            if label != self.env._("Contact") and partner_sudo == customer.sudo():
                continue
            created = self._crm_was_created(partner_sudo)
            lines.append(
                {
                    "name": label,
                    "value": partner_sudo.name,
                    "outcome": "created" if created else "linked",
                    "target": partner_sudo.display_name,
                    "sequence": 1,
                }
            )
        if not customer.has_access("read"):
            self._crm_notify_managers(customer)
        return lines

    def _crm_notify_managers(self, customer):
        """Tell the managers of a contact closed to the user that a lead was linked to it."""
        managers_sudo = customer.sudo().crm_manager_ids
        self.message_notify(
            subject=self.env._("“%(lead)s” concerns your contact", lead=self.display_name),
            body=self.env._(
                "%(user)s converted the lead “%(lead)s”. It belongs to your contact %(contact)s, "
                "which %(user)s cannot see.",
                user=self.env.user.name,
                lead=self.display_name,
                contact=customer.sudo().display_name,
            ),
            partner_ids=managers_sudo.partner_id.ids,
        )

    def _crm_describe_deal(self, came_from):
        """Lines of the receipt that tell what stays with the record now that it is a deal.

        :param str came_from: name of the lead's stage
        """
        lines = [
            {
                "name": self._crm_field_label("stage_id"),
                "value": came_from,
                "outcome": "moved",
                "target": f"{self.funnel_id.name or ''}: {self.stage_id.name}".strip(": "),
                "sequence": 2,
            }
        ]
        lines += [
            self._crm_field_line(name, "stays", self)
            for name in self._crm_filled_fields(skip={*CHANNEL_FIELDS, *COMPANY_FIGURES})
        ]
        lines += [
            self._crm_link_line(key, records_sudo, "stays", self)
            for key, records_sudo in self._crm_linked_records()
        ]
        return lines

    def _crm_write_receipt(self, customer, lines, with_deal=True):
        """Store the receipt.

        :param customer: the contact, may be empty
        :param list lines: values of its lines
        :return: the `crm.conversion.receipt`
        """
        company_sudo = customer.sudo().commercial_partner_id
        Receipt_sudo = self.env["crm.conversion.receipt"].sudo()  # users only read receipts
        receipt_sudo = Receipt_sudo.create(
            {
                "lead_name": self.display_name,
                "lead_number": self.crm_number,
                "lead_res_id": self.id,
                "lead_id": self.id if with_deal else False,
                "partner_id": customer.id,
                "company_partner_id": company_sudo.id if company_sudo.is_company else False,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        return receipt_sudo.sudo(False)

    def _crm_filled_fields(self, skip=()):
        """Names of the fields in which somebody has written something about this lead.

        :param skip: names to leave out
        """
        self.ensure_one()
        skip = {*TECHNICAL_FIELDS, *skip}
        if not self.bid_amount:
            skip |= BID_FIELDS
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.type != "one2many"
            and name not in skip
            and not name.startswith(("message_", "activity_"))
            and not (field.compute and field.readonly)
            and not (field.related and field.readonly)
            and self[name]
            and not (field.type == "selection" and self[name] == "0")
            and self._crm_field_text(name)
        ]

    def _crm_field_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _crm_field_text(self, name):
        """A field's value as a person reads it."""
        field, value = self._fields[name], self[name]
        if field.relational:
            return ", ".join(value.sudo().mapped("display_name"))
        if field.type == "html":
            return html2plaintext(value).strip()
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "monetary":
            return self[field.get_currency_field(self)].format(value)
        if field.type == "boolean":
            return self.env._("Yes")
        return str(value)

    def _crm_field_line(self, name, outcome, target):
        return {
            "name": self._crm_field_label(name),
            "value": self._crm_field_text(name),
            "outcome": outcome,
            "target": target.sudo().display_name,
            "sequence": 20,
        }

    def _crm_link_line(self, key, records_sudo, outcome, target):
        return {
            "name": self._crm_link_label(key),
            "count": len(records_sudo),
            "outcome": outcome,
            "target": target.sudo().display_name if outcome != "deleted" else False,
            "sequence": 30,
        }
