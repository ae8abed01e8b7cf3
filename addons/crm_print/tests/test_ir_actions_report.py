import base64
import io
import logging
from unittest.mock import patch

from PIL import Image
from pypdf import PdfReader

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models import ir_actions_report as host
from odoo.addons.crm_print.models import ir_actions_report
from odoo.addons.crm_print.tools import process
from odoo.addons.crm_print.tools.chromium import keeper
from odoo.addons.crm_print.tools.process import ChromiumError
from odoo.addons.crm_print.tools.tab import ChromiumTimeout

from .common import PrintCase, pages_of

LOGGER = ir_actions_report.__name__
HOST_LOGGER = host.__name__


def picture(color, size=(7, 5)):
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


def picture_sizes(data):
    return [found.image.size for found in PdfReader(io.BytesIO(data)).pages[0].images]


@tagged("post_install", "-at_install")
class TestChromium(PrintCase):
    def test_header_footer_and_numbers_on_every_page(self):
        pages = pages_of(self.render(user=self.user))
        total = len(pages) - 2
        self.assertGreater(total, 1)
        for number, page in enumerate(pages[:total], 1):
            self.assertIn("Printing House", page)
            self.assertIn("Terms of the house", page)
            self.assertIn(f"Page {number} / {total}", page)
            self.assertIn("Line", page)
        self.assertIn("Customer Борис", pages[-2])
        self.assertIn("Page 1 / 1", pages[-2])
        self.assertIn("Page 1 / 1", pages[-1])

    def test_one_pdf_for_each_record(self):
        streams = self.streams()
        for partner in self.partners:
            self.assertIn(f"Customer {partner.name}", streams[partner.id][0])
        self.assertGreater(len(streams[self.partners[0].id]), 1)
        self.assertEqual([len(streams[record.id]) for record in self.partners[1:]], [1, 1])

    def test_attachments_are_made_and_used_again(self):
        self.report.attachment = "object.name + '.pdf'"
        self.report.attachment_use = True
        self.render()
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.partners.ids)]
        )
        self.assertEqual(
            {attachment.name for attachment in attachments}, {"Anna.pdf", "Борис.pdf", "Cecil.pdf"}
        )
        with patch.object(type(self.Report), "_run_wkhtmltopdf", side_effect=AssertionError):
            self.assertIn("Customer Anna", pages_of(self.render(self.partners[0]))[0])

    def test_paper(self):
        def paper(options=None, **values):
            self.report.paperformat_id = self.env["report.paperformat"].create(
                {"name": "Test", "format": "A4", "orientation": "Portrait", **values}
            )
            options = {"landscape": None, "specific_paperformat_args": {}, **(options or {})}
            return self.Report._crm_print_paper({"report_ref": self.report, **options})

        found = paper(margin_top=40, header_spacing=35, margin_left=3)
        self.assertEqual((found.width, found.height), (210, 297))
        self.assertEqual((found.margin_top, found.header_top, found.margin_left), (40, 5, 3))
        found = paper(orientation="Landscape")
        self.assertEqual((found.width, found.height), (297, 210))
        found = paper({"landscape": True}, orientation="Landscape")
        self.assertEqual((found.width, found.height), (297, 210))
        found = paper(format="custom", page_width=57, page_height=32, disable_shrinking=True)
        self.assertEqual((found.width, found.height, found.scale), (57, 32, 1))
        special = {"data-report-landscape": "1", "data-report-margin-top": "8"}
        found = paper({"specific_paperformat_args": special}, header_spacing=0)
        self.assertEqual((found.width, found.margin_top, found.header_top), (297, 8, 8))

    def test_pictures_of_this_server_are_shown_others_are_not_asked_for(self):
        self.partners.image_1920 = picture("red")
        self.template.arch = self._arch(
            '<img t-attf-src="/web/image/res.partner/{{o.id}}/image_1920"/>'
            '<img src="/report/barcode/QR/hello?width=90&amp;height=90"/>'
            '<img src="https://outside.example/picture.png"/>'
        )
        drawn = base64.b64decode(picture("black", (90, 90)))
        with (
            patch.object(type(self.Report), "barcode", lambda *_args, **_options: drawn),
            self.assertLogs(LOGGER, logging.WARNING) as logs,
        ):
            data = self.render(self.partners[1], user=self.user)
        sizes = picture_sizes(data)
        self.assertIn((7, 5), sizes)
        self.assertIn((90, 90), sizes)
        self.assertIn("https://outside.example/picture.png", logs.output[0])
        self.assertNotIn("/web/image", logs.output[0])

    def test_a_user_gets_no_picture_that_he_may_not_see(self):
        secret = self.env["ir.attachment"].create({"name": "s.png", "datas": picture("blue")})
        self.template.arch = self._arch(f'<img src="/web/image/{secret.id}"/>')
        self.assertIn((7, 5), picture_sizes(self.render(self.partners[1])))
        with mute_logger(LOGGER):
            data = self.render(self.partners[1], user=self.user)
            self.assertNotIn((7, 5), picture_sizes(data))
            self.Report = self.Report.with_user(self.user).sudo()
            data = self.Report._render_qweb_pdf(self.report.report_name, self.partners[1].ids)[0]
        self.assertNotIn((7, 5), picture_sizes(data), "superuser for the report, not for pictures")

    def test_a_chromium_that_dies_is_replaced(self):
        self.render(self.partners[1])
        starts = keeper().starts
        keeper()._current.process.stop()
        self.assertIn("Customer Борис", pages_of(self.render(self.partners[1]))[0])
        self.assertEqual(keeper().starts, starts + 1)

    def test_the_web_client_hears_that_printing_works(self):
        with patch.object(host, "_wkhtml") as wkhtml:
            wkhtml.return_value.state = "install"
            self.assertEqual(self.Report.with_user(self.user).get_wkhtmltopdf_state(), "ok")
            self.env["ir.config_parameter"].set_param("crm_print.engine", "wkhtmltopdf")
            self.assertEqual(self.Report.get_wkhtmltopdf_state(), "install")

    def test_settings(self):
        self.env["res.config.settings"].create(
            {"crm_print_engine": "wkhtmltopdf", "crm_print_timeout": 7}
        ).execute()
        self.assertEqual(self.Report.with_user(self.user)._crm_print_engine(), "wkhtmltopdf")
        self.assertEqual(self.env["ir.config_parameter"].get_param("crm_print.timeout"), "7")
        with self.assertRaisesRegex(ValidationError, "Time Limit"):
            self.env["res.config.settings"].create({"crm_print_timeout": 0})

    def test_a_time_limit_without_sense_is_the_usual_one(self):
        with self.assertLogs(LOGGER, logging.WARNING):
            self.assertEqual(self.Report._crm_print_seconds("soon"), 60)
        self.assertEqual(self.Report._crm_print_seconds("5"), 5)
        self.assertEqual(self.Report._crm_print_seconds(False), 60)


