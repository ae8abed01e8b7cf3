import json

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_print.tools.chromium import keeper

from .common import pages_of


@tagged("post_install", "-at_install")
class TestReportRoutes(HttpCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(keeper().stop)
        new_test_user(self.env, login="printer", groups="base.group_system")
        self.authenticate("printer", "printer")

    def test_a_report_is_downloaded(self):
        model = self.env["ir.model"]._get("res.partner.bank")
        context = json.dumps({"force_report_rendering": True})
        response = self.url_open(
            f"/report/pdf/base.report_irmodeloverview/{model.id}?context={context}"
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("res.partner.bank", " ".join(pages_of(response.content)))

    def test_the_web_client_asks_whether_it_may_print(self):
        self.assertEqual(self.make_jsonrpc_request("/report/check_wkhtmltopdf"), "ok")
