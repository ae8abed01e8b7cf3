from urllib.parse import urlsplit

from odoo import http
from odoo.http import request

from ..const import FILE, MAX_FILE_MB, MAX_TEXT_BYTES, TOKEN_MAX_AGE, UTM_NAMES
from ..exceptions import WebformRefused
from ..tools import guard
from ..tools.values import File, Post

ROUTE = "/crm/form/<string:key>"


def _largest_body(_controller):
    """The most bytes a post may have, known before any of it is read."""
    key = urlsplit(request.httprequest.path).path.rpartition("/")[2]
    form_sudo = request.env["crm.webform"]._find_by_key(key)
    if not form_sudo.ask_file:
        return MAX_TEXT_BYTES
    return min(form_sudo.file_max_mb, MAX_FILE_MB) * 1024 * 1024 + MAX_TEXT_BYTES


class WebformController(http.Controller):
    """The public door of website forms. Whoever has the key may post; nothing is ever shown."""

    @http.route(
        ROUTE,
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
        readonly=True,
    )
    def crm_webform_page(self, key, **params):
        """Show the form on a page of our own, which a site may put into a frame."""
        form_sudo = request.env["crm.webform"]._find_by_key(key)
        if not form_sudo:
            return self._refuse(form_sudo, _wrong_key())
        if request.httprequest.method == "OPTIONS":
            # the host gives every route this method; the first of an address answers for all
            return self._answer_preflight(form_sudo)
        utm = [(name, params[name][:100]) for name in UTM_NAMES if params.get(name)]
        html = form_sudo._render_form(token=form_sudo._make_token(), utm=utm)
        response = request.make_response(form_sudo._render_page(html))
        sites = " ".join(form_sudo._get_origins()) or "*"
        response.headers["Content-Security-Policy"] = f"frame-ancestors {sites}"
        response.headers["Cache-Control"] = "no-store"
        return response

    @http.route(
        f"{ROUTE}/token",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
        readonly=True,
    )
    def crm_webform_token(self, key, **_params):
        """Give the script of a copied form the token of this visit."""
        form_sudo = request.env["crm.webform"]._find_by_key(key)
        if not form_sudo:
            return self._refuse(form_sudo, _wrong_key())
        if request.httprequest.method == "OPTIONS":
            return self._answer_preflight(form_sudo)
        answer = {"token": form_sudo._make_token(), "seconds": TOKEN_MAX_AGE}
        return self._allow_origin(form_sudo, request.make_json_response(answer))

    @http.route(
        ROUTE,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=_largest_body,
    )
    def crm_webform_post(self, key, **params):
        """Take what a visitor sends."""
        form_sudo = request.env["crm.webform"]._find_by_key(key)
        if not form_sudo:
            return self._refuse(form_sudo, _wrong_key())
        try:
            form_sudo._receive(self._read_post(params))
        except WebformRefused as refusal:
            return self._refuse(form_sudo, refusal)
        return self._thank(form_sudo)

    # === READING === #

    def _read_post(self, params):
        headers = request.httprequest.headers
        given = request.httprequest.files.get(FILE)
        file = None
        if given and given.filename:
            file = File(given.filename, given.read())
        return Post(
            values={name: text for name, text in params.items() if isinstance(text, str)},
            file=file,
            address=request.httprequest.remote_addr or "",
            origin=headers.get("Origin", ""),
            referrer=headers.get("Referer", ""),
            agent=headers.get("User-Agent", ""),
        )

    # === ANSWERING === #

    def _wants_json(self):
        return "application/json" in request.httprequest.headers.get("Accept", "")

    def _thank(self, form_sudo):
        if self._wants_json():
            answer = {"ok": True, "redirect": form_sudo.redirect_url or None}
            return self._allow_origin(form_sudo, request.make_json_response(answer))
        if form_sudo.redirect_url:
            # the configured address alone: nothing the visitor sends has a say in it
            return request.redirect(form_sudo.redirect_url, code=303, local=False)
        body = form_sudo.env["ir.qweb"]._render("crm_webform.thanks", {"text": form_sudo.thanks})
        return request.make_response(form_sudo._render_page(body, form_sudo.env._("Thank you")))

    def _refuse(self, form_sudo, refusal):
        message, status = refusal.args[0], refusal.http_status
        if self._wants_json():
            answer = {"ok": False, "message": message, "problems": refusal.problems}
            response = request.make_json_response(answer, status=status)
            return self._allow_origin(form_sudo, response) if form_sudo else response
        values = {
            "message": message,
            "problems": refusal.problems,
            "again": status in (409, 410, 422, 429),
        }
        body = form_sudo.env["ir.qweb"]._render("crm_webform.refused", values)
        response = request.make_response(form_sudo._render_page(body, message), status=status)
        if status == 429:
            response.headers["Retry-After"] = "600"
        return response

    def _answer_preflight(self, form_sudo):
        response = request.make_response("", status=204)
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Max-Age"] = "3600"
        return self._allow_origin(form_sudo, response)

    def _allow_origin(self, form_sudo, response):
        """Let the form's own sites read the answer; never with the visitor's cookies."""
        accepted = form_sudo._get_origins()
        origin = guard.origin_of(request.httprequest.headers.get("Origin"))
        if not accepted:
            response.headers["Access-Control-Allow-Origin"] = "*"
        elif origin in accepted:
            response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = "Origin"
        return response


def _wrong_key():
    return WebformRefused(request.env._("This form is no longer available."), 404)
