from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain

from ..tools import channels, matching

# a common name has thousands of bearers: the strongest of the first ones are enough
CANDIDATES_PER_LOOKUP = 40
ALIASES = {
    "name": ("name", "partner_name", "contact_name"),
    "first_name": ("crm_first_name",),
    "last_name": ("crm_last_name",),
    "tax_number": ("vat",),
}
LISTS = {
    channels.PHONE: ("phone", "phones"),
    channels.EMAIL: ("email", "email_from", "emails"),
    channels.WEBSITE: ("website", "websites"),
}


@dataclass(frozen=True)
class CrmMatch:
    """One record that is, more or less surely, the one that values describe.

    :ivar record: the record, as the asking user; not to be read unless ``readable``
    :ivar strength: from 0 to 1
    :ivar reasons: why, in the user's language, strongest first; no data of the record
    :ivar codes: the same as codes of `tools.matching`
    :ivar readable: whether the asking user may read the record
    :ivar name: the record's name, empty unless readable
    :ivar managers: names of the users who may be asked for access
    """

    record: models.BaseModel
    strength: float
    reasons: tuple[str, ...]
    codes: tuple[str, ...]
    readable: bool
    name: str
    managers: tuple[str, ...]


class CrmMatcher(models.AbstractModel):
    """Finds the contact or lead that some values describe. Every door asks here.

    `tools.matching` turns values into keys and scores candidates; this model looks the keys up
    by index. It looks as superuser: a contact closed to the user must be found as well, or a
    silent duplicate is made. Of such a contact an answer tells only its managers' names.
    """

    _name = "crm.matcher"
    _description = "Matcher"

    # === BUSINESS === #

    @api.model
    def _match(self, values, model="res.partner", exclude=(), limit=10):
        """Find the records that values may describe, the surest first.

        Users' contacts, our own companies and addresses never match, nor does anything match
        by our own companies' phone, email or domain.

        :param dict values: field values of a contact or a lead (``name``, ``phone``, ``email``
            or ``email_from``, ``website``, ``vat``, the parts of the name, ``is_company``,
            ``channel_ids`` as commands); also lists ``phones``, ``emails``, ``websites``
        :param str model: ``res.partner`` or ``crm.lead``; leads are found by phone and email
        :param exclude: ids of records not to find
        :param int limit: how many answers at most
        :rtype: list[CrmMatch]
        """
        region = self._get_region(values)
        keys = matching.keys_of(self._prepare_values(values, region)).without(self._get_own_keys())
        if not keys:
            return []
        candidates_sudo = self._search_candidates(keys, model).filtered(
            lambda record: record.id not in exclude
        )
        candidate_keys = self._get_candidate_keys(candidates_sudo)
        scored = []
        for record_sudo in candidates_sudo:
            strength, codes = matching.score(keys, candidate_keys[record_sudo])
            if codes:
                scored.append((strength, -record_sudo.id, record_sudo, codes))
        scored.sort(key=lambda row: row[:2], reverse=True)
        return self._prepare_matches(scored[:limit], model)

    # === GETTERS === #

    @api.model
    def _get_region(self, values):
        """ISO code of the country of phone numbers without a country code."""
        country = self.env["res.country"].browse(values.get("country_id") or ())
        return (country or self.env.company.country_id).code or ""

    @api.model
    def _prepare_values(self, values, region):
        """Bring field values of a contact or a lead into the matcher's form.

        :rtype: matching.Values
        """
        lists = {kind: [] for kind in channels.KIND_CATEGORIES}
        for kind, fnames in LISTS.items():
            for fname in fnames:
                given = values.get(fname) or ()
                lists[kind] += [given] if isinstance(given, str) else given
        for command in values.get("channel_ids") or ():
            row = command[2] if isinstance(command, (list, tuple)) and len(command) > 2 else None
            if isinstance(row, dict):
                lists[row.get("kind", channels.PHONE)].append(row.get("value"))
        texts = {
            target: next((values[fname] for fname in fnames if values.get(fname)), "")
            for target, fnames in ALIASES.items()
        }
        return matching.Values(
            **texts,
            is_company=values.get("is_company"),
            phones=lists[channels.PHONE],
            emails=lists[channels.EMAIL],
            websites=lists[channels.WEBSITE],
            region=region,
        )

    @api.model
    def _get_own_keys(self):
        """The keys of our own companies, by which nothing may match."""
        # sudo: also the companies that the user does not work for
        companies_sudo = self.env["res.company"].sudo().search([])
        return matching.keys_of(
            matching.Values(
                is_company=True,
                phones=[phone for phone in companies_sudo.mapped("phone") if phone],
                emails=[email for email in companies_sudo.mapped("email") if email],
                websites=[site for site in companies_sudo.mapped("website") if site],
                region=self.env.company.country_id.code or "",
            )
        )

    @api.model
    def _search_candidates(self, keys, model):
        """The records that share a key, as superuser; one look-up per index.

        :param matching.Keys keys: of the values
        :param str model: see `_match`
        """
        Model_sudo = self.env[model].sudo()
        lookups = [
            ("email_normalized", keys.emails),
            ("phone_sanitized", keys.phones),
        ]
        if model == "res.partner":
            lookups += [
                ("crm_inn_key", keys.taxes),
                ("crm_name_key", keys.company_names | keys.person_names),
            ]
        found_sudo = self._search_channels(keys, model)
        base = self._get_candidate_domain(model)
        for fname, wanted in lookups:
            if wanted:
                domain = base & Domain(fname, "in", list(wanted))
                found_sudo |= Model_sudo.search(domain, order="id", limit=CANDIDATES_PER_LOOKUP)
        return found_sudo.filtered_domain(base)

    @api.model
    def _get_candidate_domain(self, model):
        """Which records may match at all: neither archived ones, addresses nor users. A hook."""
        active = Domain("active", "=", True)
        if model != "res.partner":
            return active
        return active & Domain("type", "=", "contact") & Domain("partner_share", "=", True)

    @api.model
    def _search_channels(self, keys, model):
        """The owners, as superuser, of the channels that carry one of the keys."""
        by_kind = {
            channels.PHONE: keys.phones,
            channels.EMAIL: keys.emails,
            channels.WEBSITE: keys.domains,
        }
        domain = Domain.OR(
            Domain("kind", "=", kind) & Domain("normalized", "in", list(wanted))
            for kind, wanted in by_kind.items()
            if wanted
        )
        owner = "partner_id" if model == "res.partner" else "lead_id"
        Channel_sudo = self.env["crm.contact.channel"].sudo()
        if domain.is_false():
            return Channel_sudo[owner]
        return Channel_sudo.search(
            domain & Domain(owner, "!=", False), order="id", limit=CANDIDATES_PER_LOOKUP
        )[owner]

    @api.model
    def _get_candidate_keys(self, records_sudo):
        """The keys of candidates, from their stored, already normalized values.

        :rtype: dict[record, matching.Keys]
        """
        is_partner = records_sudo._name == "res.partner"
        owner = "partner_id" if is_partner else "lead_id"
        rows = defaultdict(lambda: defaultdict(set))
        channels_sudo = self.env["crm.contact.channel"].sudo()
        for channel in channels_sudo.search([(owner, "in", records_sudo.ids)]):
            if channel.normalized:
                rows[channel[owner].id][channel.kind].add(channel.normalized)
        result = {}
        for record_sudo in records_sudo:
            by_kind = rows[record_sudo.id]
            emails = by_kind[channels.EMAIL] | {record_sudo.email_normalized} - {False}
            domains = by_kind[channels.WEBSITE] | {e.rpartition("@")[2] for e in emails}
            name, company = record_sudo.crm_name_key if is_partner else "", False
            if is_partner:
                company = record_sudo.is_company
            result[record_sudo] = matching.Keys(
                phones=frozenset(by_kind[channels.PHONE] | {record_sudo.phone_sanitized} - {False}),
                emails=frozenset(emails),
                taxes=frozenset({is_partner and record_sudo.crm_inn_key} - {False}),
                company_names=frozenset({name} if name and company else ()),
                person_names=frozenset({name} if name and not company else ()),
                domains=frozenset(domains) - matching.FREEMAIL,
            )
        return result

    @api.model
    def _prepare_matches(self, scored, model):
        """Say of each match what the asking user may know.

        :param list scored: rows of strength, order, record as superuser, reason codes
        :rtype: list[CrmMatch]
        """
        texts = self._get_reason_texts()
        records = self.env[model].browse(row[2].id for row in scored)
        readable = records if self.env.su else records._filtered_access("read")
        matches = []
        for strength, _order, record_sudo, codes in scored:
            record = self.env[model].browse(record_sudo.id)
            may_read = record in readable
            matches.append(
                CrmMatch(
                    record=record,
                    strength=strength,
                    reasons=tuple(texts[code] for code in codes),
                    codes=tuple(codes),
                    readable=may_read,
                    name=record_sudo.display_name if may_read else "",
                    managers=tuple(self._get_managers(record_sudo).mapped("name")),
                )
            )
        return matches

    @api.model
    def _get_managers(self, record_sudo):
        """The users who look after a record and may be asked about it. A hook."""
        if record_sudo._name == "res.partner":
            return record_sudo.crm_manager_ids
        return record_sudo.user_id

    @api.model
    def _get_reason_texts(self):
        """The reason of each code in the user's language."""
        return {
            matching.TAX: self.env._("same tax number"),
            matching.EMAIL: self.env._("same email"),
            matching.PHONE: self.env._("same phone number"),
            matching.COMPANY_NAME: self.env._("same company name"),
            matching.PERSON_NAME: self.env._("same first and last name"),
            matching.DOMAIN: self.env._("same internet domain"),
        }
