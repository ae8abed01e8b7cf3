from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import names

PARTS = ("crm_first_name", "crm_last_name", "crm_middle_name")


class ResPartner(models.Model):
    """First name, last name and patronymic of persons, in step with the host's ``name``.

    Writing the parts composes ``name``; writing ``name`` alone splits it into the parts, so
    stock code, imports and other addons that know one name only go on working.

    *Who must give both names.* A user who writes the parts by hand, on our form or over the
    API, must give first and last name, or a clear error names the missing one. Whoever writes
    ``name`` alone, and code that runs as superuser or under ``crm_customer=True`` (import,
    web form, call, conversion), gives what it has: the card is marked incomplete.
    """

    _name = "res.partner"
    _inherit = "res.partner"

    crm_first_name = fields.Char(string="First Name")
    crm_last_name = fields.Char(string="Last Name", index="btree_not_null")
    crm_middle_name = fields.Char(string="Patronymic")
    crm_incomplete = fields.Boolean(
        string="Incomplete",
        compute="_compute_crm_incomplete",
        store=True,
        precompute=True,
        help="A person without first or last name.",
    )
    crm_name_key = fields.Char(
        compute="_compute_crm_name_key",
        store=True,
        precompute=True,
        index="btree_not_null",
        export_string_translation=False,
        help="The name as the matcher compares it.",
    )
    crm_inn_key = fields.Char(
        compute="_compute_crm_inn_key",
        store=True,
        precompute=True,
        index="btree_not_null",
        export_string_translation=False,
        help="The tax number as the matcher compares it.",
    )

    # === COMPUTE === #

    @api.depends("crm_customer", "is_company", "crm_first_name", "crm_last_name")
    def _compute_crm_incomplete(self):
        for partner in self:
            named = partner.is_company or (partner.crm_first_name and partner.crm_last_name)
            partner.crm_incomplete = partner.crm_customer and not named

    @api.depends("crm_customer", "is_company", "name", *PARTS)
    def _compute_crm_name_key(self):
        for partner in self:
            key = ""
            if partner.crm_customer and partner.is_company:
                key = names.name_key(partner.name)
            elif partner.crm_customer:
                key = names.person_key(partner._crm_name_parts())
            partner.crm_name_key = key or False

    @api.depends("crm_customer", "is_company", "parent_id", "vat")
    def _compute_crm_inn_key(self):
        for partner in self:
            # the host copies a company's tax number to its persons, whose it is not
            own = partner.crm_customer and (partner.is_company or not partner.parent_id)
            partner.crm_inn_key = (own and names.tax_key(partner.vat)) or False

    # === CRUD === #

    def write(self, vals):
        given = vals.keys() & {*PARTS}
        if given:
            vals = {key: value for key, value in vals.items() if key != "name"}
            result = True
            groups = defaultdict(self.browse)
            for partner in self:
                groups[partner._crm_composed_name(vals)] |= partner
            for name, partners in groups.items():
                result = super(ResPartner, partners).write({**vals, "name": name} if name else vals)
            return result
        # looked at before, for the host takes keys out of the values
        renamed = vals.keys() & {"name", "is_company", "company_type", "crm_customer"}
        result = super().write(vals)
        if renamed:
            self._crm_split_names()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if default and (default.get("name") or default.keys() & {*PARTS}):
            return vals_list
        return [
            dict(vals, crm_last_name=self.env._("%s (copy)", vals["crm_last_name"]))
            if vals.get("crm_last_name")
            else vals
            for vals in vals_list
        ]

    # === BUSINESS === #

    def _crm_name_parts(self):
        """The parts of this person's name.

        :rtype: names.NameParts
        """
        self.ensure_one()
        return names.NameParts(*(self[fname] or "" for fname in PARTS))

    def _crm_full_name(self, last_first=False):
        """The full name: *First Patronymic Last*, or in the order of documents.

        :param bool last_first: *Last First Patronymic* instead
        :rtype: str
        """
        self.ensure_one()
        if self.is_company or not any(self[fname] for fname in PARTS):
            return self.name or ""
        return names.join_name(self._crm_name_parts(), last_first=last_first)

    def _crm_composed_name(self, vals):
        """The name that follows from written parts.

        :param dict vals: values about to be written, among them some of the parts
        :return: empty when the name does not follow from them (a company, no customer)
        :rtype: str
        :raise ValidationError: see the class: a user leaves first or last name empty
        """
        self.ensure_one()
        is_customer = vals.get("crm_customer", self.crm_customer)
        if not is_customer or self._crm_is_company_values(vals, self.is_company):
            return ""
        parts = names.NameParts(*(vals.get(fname, self[fname]) or "" for fname in PARTS))
        self._crm_check_parts(parts, self.display_name)
        return names.join_name(parts)

    @api.model
    def _crm_check_parts(self, parts, who):
        """Refuse a person's name that a user leaves incomplete.

        :param names.NameParts parts: the parts as they would be stored
        :param str who: name for the message
        :raise ValidationError: first or last name is missing
        """
        if self.env.su or self.env.context.get("crm_customer"):
            return
        who = who or names.join_name(parts)
        if not names.clean(parts.last):
            raise ValidationError(
                self.env._(
                    "A person needs a last name: Last Name of “%(name)s” is empty.", name=who
                )
            )
        if not names.clean(parts.first):
            raise ValidationError(
                self.env._(
                    "A person needs a first name: First Name of “%(name)s” is empty.", name=who
                )
            )

    @api.model
    def _crm_prepare_customer(self, vals, given):
        vals = super()._crm_prepare_customer(vals, given)
        name = names.clean(given.get("name"))
        if vals["is_company"]:
            if not name:
                raise ValidationError(self.env._("A company needs a name: Company Name is empty."))
            return vals
        if vals.keys() & {*PARTS}:
            parts = names.NameParts(*(names.clean(vals.get(fname) or "") for fname in PARTS))
            if any(parts) or not name:
                self._crm_check_parts(parts, name)
                return {**vals, **_part_values(parts), "name": names.join_name(parts) or name}
        if not name:
            raise ValidationError(
                self.env._("A person needs a name: First Name and Last Name are empty.")
            )
        return {**vals, **_part_values(names.split_name(name))}

    def _crm_split_names(self):
        """Let the parts follow ``name`` where it says something else than they do."""
        for partner_sudo in self.sudo().filtered("crm_customer"):
            parts = partner_sudo._crm_name_parts()
            if partner_sudo.is_company:
                split = names.NameParts()
            elif names.join_name(parts) == names.clean(partner_sudo.name):
                continue
            else:
                split = names.split_name(partner_sudo.name)
            if split != parts:
                # sudo: repeats what the user was allowed to write, without rewriting the name
                super(ResPartner, partner_sudo).write(_part_values(split))


def _part_values(parts):
    return {
        "crm_first_name": parts.first or False,
        "crm_last_name": parts.last or False,
        "crm_middle_name": parts.middle or False,
    }
