from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

CRM_USER = "crm_access.group_crm_user"
SHARES = [
    ("private", "Its managers only"),
    ("read", "Everyone may read"),
    ("write", "Everyone may read and write"),
]
SHARING_FIELDS = ("crm_share", "crm_manager_ids")
RATINGS = [("0", "Unknown"), ("1", "Low"), ("2", "Good"), ("3", "Excellent")]


class ResPartner(models.Model):
    """Customers: who becomes one, what is known of one, who may see one.

    A partner becomes a customer at the door (a user with the CRM role creates it, or code
    does with the context key ``crm_customer=True``) or when somebody marks it. All other
    partners stay as the host made them.
    """

    _name = "res.partner"
    _inherit = ["crm.channel.owner", "res.partner", "crm.access.mixin"]

    crm_access_id = fields.Many2one(recursive=True)
    # named again so that our translations reach the labels: the host's miss some
    company_type = fields.Selection(selection_add=[("person", "Person"), ("company", "Company")])
    # looked up by the matcher and the mail gateway; the host scans the table
    email_normalized = fields.Char(index="btree_not_null")
    phone_sanitized = fields.Char(index="btree_not_null")
    crm_customer = fields.Boolean(
        string="Customer",
        help="Customers appear in the CRM and are shared as their managers wish.",
    )
    crm_share = fields.Selection(
        SHARES,
        string="Sharing",
        groups=CRM_USER,
        tracking=20,
        help="Private contacts are visible to their managers and to CRM administrators.",
    )
    crm_is_public = fields.Boolean(
        string="Public", compute="_compute_crm_is_public", search="_search_crm_is_public"
    )
    crm_manager_ids = fields.Many2many(
        "res.users",
        "crm_partner_manager_rel",
        "partner_id",
        "user_id",
        string="Managers",
        domain="[('share', '=', False)]",
        groups=CRM_USER,
        tracking=21,
    )
    crm_number = fields.Char(
        string="Number", readonly=True, copy=False, index="btree_not_null", groups=CRM_USER
    )
    crm_type_id = fields.Many2one(
        "crm.contact.type",
        string="Contact Type",
        index="btree_not_null",
        ondelete="restrict",
        groups=CRM_USER,
        tracking=22,
    )
    crm_temperature_id = fields.Many2one(
        "crm.temperature",
        string="Temperature",
        index="btree_not_null",
        ondelete="restrict",
        groups=CRM_USER,
        tracking=23,
    )
    crm_temperature_color = fields.Char(
        related="crm_temperature_id.hex_color", string="Temperature Color", groups=CRM_USER
    )
    crm_currency_id = fields.Many2one(
        "res.currency",
        string="Preferred Currency",
        help="Becomes the currency of the invoices made for this contact.",
    )
    crm_source_id = fields.Many2one(
        "utm.source", string="Source", ondelete="set null", groups=CRM_USER
    )
    crm_department = fields.Char(string="Department", groups=CRM_USER)
    crm_birthday = fields.Date(string="Birthday", groups=CRM_USER)
    crm_assistant = fields.Char(string="Assistant", groups=CRM_USER)
    crm_chief_id = fields.Many2one(
        "res.partner",
        string="Chief",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        groups=CRM_USER,
        domain=[("is_company", "=", False), ("type", "=", "contact")],
    )
    crm_recommendations = fields.Text(string="Recommendations", groups=CRM_USER)
    crm_annual_revenue = fields.Monetary(
        string="Annual Revenue", currency_field="crm_currency_id", groups=CRM_USER
    )
    crm_employee_count = fields.Integer(string="Employees", groups=CRM_USER)
    crm_legal_form = fields.Char(string="Legal Form", groups=CRM_USER)
    crm_kpp = fields.Char(string="KPP", groups=CRM_USER)
    crm_rating = fields.Selection(RATINGS, string="Rating", groups=CRM_USER)
    crm_from_lead = fields.Boolean(string="From Lead", readonly=True, copy=False, groups=CRM_USER)
    crm_memo = fields.Text(
        string="Memo", groups=CRM_USER, help="What everyone who opens this card should know."
    )

    _crm_newest_idx = models.Index("(create_date DESC, id DESC) WHERE crm_customer IS TRUE")

    # === COMPUTE === #

    @api.depends("crm_customer", "crm_share")
    def _compute_crm_is_public(self):
        for partner in self.sudo():
            partner.crm_is_public = partner.crm_customer and partner.crm_share in ("read", "write")

    def _search_crm_is_public(self, operator, value):
        if operator != "in":
            return NotImplemented
        public = Domain("crm_customer", "=", True) & Domain("crm_share", "in", ("read", "write"))
        return public if True in value else ~public

    # === CONSTRAINTS === #

    @api.constrains("crm_customer")
    def _check_crm_customer(self):
        customers_sudo = self.sudo().filtered("crm_customer")
        for partner_sudo, reason in customers_sudo._crm_never_customers().items():
            raise ValidationError(
                self.env._(
                    "%(name)s is %(reason)s, so it cannot be a customer.",
                    name=partner_sudo.display_name,
                    reason=reason,
                )
            )

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        # not defaults of the fields: the host would evaluate them for users who may not
        # write these fields, and refuse to create any partner
        if self._crm_door_is_open():
            defaults = {
                "crm_customer": True,
                "crm_share": self._crm_default_share(),
                "crm_manager_ids": [Command.set(self._crm_default_managers().ids)],
                "crm_currency_id": self.env.company.currency_id.id,
            }
            return {**{name: defaults[name] for name in defaults if name in fields}, **values}
        return values

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(self._crm_door_fields())
        prepared, customers = [], []
        for vals in vals_list:
            given = {**defaults, **vals}
            if not given.get("crm_customer"):
                prepared.append({**vals, "crm_customer": False})
            elif given.get("type", "contact") == "contact":
                prepared.append(self._crm_prepare_customer(vals, given))
                customers.append(prepared[-1])
            else:
                # addresses follow their parent, they are no customers
                prepared.append({**vals, "crm_customer": False, "crm_manager_ids": False})
        self._crm_number_values(customers)
        partners = super().create(prepared)
        partners._crm_welcome_managers({})
        return partners

    def write(self, vals):
        marked = self.browse()
        if vals.get("crm_customer"):
            marked = self.filtered(lambda partner: not partner.crm_customer)
        before = {}
        if "crm_manager_ids" in vals:
            before = {partner: partner.crm_manager_ids for partner in self}
        sharing = {name: vals[name] for name in SHARING_FIELDS if name in vals}
        result = super().write({name: vals[name] for name in vals if name not in sharing})
        if sharing:
            self._crm_write_sharing(sharing)
        marked._crm_complete_marked()
        if before:
            self._crm_welcome_managers(before)
        if vals.get("type", "contact") != "contact":
            # sudo: what has become an address is no customer, whoever made it one
            self.sudo().filtered("crm_customer").write({"crm_customer": False})
        return result

    def web_save(self, vals, specification, next_id=None):
        """Save, and answer also when saving has taken the user's own access away.

        Whoever hands a contact over, or enters one for a colleague, would otherwise get an
        error and a rollback, for the host reads the record again.
        """
        saved = self or self.create(vals)
        if self:
            self.write(vals)
        shown = self.browse(next_id) if next_id else saved
        if shown == saved and not saved.has_access("read"):
            specification = self._crm_narrow_specification(specification)
            # sudo: once more what the user had on screen when saving it
            shown = saved.sudo()
        return shown.with_context(bin_size=True).web_read(specification)

    # === BUSINESS === #

    @api.model
    def _crm_narrow_specification(self, specification):
        """What a superuser may read for this user: no fields of other groups, names of others.

        :param dict specification: of `web_read`
        :rtype: dict
        """
        return {
            name: {"fields": {"display_name": {}}} if self._fields[name].relational else {}
            for name in specification
            if self._has_field_access(self._fields[name], "read")
        }

    def _crm_write_sharing(self, vals):
        """Change who may see these partners, even if the user is not among them afterwards.

        :param dict vals: values of `SHARING_FIELDS`
        """
        self.check_access("write")
        for name in vals:
            self._check_field_access(self._fields[name], "write")
        # sudo: checked above; the host reads the record once more after writing it
        super(ResPartner, self.sudo()).write(vals)

    @api.model
    def _crm_door_is_open(self):
        """Whether a partner created here and now becomes a customer.

        :rtype: bool
        """
        asked = self.env.context.get("crm_customer")
        if asked is not None:
            return bool(asked) and (self.env.su or self.env.user.has_group(CRM_USER))
        return not self.env.su and self.env.user.has_group(CRM_USER)

    @api.model
    def _crm_door_fields(self):
        """Names of the fields whose defaults the door must know before creating.

        :rtype: list[str]
        """
        return ["crm_customer", "crm_manager_ids", "type", "is_company", "name"]

    @api.model
    def _crm_default_share(self):
        """The share of a new contact, which an administrator may set.

        :rtype: str
        """
        # sudo: the setting is read for users who may not read settings
        param_sudo = self.env["ir.config_parameter"].sudo()
        share = param_sudo.get_param("crm_core.contact_share")
        return share if share in dict(SHARES) else "private"

    @api.model
    def _crm_default_managers(self):
        """The managers of a new contact: its creator, if that is a CRM user."""
        user = self.env.user
        if not self._crm_door_is_open() or user._is_superuser() or not user.has_group(CRM_USER):
            return self.env["res.users"]
        return user

    @api.model
    def _crm_prepare_customer(self, vals, given):
        """Complete the values of a customer about to be created. A hook.

        :param dict vals: values as asked for; not to be changed
        :param dict given: the same with the defaults of `_crm_door_fields`
        :rtype: dict
        """
        company = self._crm_is_company_values(vals, given.get("is_company"))
        return {"crm_manager_ids": given.get("crm_manager_ids"), **vals, "is_company": company}

    @api.model
    def _crm_number_values(self, vals_list):
        """Give numbers to customers about to be created, in place."""
        for company in (False, True):
            rows = [vals for vals in vals_list if vals.get("is_company", False) == company]
            numbers = self.env["ir.sequence"]._crm_next_batch(_number_code(company), len(rows))
            for vals, number in zip(rows, numbers, strict=True):
                vals["crm_number"] = number

    @api.model
    def _crm_is_company_values(self, vals, default=False):
        """Whether values describe a company; the form writes `company_type`.

        :rtype: bool
        """
        if "company_type" in vals:
            return vals["company_type"] == "company"
        return bool(vals.get("is_company", default))

    def _crm_complete_marked(self):
        """Give partners that have just been marked as customers what customers have. A hook."""
        for partner_sudo in self.sudo():
            company = partner_sudo.is_company
            values = {
                "crm_share": partner_sudo.crm_share or self._crm_default_share(),
                "crm_currency_id": (
                    partner_sudo.crm_currency_id or self.env.company.currency_id
                ).id,
            }
            if not partner_sudo.crm_number:
                [number] = self.env["ir.sequence"]._crm_next_batch(_number_code(company), 1)
                values["crm_number"] = number
            user = self.env.user
            if not partner_sudo.crm_manager_ids and user.has_group(CRM_USER):
                values["crm_manager_ids"] = [Command.link(user.id)]
            partner_sudo.write(values)

    def _crm_never_customers(self):
        """Those of the partners that may not be customers, with the reason. A hook.

        :return: what the partner is, in the user's words, per partner
        :rtype: dict[res.partner, str]
        """
        internal = self.with_context(active_test=False).user_ids.filtered(
            lambda user: not user.share
        )
        companies_sudo = self.env["res.company"].sudo().search([("partner_id", "in", self.ids)])
        return {
            **dict.fromkeys(internal.partner_id, self.env._("a user of this database")),
            **dict.fromkeys(companies_sudo.partner_id, self.env._("one of our own companies")),
        }

    # === HOOKS === #

    @api.model
    def _crm_access_depends(self):
        return [
            *("crm_customer", "crm_share", "crm_manager_ids"),
            *("type", "parent_id", "parent_id.crm_access_id"),
        ]

    def _crm_access_source(self):
        """Addresses follow their parent; persons and companies stand on their own."""
        if self.type != "contact" and self.parent_id:
            return self.sudo().parent_id  # the parent may be closed to who edits the address
        return super()._crm_access_source()

    def _crm_access_share(self):
        """Private contacts are their managers'; those shared for reading are read by all."""
        self.ensure_one()
        partner_sudo = self.sudo()
        if not partner_sudo.crm_customer or partner_sudo.crm_share == "write":
            return "open", self.env["res.users"]
        level = "read" if partner_sudo.crm_share == "read" else "private"
        return level, partner_sudo.crm_manager_ids

    # === MAIL === #

    def _crm_welcome_managers(self, before):
        """Subscribe newly assigned managers and tell them; unsubscribe those who left.

        :param dict before: the former managers per partner; missing ones had none
        """
        joined, left = {}, {}
        for partner_sudo in self.sudo().filtered("crm_customer"):
            former = before.get(partner_sudo.sudo(False), self.env["res.users"]).sudo()
            new = partner_sudo.crm_manager_ids - former - self.env.user
            gone = former - partner_sudo.crm_manager_ids
            joined[new.partner_id] = joined.get(new.partner_id, self.sudo().browse()) | partner_sudo
            left[gone.partner_id] = left.get(gone.partner_id, self.sudo().browse()) | partner_sudo
        # sudo: one may create or hand over a contact that one cannot see afterwards
        for followers, partners_sudo in left.items():
            if followers:
                partners_sudo.message_unsubscribe(followers.ids)
        for followers, partners_sudo in joined.items():
            if followers:
                partners_sudo.message_subscribe(followers.ids)
                partners_sudo._message_auto_subscribe_notify(
                    followers.ids, "mail.message_user_assigned"
                )


def _number_code(company):
    return "crm.company.number" if company else "crm.person.number"
