from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import channels, phones

KINDS = [
    (channels.PHONE, "Phone"),
    (channels.EMAIL, "Email"),
    (channels.WEBSITE, "Website"),
    (channels.SOCIAL, "Social network"),
]
OWNER_FIELDS = ("partner_id", "lead_id")


class CrmContactChannel(models.Model):
    """One phone, email, site or social account of a customer or a lead.

    The primary channel of a kind and the record's own field (``phone``, ``email``,
    ``website``) are kept in step in both directions; `crm.channel.owner` is the other side.
    A value that a user types into a channel must be valid; what the host's own fields carry,
    and what code stores as superuser, is taken as it is and simply has no normalized form.
    """

    _name = "crm.contact.channel"
    _description = "Contact Channel"
    _inherit = ["crm.access.mixin"]
    _order = "sequence, id"
    _rec_name = "value"
    _crm_access_from = OWNER_FIELDS

    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null", ondelete="cascade"
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, default=channels.PHONE)
    category = fields.Selection(
        [*channels.CATEGORY_LABELS.items(), *channels.NETWORK_LABELS.items()],
        compute="_compute_category",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    value = fields.Char(required=True)
    normalized = fields.Char(
        compute="_compute_normalized",
        store=True,
        precompute=True,
        help="The form in which the value is looked up: international phone number, "
        "lower-cased address, host name.",
    )
    is_primary = fields.Boolean(string="Primary", copy=True)
    sequence = fields.Integer(default=10)

    _one_owner = models.Constraint(
        "CHECK ((partner_id IS NULL) != (lead_id IS NULL))",
        "A contact channel belongs to either a contact or a lead.",
    )
    _normalized_idx = models.Index("(normalized, kind) WHERE normalized IS NOT NULL")
    _partner_primary_uniq = models.UniqueIndex(
        "(partner_id, kind) WHERE is_primary AND partner_id IS NOT NULL",
        "A contact has one primary channel of each kind.",
    )
    _lead_primary_uniq = models.UniqueIndex(
        "(lead_id, kind) WHERE is_primary AND lead_id IS NOT NULL",
        "A lead has one primary channel of each kind.",
    )

    # === COMPUTE === #

    @api.depends("kind")
    def _compute_category(self):
        for channel in self:
            allowed = channels.KIND_CATEGORIES.get(channel.kind, ())
            if allowed and channel.category not in allowed:
                is_landline = channel.kind == channels.PHONE and phones.is_landline(
                    channel.value, channel._get_region()
                )
                channel.category = "work" if is_landline else allowed[0]

    @api.depends("kind", "value", "partner_id.country_id", "lead_id.country_id")
    def _compute_normalized(self):
        for channel in self:
            channel.normalized = (
                channels.normalize(channel.kind, channel.value, channel._get_region()) or False
            )

    # === CONSTRAINTS === #

    @api.constrains("kind", "category")
    def _check_category(self):
        for channel in self:
            if channel.category not in channels.KIND_CATEGORIES[channel.kind]:
                labels = dict(self._fields["category"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(category)s is not a category of %(value)s, a channel of %(contact)s.",
                        category=labels[channel.category],
                        value=channel.value,
                        contact=channel._get_owner().display_name,
                    )
                )

    @api.constrains("partner_id")
    def _check_partner_is_customer(self):
        for partner in self.partner_id.sudo():
            if not partner.crm_customer:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a customer: mark it as one before adding channels.",
                        contact=partner.display_name,
                    )
                )

    # === ONCHANGE === #

    @api.onchange("value")
    def _onchange_value(self):
        if self.kind == channels.PHONE and self.value:
            self.value = (
                self._phone_format(
                    number=self.value,
                    country=self._get_owner().country_id,
                    force_format="INTERNATIONAL",
                )
                or self.value
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        prepared = self._prepare_primaries([self._clean_values(vals) for vals in vals_list])
        created = super().create(prepared)
        created._check_values()
        self._align(created._get_owner_kinds())
        return created

    def write(self, vals):
        vals = self._clean_values(vals)
        touched = self._get_owner_kinds()
        moved = vals.keys() & {*OWNER_FIELDS, "kind"}
        if moved:
            vals = {"is_primary": False, **vals}
        if vals.get("is_primary"):
            winners = self._elect_primaries()
            super(CrmContactChannel, self - winners).write({**vals, "is_primary": False})
            result = super(CrmContactChannel, winners).write(vals)
        else:
            result = super().write(vals)
        if moved:
            self.check_access("write")
        if vals.keys() & {"kind", "value"}:
            self._check_values()
        if vals.keys() & {*OWNER_FIELDS, "kind", "value", "is_primary", "sequence"}:
            self._align(touched | self._get_owner_kinds())
        return result

    def unlink(self):
        touched = self._get_owner_kinds()
        result = super().unlink()
        self._align(touched)
        return result

    # === BUSINESS === #

    def _check_values(self):
        """Refuse what a user types and what is no channel of its kind.

        No constraint: the host runs those as superuser, who may store what comes from elsewhere.

        :raise ValidationError: names the value and whose it is
        """
        if self.env.su:
            return
        for channel in self:
            if not channel.normalized:
                raise ValidationError(channel._get_bad_value_message())

    def _get_bad_value_message(self):
        """Say which value of whom is no channel of its kind."""
        names = {"value": self.value, "contact": self._get_owner().display_name}
        if self.kind == channels.PHONE:
            return self.env._(
                "%(value)s, given for %(contact)s, is not a phone number. Write it with + and "
                "the country code, such as +380 44 390 51 01.",
                **names,
            )
        if self.kind == channels.EMAIL:
            return self.env._("%(value)s, given for %(contact)s, is not an email address.", **names)
        if self.kind == channels.WEBSITE:
            return self.env._("%(value)s, given for %(contact)s, is not a web address.", **names)
        return self.env._("%(value)s, given for %(contact)s, is not an account.", **names)

    def _mirror_value(self, value):
        """Make a value of the owner's own field the primary one of these channels.

        :param str value: of the owner's field for the kind of these channels
        :return: whether there was a channel to take it; if not, one is to be created
        """
        value = value.strip()
        primary = self.filtered("is_primary")
        if not self or primary.value == value:
            return bool(self)
        normalized = channels.normalize(self[0].kind, value, self[0]._get_region())
        same = self.filtered(
            lambda channel: (
                channel.value == value or (normalized and channel.normalized == normalized)
            )
        )
        target = primary & same or same[:1] or primary
        target.write({"value": value, "is_primary": True})
        return True

    def _get_owner(self):
        """The customer or lead of this channel."""
        return self.partner_id or self.lead_id

    def _get_region(self):
        """ISO code of the country that a number without country code belongs to."""
        country = self._get_owner().sudo().country_id or self.env.company.country_id
        return country.code

    def _get_owner_kinds(self):
        """The (owner's field name, owner's id, kind) triples of these channels.

        :rtype: set[tuple[str, int, str]]
        """
        return {
            (fname, channel[fname].id, channel.kind)
            for channel in self
            for fname in OWNER_FIELDS
            if channel[fname]
        }

    @api.model
    def _clean_values(self, vals):
        """Copy values with the channel's value trimmed, a site with its scheme."""
        vals = dict(vals)
        if vals.get("value"):
            vals["value"] = vals["value"].strip()
            kind = vals.get("kind") or self[:1].kind or self.env.context.get("default_kind")
            if kind == channels.WEBSITE and channels.host_name(vals["value"]):
                vals["value"] = self.env["res.partner"]._clean_website(vals["value"])
        return vals

    @api.model
    def _search_primaries(self, owner_kinds, extra_domain=Domain.TRUE):
        """The channels, as superuser, of the given owners and kinds.

        Superuser, because keeping a record in step with its channels is the system's
        business and must not depend on which of them the user may read.

        :param owner_kinds: see `_get_owner_kinds`
        """
        ids, kinds = defaultdict(set), {kind for _fname, _id, kind in owner_kinds}
        for fname, owner_id, _kind in owner_kinds:
            ids[fname].add(owner_id)
        domain = Domain.OR(Domain(fname, "in", list(owners)) for fname, owners in ids.items())
        return self.sudo().search(domain & Domain("kind", "in", list(kinds)) & extra_domain)

    @api.model
    def _prepare_primaries(self, vals_list):
        """Let each owner have one primary channel per kind among new and existing ones.

        :param list vals_list: values of channels about to be created; changed in place
        """
        groups = defaultdict(list)
        for vals in vals_list:
            fname = "partner_id" if vals.get("partner_id") else "lead_id"
            owner = vals.get(fname) or self.env.context.get(f"default_{fname}")
            kind = vals.get("kind") or self.env.context.get("default_kind") or channels.PHONE
            if owner:
                groups[fname, owner, kind].append(vals)
        if not groups:
            return vals_list
        existing_sudo = self._search_primaries(groups, Domain("is_primary", "=", True))
        taken = {
            triple: channel for channel in existing_sudo for triple in channel._get_owner_kinds()
        }
        demoted_sudo = self.sudo().browse()
        for triple, group in groups.items():
            flagged = [vals for vals in group if vals.get("is_primary")]
            if flagged and triple in taken:
                demoted_sudo |= taken[triple]
            winner = flagged[0] if flagged else (None if triple in taken else group[0])
            for vals in group:
                vals["is_primary"] = vals is winner
        demoted_sudo._demote()
        return vals_list

    def _elect_primaries(self):
        """Make room for these channels as primary ones: at most one per owner and kind.

        :return: the channels that become primary, the first of each owner and kind
        """
        winners, seen = self.browse(), set()
        for channel in self:
            [triple] = channel._get_owner_kinds()
            if triple not in seen:
                seen.add(triple)
                winners |= channel
        primaries_sudo = self._search_primaries(seen, Domain("is_primary", "=", True))
        (primaries_sudo - winners.sudo())._demote()
        return winners

    def _demote(self):
        """Take the primary mark off at once, before another row gets it (unique index)."""
        if self:
            super().write({"is_primary": False})
            self.flush_recordset(["is_primary"])

    def _discard(self):
        """Delete channels whose owner is about to go; its fields are not brought in step."""
        return super().unlink()

    @api.model
    def _align(self, owner_kinds):
        """Promote where no primary channel is left, and bring the owners' fields in step.

        :param set owner_kinds: see `_get_owner_kinds`
        """
        if not owner_kinds:
            return
        groups = defaultdict(self.sudo().browse)
        for channel in self._search_primaries(owner_kinds):
            [triple] = channel._get_owner_kinds()
            groups[triple] |= channel
        values = defaultdict(dict)
        for fname, owner_id, kind in owner_kinds:
            channels_sudo = groups[fname, owner_id, kind]
            primary_sudo = channels_sudo.filtered("is_primary")
            if channels_sudo and not primary_sudo:
                primary_sudo = channels_sudo[0]
                super(CrmContactChannel, primary_sudo).write({"is_primary": True})
            values[fname, owner_id][kind] = primary_sudo.value or False
        for (fname, owner_id), by_kind in values.items():
            # as the user: whoever may change the channels may change the record
            owner = self.env[self._fields[fname].comodel_name].browse(owner_id)
            owner._crm_take_channel_values(by_kind)
