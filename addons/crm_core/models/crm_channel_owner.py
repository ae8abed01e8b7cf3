from collections import defaultdict

from odoo import api, fields, models

from ..tools import channels
from ..tools.phones import same_digits


class CrmChannelOwner(models.AbstractModel):
    """A record that has any number of contact channels: a customer or a lead.

    Its own fields for phone, email and website always show the primary channel, and writing
    one of them changes the primary channel, so stock code, imports and other people's addons
    that know only those fields go on working.
    """

    _name = "crm.channel.owner"
    _description = "Owner of Contact Channels"

    # kind of channel -> the record's own field
    _crm_channel_fields = {
        channels.PHONE: "phone",
        channels.EMAIL: "email",
        channels.WEBSITE: "website",
    }
    # the channel's many2one that points here
    _crm_channel_inverse = None

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create([self._crm_prepare_channels(vals) for vals in vals_list])
        records._crm_mirror_channels(set(self._crm_channel_fields))
        return records

    def write(self, vals):
        mirrored = {kind for kind, fname in self._crm_channel_fields.items() if fname in vals}
        listed = {fname: vals[fname] for fname in self._crm_channel_lists() if fname in vals}
        if not mirrored:
            return super().write(vals)
        # the record's own fields first: a new phone beside new channels is one number more
        result = super().write({key: vals[key] for key in vals if key not in listed})
        self._crm_mirror_channels(mirrored)
        return super().write(listed) if listed else result

    # === BUSINESS === #

    @api.model
    def _crm_prepare_channels(self, vals):
        """Make the record's own fields and the channels given at creation say the same.

        :param dict vals: values of a record about to be created
        :return: the values, completed; no value of either side is dropped
        """
        given = defaultdict(list)
        for fname in self._crm_channel_lists():
            for command in vals.get(fname) or ():
                if command[0] == fields.Command.CREATE:
                    values = {**self._crm_channel_defaults(fname), **command[2]}
                    given[values.get("kind", channels.PHONE)].append(values)
        if not given:
            return vals
        vals = {key: vals[key] for key in vals if key not in self._crm_channel_lists()}
        for kind, fname in self._crm_channel_fields.items():
            rows, own = given.get(kind, []), vals.get(fname)
            if not rows:
                continue
            primary = next((row for row in rows if row.get("is_primary")), None)
            if own and not any(_is_same(kind, own, row.get("value")) for row in rows):
                rows.insert(0, {"kind": kind, "value": own})
            primary = primary or next(
                (row for row in rows if own and _is_same(kind, own, row.get("value"))), rows[0]
            )
            primary["is_primary"] = True
            vals[fname] = primary.get("value")
        rows = [row for kind_rows in given.values() for row in kind_rows]
        vals["channel_ids"] = [fields.Command.create(row) for row in rows]
        return vals

    @api.model
    def _crm_channel_lists(self):
        """Names of the one2many fields that list channels, all of them or those of a kind."""
        return [
            name
            for name, field in self._fields.items()
            if field.type == "one2many" and field.comodel_name == "crm.contact.channel"
        ]

    @api.model
    def _crm_channel_defaults(self, fname):
        """Default values of the channels listed by a field."""
        context = self._fields[fname].context
        return {
            key.removeprefix("default_"): value
            for key, value in context.items()
            if key.startswith("default_")
        }

    def _crm_mirror_channels(self, kinds):
        """Bring the primary channels in step with the records' own fields.

        Runs as superuser: it repeats what the user was allowed to write on the record, also
        for users who know nothing of channels.

        :param set kinds: kinds of channels to look at
        """
        owners_sudo = self.sudo()._crm_channel_mirrored()
        if not owners_sudo:
            return
        Channel_sudo = self.env["crm.contact.channel"].sudo()
        inverse = self._crm_channel_inverse
        wanted = {(inverse, owner_id, kind) for owner_id in owners_sudo.ids for kind in kinds}
        listed = defaultdict(Channel_sudo.browse)
        for channel_sudo in Channel_sudo._search_primaries(wanted):
            listed[channel_sudo[inverse].id, channel_sudo.kind] |= channel_sudo
        new_rows, gone = [], Channel_sudo.browse()
        for owner_sudo in owners_sudo:
            for kind in kinds:
                value = owner_sudo[self._crm_channel_fields[kind]]
                channels_sudo = listed[owner_sudo.id, kind]
                if not value:
                    gone |= channels_sudo.filtered("is_primary")
                elif not channels_sudo._mirror_value(value):
                    row = {inverse: owner_sudo.id, "kind": kind, "value": value}
                    new_rows.append({**row, "is_primary": True})
        gone.unlink()
        if new_rows:
            Channel_sudo.create(new_rows)

    def _crm_take_channel_values(self, by_kind):
        """Show new primary channels in the record's own fields.

        :param dict by_kind: value of the primary channel, or `False`, per kind
        """
        self.ensure_one()
        if not self.sudo()._crm_channel_mirrored():
            return
        values = {
            self._crm_channel_fields[kind]: value
            for kind, value in by_kind.items()
            if kind in self._crm_channel_fields
            and (self.sudo()[self._crm_channel_fields[kind]] or False) != value
        }
        if values:
            self.write(values)

    # === HOOKS === #

    def _crm_channel_mirrored(self):
        """Those of the records whose own fields are kept in step with their channels.

        A hook; all of them by default.
        """
        return self


def _is_same(kind, one, other):
    """Whether two values given at creation are one channel, its country still unknown."""
    if kind == channels.PHONE:
        return same_digits(one, other)
    return bool(one) and channels.normalize(kind, one) == channels.normalize(kind, other)
