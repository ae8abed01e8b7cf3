import io

from pypdf import PdfReader

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.crm_print.tools.chromium import keeper


def pages_of(data):
    """The text of each page of a PDF, its words apart by single blanks."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


class PrintCase(TransactionCase):
    """A report of customers in the company's layout, one of them several pages long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(keeper().stop)
        cls.user = new_test_user(cls.env, login="printer", groups="base.group_user")
        cls.env["ir.config_parameter"].set_param("crm_print.engine", "chromium")
        cls.env.company.write(
            {
                "name": "Printing House",
                "report_footer": "<p>Terms of the house</p>",
                "external_report_layout_id": cls.env.ref("web.external_layout_standard").id,
            }
        )
        cls.partners = cls.env["res.partner"].create(
            [{"name": name} for name in ("Anna", "Борис", "Cecil")]
        )
        cls.template = cls.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "crm_print_test",
                "key": "crm_print.test_report",
                "arch": cls._arch(),
            }
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Customer Sheet",
                "model": "res.partner",
                "report_name": "crm_print.test_report",
                "report_type": "qweb-pdf",
                "paperformat_id": cls.env.ref("base.paperformat_euro").id,
            }
        )
        # Attachments are kept for records that the user may change only by their rights.
        cls.Report = cls.env["ir.actions.report"].with_context(force_report_rendering=True)

    @staticmethod
    def _arch(extra=""):
        return f"""<t t-name="crm_print.test_report"><t t-call="web.html_container">
            <t t-foreach="docs" t-as="o"><t t-call="web.external_layout">
                <t t-set="company" t-value="res_company"/>
                <div class="page"><h2>Customer <t t-out="o.name"/></h2>{extra}
                    <p t-if="o.name == 'Anna'" t-foreach="range(80)" t-as="n">
                        Line <t t-out="n"/></p>
                </div>
            </t></t>
        </t></t>"""

    def render(self, records=None, user=None):
        Report = self.Report.with_user(user or self.env.user)
        records = self.partners if records is None else records
        return Report._render_qweb_pdf(self.report.report_name, records.ids)[0]

    def streams(self):
        found = self.Report._render_qweb_pdf_prepare_streams(
            self.report.report_name, {}, res_ids=self.partners.ids
        )
        return {key: pages_of(value["stream"].getvalue()) for key, value in found.items()}
