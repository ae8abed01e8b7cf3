"""Fill a database that has the suite."""

from odoo.tools import email_normalize

from odoo.addons.crm_core.tools import names

from . import dataset
from .bulk import CHUNK, Satellite
from .load import StockLoader, e164


class SuiteLoader(StockLoader):
    """Writes blocks with the suite's fields: names in parts, channels, sharing, funnels."""

    user_groups = ("crm_access.group_crm_user",)
    contact_context = {"crm_customer": True}
    contact_satellites = (Satellite("crm_contact_channel", "partner_id"),)

    def __init__(self, env):
        super().__init__(env)
        self.numbers = {}
        self.descriptors = {}
        self._make_descriptors()

    def _make_descriptors(self):
        """Make the access descriptors first: each new one empties the registry's caches."""
        for manager in range(dataset.MANAGERS):
            one, pair = {manager}, {manager, dataset.deputy(manager)}
            for level in ("private", "read"):
                for managers in (one, pair):
                    self._descriptor(level, self._users_of(managers))
            self._descriptor("private", [*self._users_of(pair), self.env.uid])

    def select(self, block):
        """The suite's side holds everything."""
        return block

    def _stages(self):
        """Stages of the first deal funnel, one for each of `dataset.STAGES`."""
        funnel = self.env["crm.funnel"]._get_default("deal")
        first, *_ = opened = funnel.stage_ids.filtered(lambda stage: stage.status == "open")
        won = funnel.stage_ids.filtered(lambda stage: stage.status == "won")
        chosen = [first, *opened[1 : len(dataset.STAGES) - 1], won]
        self.probabilities = {
            name: stage.probability for name, stage in zip(dataset.STAGES, chosen)
        }
        return {name: stage.id for name, stage in zip(dataset.STAGES, chosen)}

    def _number(self, code):
        """The next number of a sequence, drawn a chunk at a time."""
        if not self.numbers.get(code):
            numbers = self.env["ir.sequence"]._crm_next_batch(code, CHUNK)
            self.numbers[code] = numbers[::-1]
        return self.numbers[code].pop()

    def _descriptor(self, level, user_ids):
        """The id of an access descriptor, `None` when open."""
        key = level, tuple(sorted(user_ids))
        if level == "write":
            return None
        if key not in self.descriptors:
            users = self.env["res.users"].browse(key[1])
            self.descriptors[key] = self.env["crm.access"]._get(level, users).id
        return self.descriptors[key]

    # === CONTACTS === #

    def contact_shape(self, contact):
        return (
            *super().contact_shape(contact),
            *(
                contact.share,
                len(contact.managers),
                bool(contact.second_phone),
                bool(contact.middle),
            ),
        )

    def contact_values(self, contact):
        values = super().contact_values(contact)
        if not contact.is_company:
            del values["name"]
            values |= {
                "crm_first_name": contact.first,
                "crm_middle_name": contact.middle or False,
                "crm_last_name": contact.last,
            }
        if contact.second_phone:
            second = {"kind": "phone", "value": contact.second_phone, "category": "home"}
            values["channel_ids"] = [(0, 0, second)]
        return {
            **values,
            "crm_share": contact.share,
            "crm_manager_ids": [(6, 0, self._users_of(contact.managers))],
        }

    def _users_of(self, managers):
        return [self.users[manager] for manager in managers]

    def contact_columns(self, contact):
        parts = names.NameParts(contact.first, contact.last, contact.middle)
        key = names.name_key(contact.name) if contact.is_company else names.person_key(parts)
        return {
            **super().contact_columns(contact),
            "crm_number": self._number(
                f"crm.{'company' if contact.is_company else 'person'}.number"
            ),
            "crm_first_name": contact.first or None,
            "crm_middle_name": contact.middle or None,
            "crm_last_name": contact.last or None,
            "crm_name_key": key or None,
            "crm_access_id": self._descriptor(contact.share, self._users_of(contact.managers)),
        }

    def contact_rows(self, contact):
        access_id = self._descriptor(contact.share, self._users_of(contact.managers))

        def channel(row):
            if row["kind"] == "email":
                value, normalized = contact.email, email_normalize(contact.email)
            else:
                value = contact.phone if row["is_primary"] else contact.second_phone
                normalized = e164(value)
            return {"value": value, "normalized": normalized, "crm_access_id": access_id}

        managers = self._users_of(contact.managers)
        return {
            "crm_contact_channel": channel,
            self._relation("res.partner", "crm_manager_ids"): self._targets(
                "res.partner", "crm_manager_ids", managers
            ),
            "mail_followers": [
                {"partner_id": self.partners[manager]} for manager in contact.managers
            ],
        }

    def _relation(self, model, name):
        return self.env[model]._fields[name].relation

    def _targets(self, model, name, ids):
        column = self.env[model]._fields[name].column2
        return [{column: target} for target in ids]

    # === DEALS === #

    def deal_shape(self, deal):
        contact = deal.contact
        return (
            *super().deal_shape(deal),
            *(contact.share == "private", bool(contact.middle), len(deal.allowed)),
        )

    def deal_values(self, deal):
        values = super().deal_values(deal)
        del values["probability"], values["expected_revenue"]
        return {
            **values,
            "bid_amount": deal.amount,
            "crm_restricted": bool(deal.allowed),
            "crm_allowed_user_ids": [(6, 0, self._users_of(deal.allowed))],
        }

    def deal_columns(self, deal):
        contact = deal.contact
        listed = [*self._users_of(deal.allowed), self.users[deal.manager], self.env.uid]
        return {
            **super().deal_columns(deal),
            "prorated_revenue": round(deal.amount * self.probabilities[deal.stage] / 100, 2),
            "bid_amount": deal.amount,
            "bid_value": deal.amount,
            "crm_number": self._number("crm.deal.number"),
            "crm_first_name": contact.first or None,
            "crm_middle_name": contact.middle or None,
            "crm_last_name": contact.last or None,
            "crm_access_id": self._descriptor("private", set(listed)) if deal.allowed else None,
        }

    def deal_copies(self, contact):
        """A deal keeps no copy of what is private."""
        return {} if contact.share == "private" else super().deal_copies(contact)

    def deal_rows(self, deal):
        allowed = self._users_of(deal.allowed)
        return {
            **super().deal_rows(deal),
            self._relation("crm.lead", "crm_allowed_user_ids"): self._targets(
                "crm.lead", "crm_allowed_user_ids", allowed
            ),
            self._relation("crm.lead", "participant_ids"): self._targets(
                "crm.lead", "participant_ids", [self.ids[deal.contact.index]]
            ),
        }