@tagged("post_install", "-at_install")
class TestFallback(PrintCase):
    """Without Chromium nothing is lost. wkhtmltopdf is part of the project's set-up."""

    def setUp(self):
        super().setUp()
        keeper().stop()
        self.addCleanup(keeper().stop)

    def without_chromium(self):
        return patch.object(process, "PROGRAMS", ())

    def fail_with(self, error):
        return patch.object(ir_actions_report.printer, "print_pdf", side_effect=error)

    def test_both_print_the_same_words(self):
        """Words of the body: Debian's wkhtmltopdf prints neither header nor footer."""
        self.report.paperformat_id = False
        chromium = self.streams()
        self.env["ir.config_parameter"].set_param("crm_print.engine", "wkhtmltopdf")
        for partner in self.partners:
            with mute_logger(HOST_LOGGER):
                data = self.render(partner)
            words = " ".join(pages_of(data)).split()
            for word in ("Printing", "House", "Terms", "of", "the", "house"):
                self.assertIn(word, " ".join(chromium[partner.id]))
            body = [word for word in words if word in ("Customer", "Line", *partner.name.split())]
            self.assertTrue(body)
            for word in {"Customer", "Line", partner.name, "79"}:
                self.assertEqual(
                    " ".join(chromium[partner.id]).split().count(word) > 0,
                    word in words,
                    f"{word} of {partner.name}",
                )

    def test_without_chromium_each_record_is_still_printed(self):
        with (
            self.without_chromium(),
            self.assertLogs(LOGGER, logging.WARNING) as logs,
            mute_logger(HOST_LOGGER),
        ):
            streams = self.streams()
        for partner in self.partners:
            self.assertIn(f"Customer {partner.name}", streams[partner.id][0])
        self.assertIn("Chromium is not installed", logs.output[0])
        self.assertIn("Customer Sheet", logs.output[0])

    def test_a_time_out_falls_back(self):
        error = ChromiumTimeout("Chromium did not print the document within 60 seconds")
        with (
            self.fail_with(error) as tried,
            self.assertLogs(LOGGER, logging.WARNING) as logs,
            mute_logger(HOST_LOGGER),
        ):
            data = self.render(self.partners[1])
        self.assertIn("Customer Борис", pages_of(data)[0])
        self.assertIn("60 seconds", logs.output[0])
        self.assertEqual(tried.call_count, 1)

    def test_another_failure_is_tried_again_first(self):
        with (
            self.fail_with(ChromiumError("Chromium ended")) as tried,
            mute_logger(LOGGER, HOST_LOGGER),
        ):
            self.render(self.partners[1])
        self.assertEqual(tried.call_count, 2)

    def test_with_neither_the_user_is_told(self):
        error = ChromiumTimeout("Chromium did not print the document within 60 seconds")
        with patch.object(host, "_wkhtml") as wkhtml:
            wkhtml.return_value.state = "install"
            with (
                self.fail_with(error),
                self.assertRaisesRegex(UserError, "Customer Sheet.*60 seconds"),
            ):
                self.render(self.partners[1])
            with self.without_chromium():
                self.assertEqual(self.Report.get_wkhtmltopdf_state(), "install")
