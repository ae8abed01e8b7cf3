import re

from markupsafe import Markup

from odoo import api, fields, models

from ..const import (
    ANSWER,
    BASIC,
    CONSENT,
    FILE,
    HONEYPOT,
    PAGE,
    PROOF,
    REFERRER,
    TOKEN,
)
from ..tools.values import parse_extensions


class CrmWebform(models.Model):
    """The page of a form: what is copied onto a site, its preview, our own page."""

    _name = "crm.webform"
    _inherit = "crm.webform"

    source_html = fields.Text(
        string="HTML Source", compute="_compute_source_html", export_string_translation=False
    )
    frame_html = fields.Text(
        string="Frame", compute="_compute_source_html", export_string_translation=False
    )
    page_url = fields.Char(
        string="Address of the Form",
        compute="_compute_source_html",
        export_string_translation=False,
    )
    preview_html = fields.Text(
        string="Preview", compute="_compute_source_html", export_string_translation=False
    )

    # === COMPUTE === #

    @api.depends(
        *("key", "name", "title", "button_label", "kind", "lang_id", "protection", "proof_bits"),
        *("consent_required", "consent_text", "consent_url", "ask_file", "file_required"),
        "file_extensions",
        *("field_ids.kind", "field_ids.category", "field_ids.label", "field_ids.placeholder"),
        *("field_ids.required", "field_ids.sequence"),
    )
    def _compute_source_html(self):
        for form in self.with_context(bin_size=False):
            form.page_url = form._get_url()
            form.source_html = form._render_form()
            form.frame_html = form._render_frame()
            form.preview_html = form._render_page(form._render_form(preview=True))

    # === BUSINESS === #

    def _render_form(self, token="", preview=False, utm=()):
        """The HTML of the form itself.

        :param str token: of this visit; without one the page is for copying
        :param bool preview: shown to its builder: nothing can be sent
        :param utm: pairs of name and value that the visitor came with
        :rtype: str
        """
        self.ensure_one()
        form = self._in_its_language()
        html = form.env["ir.qweb"]._render(
            "crm_webform.form",
            {
                "form": form,
                "lines": form._get_lines(),
                "action": None if preview else form._get_url(),
                "token": token,
                "hidden": list(utm),
                "script": form._get_script_values()
                if form._has_script(token) and not preview
                else {},
                "accept": ",".join(f".{word}" for word in form._get_extensions()),
                "button": form.button_label or form.env._("Send"),
                "names": {
                    "token": TOKEN,
                    "answer": ANSWER,
                    "consent": CONSENT,
                    "file": FILE,
                    "honeypot": HONEYPOT,
                    "page": PAGE,
                    "referrer": REFERRER,
                },
            },
        )
        return _tidy(str(html))

    def _render_page(self, body, title=None):
        """A whole page of ours around some HTML."""
        form = self._in_its_language()
        return str(
            form.env["ir.qweb"]._render(
                "crm_webform.page",
                {
                    "body": Markup(body),  # rendered by our own templates
                    "title": title or form.title or form.name,
                    "html_lang": (form.lang_id.code or "en_US").replace("_", "-"),
                    "rtl": form.lang_id.direction == "rtl",
                },
            )
        )

    def _render_frame(self):
        """The HTML that shows our own page inside another one."""
        form = self._in_its_language()
        html = form.env["ir.qweb"]._render(
            "crm_webform.frame", {"form": form, "height": 200 + 75 * len(form.field_ids)}
        )
        return _tidy(str(html))

    def _in_its_language(self):
        return self.with_context(lang=self.lang_id.code or self.env.lang)

    def _get_lines(self):
        """The fields in their order, also while they are being edited."""
        return self.field_ids.sorted(lambda line: (line.sequence, line._origin.id or 0))

    def _get_extensions(self):
        """The file endings that this form takes, none if it asks for no file."""
        return parse_extensions(self.file_extensions)[0] if self.ask_file else []

    def _has_script(self, token):
        """Whether the page needs the small script: to fetch a token or to prove work."""
        return self.protection == PROOF or (self.protection != BASIC and not token)

    def _get_script_values(self):
        """What the script must know."""
        return {
            "src": f"{self.get_base_url()}/crm_webform/static/src/public/webform.js",
            "token_url": self._get_url("/token"),
            "bits": self.proof_bits if self.protection == PROOF else 0,
            "wait": self.env._("One moment…"),
        }


def _tidy(html):
    """HTML that people copy: without the blank lines and blank ends the template leaves."""
    html = html.replace("</label><label", "</label>\n            <label")
    lines = [line.rstrip() for line in html.splitlines()]
    lines = [line for line in lines if line]
    indents = [len(line) - len(line.lstrip()) for line in lines]
    least = min(indents, default=0)
    return re.sub(r"\n{2,}", "\n", "\n".join(line[least:] for line in lines)) + "\n"
