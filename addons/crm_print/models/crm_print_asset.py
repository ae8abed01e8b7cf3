"""What a report shows beside its text: style sheets, fonts, pictures, barcodes.

Chromium asks us instead of the network, and we answer from this process: no session is lent to the
browser, no other worker is needed, and what this transaction has written is seen.
"""

import base64
import binascii
import logging
import mimetypes
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from odoo import SUPERUSER_ID, http, models
from odoo.exceptions import UserError
from odoo.tools.image import image_guess_size_from_field_name, image_process
from odoo.tools.mimetypes import guess_mimetype

_logger = logging.getLogger(__name__)

_TARGETS = ("<string:xmlid>", "<string:model>/<int:id>/<string:field>", "<int:id>")
_STAMPED = "<int:id>-<string:unique>"
_SIZE = "<int:width>x<int:height>"


def _rules():
    yield Rule("/report/barcode", endpoint="barcode")
    yield Rule("/report/barcode/<barcode_type>/<path:value>", endpoint="barcode")
    for path in ("/logo", "/logo.png", "/web/binary/company_logo"):
        yield Rule(path, endpoint="logo")
    yield Rule("/web/assets/<string:unique>/<string:filename>", endpoint="bundle")
    yield Rule("/web/image", endpoint="image")
    yield Rule("/web/content", endpoint="image")
    for target in (*_TARGETS, _STAMPED):
        for folder in ("image", "content"):
            for tail in ("", "/<string:filename>", f"/{_SIZE}", f"/{_SIZE}/<string:filename>"):
                yield Rule(f"/web/{folder}/{target}{tail}", endpoint="image")


_MAP = Map(list(_rules()), strict_slashes=False, merge_slashes=False)


class CrmPrintAsset(models.AbstractModel):
    _name = "crm.print.asset"
    _description = "Assets of Printed Reports"

    def _resolve(self, url, hosts):
        """Return what an address of this server holds, as the user may see it.

        :param str url: absolute address
        :param hosts: the names, with port, under which this server is known
        :return: MIME type and content, None for other servers' addresses and what is not there
        :rtype: tuple[str, bytes] | None
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.netloc not in hosts:
            return None
        if path := http.root.get_static_file(parts.path):
            return _mimetype(path), Path(path).read_bytes()
        try:
            kind, values = _MAP.bind("").match(parts.path)
            values.update(parse_qsl(parts.query))
            return getattr(self, f"_get_{kind}")(**values)
        except (HTTPException, UserError, ValueError, LookupError, binascii.Error) as error:
            # A report with a missing picture is printed without it, as a browser would show it.
            _logger.info("No asset at %s: %s", url, error)
            return None

    def _get_bundle(self, unique, filename, **_options):
        """Return a bundle of style sheets, making it when it does not exist yet."""
        url = self.env["ir.asset"]._get_asset_bundle_url(filename, unique, {})
        # sudo: bundles belong to nobody and everybody may load them
        attachment_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("public", "=", True),
                    ("url", "=", url),
                    ("res_model", "=", "ir.ui.view"),
                    ("res_id", "=", 0),
                    ("create_uid", "=", SUPERUSER_ID),
                ],
                limit=1,
            )
        )
        if not attachment_sudo:
            name, rtl, kind, autoprefix = self.env["ir.asset"]._parse_bundle_name(
                filename, unique == "debug"
            )
            if kind != "css":
                return None
            bundle = self.env["ir.qweb"]._get_asset_bundle(
                name, css=True, js=False, rtl=rtl, autoprefix=autoprefix, assets_params={}
            )
            attachment_sudo = bundle.css().sudo()
        return "text/css; charset=utf-8", attachment_sudo.raw

    def _get_barcode(self, barcode_type=None, value=None, **options):
        try:
            data = self.env["ir.actions.report"].barcode(barcode_type, value, **options)
        except Exception as error:  # pylint: disable=broad-except
            # The drawing library raises what it likes, and a barcode must not cost the document.
            _logger.warning("The barcode %s could not be drawn: %s", value, error)
            return None
        return "image/png", data

    def _get_logo(self, company=None, **_options):
        company_id = int(company) if company else self.env.company.id
        # sudo: the logo is public, the host shows it to visitors
        company_sudo = self.env["res.company"].sudo().browse(company_id).exists()
        data = base64.b64decode(company_sudo.logo_web or b"")
        return (guess_mimetype(data, default="image/png"), data) if data else None

    def _get_image(
        self,
        xmlid=None,
        model="ir.attachment",
        id=None,  # noqa: A002 the host's name in addresses
        field="raw",
        width=0,
        height=0,
        crop=False,
        access_token=None,
        **_options,
    ):
        """Return a picture of a record under the user's own rights."""
        record = self.env["ir.binary"]._find_record(
            xmlid, model, id and int(id), access_token, field=field
        )
        # Not the host's stream: it needs an HTTP request.
        if record._fields[field].type != "binary":
            raise ValueError(f"{model}.{field} holds no file")
        if record._name == "ir.attachment":
            data = record.raw
        else:
            data = base64.b64decode(record[field] or b"")
        if not data:
            return None
        mimetype = guess_mimetype(data, default="image/png")
        size = (int(width), int(height))
        if size == (0, 0):
            size = image_guess_size_from_field_name(field)
        if mimetype.startswith("image/") and (any(size) or crop):
            data = image_process(data, size=size, crop=crop)
        return mimetype, data


def _mimetype(path):
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
