from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import plaintext2html
from odoo.tools.sql import escape_psql

from odoo.addons.crm_core.tools import channels

from ..const import CHANNEL_KINDS, COMPANY, KIND_LABELS, KINDS, Kind
from ..tools.values import clean_text


class CrmWebformField(models.Model):
    """One question of a website form.

    Another addon adds a kind of question with ``selection_add`` on ``kind`` and the hooks at the
    end of this class; that is how custom fields come in.
    """

    _name = "crm.webform.field"
    _description = "Website Form Field"
    _order = "sequence, id"
    _rec_name = "label"

    form_id = fields.Many2one("crm.webform", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KIND_LABELS, string="Field", required=True, default="last_name")
    category = fields.Selection(
        [*channels.CATEGORY_LABELS.items(), *channels.NETWORK_LABELS.items()],
        compute="_compute_category",
        store=True,
        readonly=False,
        precompute=True,
        help="Of a phone, email, website or social network: the category it is stored under.",
    )
    label = fields.Char(
        compute="_compute_label",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        translate=True,
    )
    placeholder = fields.Char(translate=True)
    required = fields.Boolean()

    # === COMPUTE === #

    @api.depends("kind")
    def _compute_category(self):
        for line in self:
            allowed = channels.KIND_CATEGORIES.get(line.kind, ())
            if line.category not in allowed:
                line.category = allowed[0] if allowed else False

    @api.depends("kind", "form_id.lang_id")
    def _compute_label(self):
        for line in self:
            if not line.label or line.label in line._get_default_labels():
                line.label = line._get_default_label(line.form_id.lang_id.code)

    # === CONSTRAINTS === #

    @api.constrains("kind", "category")
    def _check_category(self):
        for line in self:
            allowed = channels.KIND_CATEGORIES.get(line.kind, ())
            if line.category not in (allowed or (False,)):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” of the form “%(form)s”: the category does not fit the kind.",
                        field=line.label,
                        form=line.form_id.name,
                    )
                )

    # === BUSINESS === #

    def _get_default_label(self, lang=None):
        """What a question is called unless somebody says otherwise.

        :param str lang: code of the language, that of the form
        """
        field = self.with_context(lang=lang or self.env.lang)._fields["kind"]
        labels = dict(field._description_selection(self.with_context(lang=lang).env))
        return labels.get(self.kind, "")

    def _get_default_labels(self):
        """The labels of all kinds in all languages of the database: not chosen by anybody."""
        found = set()
        for code, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=code).env
            found.update(dict(self._fields["kind"]._description_selection(env)).values())
        return found

    def _is_channel(self):
        """Whether the answer is a phone, email, website or social account."""
        return self.kind in CHANNEL_KINDS

    def _read_text(self, text):
        """Clean and judge what a visitor wrote.

        :param str text: as received
        :return: the cleaned text, and what is wrong with it in the visitor's language
        :rtype: tuple[str, str]
        """
        self.ensure_one()
        text = clean_text(text, multiline=self._get_input() == "textarea")
        if not text:
            missing = self.env._("%(field)s is missing.", field=self.label)
            return "", missing if self.required else ""
        if len(text) > self._get_length():
            return text[: self._get_length()], self.env._(
                "%(field)s is too long: at most %(count)s characters.",
                field=self.label,
                count=self._get_length(),
            )
        return text, self._find_problem(text)

    def _get_kind(self):
        """What is known of this kind of question; of another addon's kind, nothing special.

        :rtype: Kind
        """
        return KINDS.get(self.kind, Kind())

    # === HOOKS === #

    def _get_html_name(self):
        """The name under which the page sends the answer; unique within the form."""
        return f"{self.kind}_{self.category}" if self._is_channel() else self.kind

    def _get_input(self):
        """The HTML input type, or ``textarea`` or ``select``."""
        return self._get_kind().input

    def _get_length(self):
        """The most characters an answer may have."""
        return self._get_kind().length

    def _get_autocomplete(self):
        """The token by which browsers propose an answer."""
        return self._get_kind().autocomplete

    def _get_options(self):
        """The options of a ``select``, as pairs of value and text."""
        if self.kind != "country":
            return []
        # sudo: names of countries, shown to visitors
        countries_sudo = self.env["res.country"].sudo().search([("code", "!=", False)])
        return sorted(
            ((country.code, country.name) for country in countries_sudo), key=lambda pair: pair[1]
        )

    def _find_problem(self, text):
        """What is wrong with a cleaned text, in the visitor's language; empty if nothing is."""
        if self.kind == channels.EMAIL and not channels.normalize(channels.EMAIL, text):
            return self.env._("%(field)s: this is not an email address.", field=self.label)
        if self.kind == channels.PHONE and not any(char.isdigit() for char in text):
            return self.env._("%(field)s: this is not a phone number.", field=self.label)
        if self._get_input() == "select" and text not in dict(self._get_options()):
            return self.env._("%(field)s: choose one of the options.", field=self.label)
        return ""

    def _get_display_text(self, text):
        """The answer as people read it in the history."""
        if self._get_input() == "select":
            return dict(self._get_options()).get(text, text)
        return text

    def _prepare_values(self, text, model):
        """The values that an answer gives to the record made of the form.

        :param str text: cleaned, not empty
        :param str model: ``res.partner`` or ``crm.lead``
        :rtype: dict
        """
        self.ensure_one()
        if self._get_kind().target:
            return {self._get_kind().target: text}
        if self.kind == "country":
            country = self.env["res.country"].search([("code", "=", text)], limit=1)
            return {"country_id": country.id}
        if self.kind == "state":
            # an unknown region stays readable in the history's note
            states = self.env["res.country.state"].search(
                Domain("name", "=ilike", escape_psql(text)), limit=2
            )
            return {"state_id": states.id} if len(states) == 1 else {}
        if self.kind == "note":
            return {"comment" if model == "res.partner" else "description": plaintext2html(text)}
        if self.kind == "company_name" and model == "crm.lead":
            return {"partner_name": text}
        return {}

    def _get_needed_kinds(self):
        """The kinds of which a form of the given sort needs one at least. A hook."""
        if self.form_id.kind == COMPANY:
            return {"company_name"}
        return {"first_name", "last_name", "company_name", channels.PHONE, channels.EMAIL}
