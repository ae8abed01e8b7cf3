import secrets
from collections import Counter

from odoo import api, fields, models, tools
from odoo.exceptions import MissingError, ValidationError
from odoo.fields import Command

from odoo.addons.crm_core.models.res_partner import SHARES

from ..const import BASIC, COMPANY, LEAD, MAX_FILE_MB, PERSON, PROOF, SIGNED
from ..tools import guard
from ..tools.values import parse_extensions

DEFAULT_FIELDS = {
    PERSON: ("first_name", "last_name", "phone", "email", "note"),
    COMPANY: ("company_name", "first_name", "last_name", "phone", "email", "note"),
    LEAD: ("first_name", "last_name", "company_name", "phone", "email", "note"),
}


class CrmWebform(models.Model):
    """A contact form that stands on any website and makes contacts or leads.

    The page's source is in `crm_webform_source`, what happens to a post in
    `crm_webform_intake`; what was received waits as `crm.webform.submission`.
    """

    _name = "crm.webform"
    _description = "Website Form"
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True, help="An archived form takes nothing any more.")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [(PERSON, "Person"), (COMPANY, "Company"), (LEAD, "Lead")],
        string="Creates",
        required=True,
        default=PERSON,
        help="A lead is recommended where strangers write: it becomes a contact when somebody "
        "has looked at it.",
    )
    key = fields.Char(
        string="Form Key",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
    )
    lang_id = fields.Many2one(
        "res.lang",
        string="Language",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["res.lang"]._lang_get(self.env.lang or "en_US"),
        help="The language of the page and of its messages.",
    )
    field_ids = fields.One2many(
        "crm.webform.field",
        "form_id",
        string="Fields",
        copy=True,
        compute="_compute_field_ids",
        store=True,
        readonly=False,
    )

    # what becomes of it
    manager_ids = fields.Many2many(
        "res.users",
        "crm_webform_manager_rel",
        "form_id",
        "user_id",
        string="Managers",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="They look after what the form creates. A lead's responsible is the first of them.",
    )
    share = fields.Selection(SHARES, string="Sharing", required=True, default="private")
    contact_tag_ids = fields.Many2many("res.partner.category", string="Contact Tags")
    lead_tag_ids = fields.Many2many("crm.tag", string="Lead Tags")
    notify_user_ids = fields.Many2many(
        "res.users",
        "crm_webform_notify_rel",
        "form_id",
        "user_id",
        string="Notify",
        domain="[('share', '=', False)]",
        help="They are told of each new contact, if they may see it.",
    )
    source_id = fields.Many2one("utm.source", ondelete="set null")
    medium_id = fields.Many2one("utm.medium", ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", ondelete="set null")
    funnel_id = fields.Many2one(
        "crm.funnel",
        domain=[("kind", "=", "lead")],
        ondelete="set null",
        help="Where leads start; the first funnel of leads if none is given.",
    )

    # what the visitor sees
    title = fields.Char(translate=True, help="Stands above the form.")
    button_label = fields.Char(translate=True, help="“Send” unless you say otherwise.")
    redirect_url = fields.Char(
        string="Page after Sending",
        help="The visitor is sent to this address. Without one a page of ours says thank you.",
    )
    thanks = fields.Text(
        string="Thank-you Text", translate=True, help="On our page, if there is no other one."
    )
    consent_required = fields.Boolean(string="Ask for Consent")
    consent_text = fields.Text(
        translate=True, help="Stored with each submission as the visitor has read it."
    )
    consent_url = fields.Char(string="Privacy Policy", help="Address of the page to read.")
    ask_file = fields.Boolean(string="Ask for a File")
    file_required = fields.Boolean()
    file_max_mb = fields.Integer(string="Largest File, MB", default=5)
    file_extensions = fields.Char(
        string="Kinds of Files", default="pdf, png, jpg, jpeg, docx, xlsx, odt, txt"
    )

    # what is kept out
    origins = fields.Text(
        string="Accepted Sites",
        help="One a line, such as https://www.example.com. Empty: the form works on any site.",
    )
    protection = fields.Selection(
        [
            (BASIC, "Works without script"),
            (SIGNED, "Signed visit (a small script)"),
            (PROOF, "Signed visit and proof of work"),
        ],
        required=True,
        default=BASIC,
        help="Each keeps out robots that fill in the trap, post too often or post twice. A "
        "signed visit is needed to refuse copies of a post and forms sent faster than a person "
        "can type; proof of work lets the visitor's computer calculate for a second, without "
        "asking anybody else.",
    )
    proof_bits = fields.Integer(string="Difficulty", default=14, help="Doubles with each step.")
    min_seconds = fields.Integer(
        string="Shortest Visit, Seconds",
        default=3,
        help="A signed form that comes back sooner is taken for a robot's.",
    )
    rate_per_address = fields.Integer(string="Per Sender and Hour", default=20)
    rate_total = fields.Integer(string="Altogether per Hour", default=1000)

    submission_ids = fields.One2many("crm.webform.submission", "form_id")
    submission_count = fields.Integer(compute="_compute_submission_count")
    error_count = fields.Integer(compute="_compute_submission_count")
    unseen_user_ids = fields.Many2many(
        "res.users", compute="_compute_unseen_user_ids", export_string_translation=False
    )

    _key_uniq = models.Constraint("UNIQUE(key)", "Two forms cannot have the same key.")
    _rates_check = models.Constraint(
        "CHECK (rate_per_address > 0 AND rate_total > 0)", "The limits per hour are at least 1."
    )
    _proof_check = models.Constraint(
        "CHECK (proof_bits BETWEEN 8 AND 22)", "The difficulty is between 8 and 22."
    )
    _seconds_check = models.Constraint(
        "CHECK (min_seconds BETWEEN 0 AND 60)", "The shortest visit is between 0 and 60 seconds."
    )

    # === COMPUTE === #

    @api.depends("kind")
    def _compute_field_ids(self):
        for form in self:
            kinds = form.field_ids.mapped("kind")
            if not kinds:
                form.field_ids = [
                    Command.create(
                        {"kind": kind, "sequence": 10 * place, "required": kind == "email"}
                    )
                    for place, kind in enumerate(DEFAULT_FIELDS[form.kind], start=1)
                ]
            elif form.kind == COMPANY and "company_name" not in kinds:
                row = {"kind": "company_name", "sequence": 0, "required": True}
                form.field_ids = [Command.create(row)]

    @api.depends("submission_ids.state")
    def _compute_submission_count(self):
        rows = self.env["crm.webform.submission"]._read_group(
            [("form_id", "in", self.ids), ("state", "!=", "spam")],
            ["form_id", "state"],
            ["__count"],
        )
        counts = Counter({(form.id, state): count for form, state, count in rows})
        for form in self:
            form.error_count = counts[form.id, "error"]
            form.submission_count = sum(
                count for (form_id, _state), count in counts.items() if form_id == form.id
            )

    @api.depends("share", "kind", "manager_ids", "notify_user_ids")
    def _compute_unseen_user_ids(self):
        for form in self:
            users = form.env["res.users"]
            if form.kind != LEAD and form.share == "private":
                users = (form.notify_user_ids - form.manager_ids).filtered(
                    lambda user: not user.has_group("crm_access.group_crm_admin")
                )
            form.unseen_user_ids = users

    # === CONSTRAINTS === #

    @api.constrains("redirect_url", "consent_url")
    def _check_urls(self):
        for form in self:
            for name in ("redirect_url", "consent_url"):
                if form[name] and not guard.origin_of(form[name]):
                    raise ValidationError(
                        self.env._(
                            "“%(form)s”: %(field)s must be an address that begins with https:// "
                            "or http://, not %(value)s.",
                            form=form.name,
                            field=form._fields[name]._description_string(self.env),
                            value=form[name],
                        )
                    )

    @api.constrains("origins")
    def _check_origins(self):
        for form in self:
            wrong = guard.parse_origins(form.origins)[1]
            if wrong:
                raise ValidationError(
                    self.env._(
                        "“%(form)s”: Accepted Sites: %(lines)s is no site.",
                        form=form.name,
                        lines=", ".join(wrong),
                    )
                )

    @api.constrains("ask_file", "file_max_mb", "file_extensions")
    def _check_files(self):
        for form in self.filtered("ask_file"):
            good, bad = parse_extensions(form.file_extensions)
            if bad or not good:
                raise ValidationError(
                    self.env._(
                        "“%(form)s”: Kinds of Files: name file endings such as pdf or jpg. These "
                        "cannot be taken: %(bad)s.",
                        form=form.name,
                        bad=", ".join(bad) or "-",
                    )
                )
            if not 0 < form.file_max_mb <= MAX_FILE_MB:
                raise ValidationError(
                    self.env._(
                        "“%(form)s”: Largest File is between 1 and %(most)s MB.",
                        form=form.name,
                        most=MAX_FILE_MB,
                    )
                )

    @api.constrains("consent_required", "consent_text")
    def _check_consent(self):
        for form in self:
            if form.consent_required and not form.consent_text:
                raise ValidationError(
                    self.env._("“%(form)s”: Consent Text is empty.", form=form.name)
                )

    @api.constrains("field_ids", "kind")
    def _check_fields(self):
        for form in self:
            doubles = [
                name
                for name, count in Counter(line._get_html_name() for line in form.field_ids).items()
                if count > 1
            ]
            for line in form.field_ids:
                if line._get_html_name() in doubles:
                    raise ValidationError(
                        self.env._(
                            "“%(form)s” asks twice for “%(field)s”.",
                            form=form.name,
                            field=line.label,
                        )
                    )
            needed = form.field_ids[:1]._get_needed_kinds() if form.field_ids else {None}
            if not needed & set(form.field_ids.mapped("kind")):
                raise ValidationError(form._get_needs_message())

    def _get_needs_message(self):
        self.ensure_one()
        if self.kind == COMPANY:
            return self.env._("“%(form)s” makes companies: ask for a name.", form=self.name)
        return self.env._(
            "“%(form)s”: ask for a name, a phone number or an email address.", form=self.name
        )

    # === CRUD === #

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"key", "active", "lang_id"}:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(form)s (copy)", form=form.name)}
            if not (default or {}).get("name")
            else vals
            for form, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # === ACTIONS === #

    def action_regenerate_key(self):
        """Give the form a new key; forms with the old one are no longer taken."""
        for form in self:
            form.key = secrets.token_urlsafe(24)

    def action_open_submissions(self):
        """Open what was received through this form."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_webform.crm_webform_submission_action"
        )
        action["domain"] = [("form_id", "=", self.id)]
        action["context"] = {"search_default_form_id": self.id}
        return action

    def action_open_page(self):
        """Open the form's own page in a new window of the browser."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._get_url(), "target": "new"}

    # === BUSINESS === #

    @api.model
    def _find_by_key(self, key):
        """The form with a key, as superuser; empty for a wrong key or an archived form.

        sudo: visitors have no rights; they come with the key.
        """
        if not key or len(key) > 100 or not key.isascii() or "\0" in key:
            return self.sudo().browse()
        try:
            form_id, lang = self._look_up_key(key)
            form_sudo = self.sudo().with_context(lang=lang).browse(form_id)
            # the cache may be older than a change that has just been made
            return form_sudo if form_sudo.active and form_sudo.key == key else form_sudo.browse()
        except (LookupError, MissingError):
            return self.sudo().browse()

    @api.model
    @tools.ormcache("key")
    def _look_up_key(self, key):
        """The id and the language of the form with a key.

        :raise LookupError: there is none; that is not cached, or guessing would fill the cache
        """
        form_sudo = self.sudo().search([("key", "=", key)], limit=1)
        if not form_sudo:
            raise LookupError(key)
        return form_sudo.id, form_sudo.lang_id.code

    def _get_secret(self):
        """The secret under which this form's tokens are signed; a new key makes a new one."""
        self.ensure_one()
        # sudo: the database's secret is nobody's to read
        param_sudo = self.env["ir.config_parameter"].sudo()
        return guard.derive_secret("crm_webform", param_sudo.get_param("database.secret"), self.key)

    def _get_url(self, part=""):
        """The public address of this form.

        :param str part: ``""`` or ``/token``
        """
        self.ensure_one()
        return f"{self.get_base_url()}/crm/form/{self.key}{part}"
