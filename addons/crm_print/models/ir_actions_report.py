import io
import logging
import shlex
from urllib.parse import urlsplit

from pypdf import PdfReader

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base.models import ir_actions_report as host

from ..tools import assembly, printer
from ..tools.chromium import keeper
from ..tools.paper import SHRINKING, Paper
from ..tools.process import ChromiumError, ChromiumUnavailable, find_program
from ..tools.tab import ADDRESS, ChromiumTimeout

_logger = logging.getLogger(__name__)

CHROMIUM, WKHTMLTOPDF = "chromium", "wkhtmltopdf"
SECONDS_PER_DOCUMENT = 60
A4 = (210.0, 297.0)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def get_wkhtmltopdf_state(self):
        """Tell the web client that PDF can be made when Chromium makes it."""
        if self._crm_print_engine() == CHROMIUM and find_program():
            return "ok"
        return super().get_wkhtmltopdf_state()

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        options = {
            "report_ref": report_ref,
            "header": header,
            "footer": footer,
            "landscape": landscape,
            "specific_paperformat_args": specific_paperformat_args,
            "set_viewport_size": set_viewport_size,
        }
        if self._crm_print_engine() != CHROMIUM:
            return super()._run_wkhtmltopdf(bodies, **options)
        bodies = list(bodies)
        try:
            return self._crm_print_chromium(bodies, options)
        except ChromiumError as error:
            self._crm_print_check_fallback(report_ref, error)
        if len(bodies) == 1 or host._wkhtml().is_patched_qt:
            return super()._run_wkhtmltopdf(bodies, **options)
        # The unpatched program takes one document at a time.
        result = assembly.Assembly()
        for body in bodies:
            data = super()._run_wkhtmltopdf([body], **options)
            result.add(assembly.Bodies(PdfReader(io.BytesIO(data)), [0], [""]))
        return result.data()

    @api.model
    def _crm_print_engine(self):
        # sudo: everyone who prints needs to know, only administrators may read parameters
        return self.env["ir.config_parameter"].sudo().get_param("crm_print.engine", CHROMIUM)

    @api.model
    def _crm_print_check_fallback(self, report_ref, error):
        """Log that wkhtmltopdf prints this document, or say that nothing can.

        :raise UserError: wkhtmltopdf is not usable either
        """
        name = self._get_report(report_ref).display_name if report_ref else ""
        if super().get_wkhtmltopdf_state() not in ("ok", "upgrade"):
            raise UserError(
                self.env._(
                    'The report "%(report)s" could not be printed. %(error)s. Ask an '
                    "administrator to look at Settings > General Settings > Printing.",
                    report=name,
                    error=error,
                )
            )
        _logger.warning("Report %s is printed by wkhtmltopdf instead: %s", name, error)

    @api.model
    def _crm_print_chromium(self, bodies, options):
        """Print the bodies with Chromium, with a new one if the first died.

        :param dict options: of `_run_wkhtmltopdf`
        :rtype: bytes
        :raise ChromiumError: it could not be printed
        """
        try:
            return self._crm_print_chromium_once(bodies, options)
        except (ChromiumTimeout, ChromiumUnavailable):
            raise
        except ChromiumError as error:
            _logger.info("Printing once more: %s", error)
        return self._crm_print_chromium_once(bodies, options)

    @api.model
    def _crm_print_chromium_once(self, bodies, options):
        # sudo: parameters of the server, only administrators may read them
        get_param = self.env["ir.config_parameter"].sudo().get_param
        data, refused = printer.print_pdf(
            keeper(),
            bodies,
            options["header"],
            options["footer"],
            self._crm_print_paper(options),
            self._crm_print_resolver(),
            self._crm_print_seconds(get_param("crm_print.timeout")),
            shlex.split(get_param("crm_print.chromium_options") or ""),
        )
        if refused:
            _logger.warning(
                "Report %s was printed without what is not on this server: %s",
                options["report_ref"],
                ", ".join(sorted(refused)),
            )
        return data

    @api.model
    def _crm_print_seconds(self, value):
        """Return a time limit in seconds; one that makes no sense must not stop all printing."""
        if value and value.isdecimal() and int(value) > 0:
            return int(value)
        if value:
            _logger.warning("The parameter crm_print.timeout is no number of seconds: %s", value)
        return SECONDS_PER_DOCUMENT

    @api.model
    def _crm_print_resolver(self):
        """Return the function that answers for the assets of a report.

        They are read with the rights of the user, also where a report is rendered for him as
        superuser, and once for each run.
        """
        Asset = self.env["crm.print.asset"].sudo(False)
        # sudo: the address of the server is no secret, reading parameters is an administrator's
        own = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "")
        hosts = {urlsplit(url).netloc for url in (self._get_report_url(), own, ADDRESS)} - {""}
        known = {}

        def resolve(url):
            if url not in known:
                known[url] = Asset._resolve(url, hosts)
            return known[url]

        return resolve

    @api.model
    def _crm_print_paper(self, options):
        """Return the sheet that wkhtmltopdf would get from the same paper format and arguments.

        The resolution plays no part: the host's zoom undoes it.

        :param dict options: of `_run_wkhtmltopdf`
        :rtype: Paper
        """
        report = self._get_report(options["report_ref"]) if options["report_ref"] else self
        paperformat = report.get_paperformat()
        special = options["specific_paperformat_args"] or {}
        landscape = options["landscape"]
        if landscape is None:
            landscape = special.get("data-report-landscape")
        width, height = paperformat.print_page_width, paperformat.print_page_height
        width, height = (width, height) if width and height else A4
        if landscape and width < height:
            width, height = height, width
        top = float(special.get("data-report-margin-top", paperformat.margin_top))
        spacing = float(special.get("data-report-header-spacing", paperformat.header_spacing))
        return Paper(
            width=width,
            height=height,
            margin_top=top,
            margin_bottom=float(
                special.get("data-report-margin-bottom", paperformat.margin_bottom)
            ),
            margin_left=paperformat.margin_left,
            margin_right=paperformat.margin_right,
            # The host's header has no height of its own: it hangs from where the spacing begins.
            header_top=max(top - spacing, 0.0),
            header_line=paperformat.header_line,
            scale=1.0 if paperformat.disable_shrinking else SHRINKING,
        )
