"""PDF of documents like invoices: the company's layout, an address, ten lines and a total.

Stock prints them one by one: Debian's wkhtmltopdf takes no more than one document at a time. No
server runs during the measurement, so stock's pages are plain: it is spared reading the styles.
"""

from .workloads import Workload

KEY = "bench.print_document"
STOCK_DOCUMENTS = 3
DOCUMENTS = 200
ARCH = f"""<t t-name="{KEY}"><t t-call="web.html_container"><t t-foreach="docs" t-as="o">
    <t t-call="web.external_layout">
        <t t-set="company" t-value="res_company"/>
        <t t-set="address"><div t-field="o.self" t-options='{{"widget": "contact"}}'/></t>
        <div class="page"><h2>Invoice <t t-out="o.id"/></h2>
            <table class="table table-sm o_main_table">
                <thead><tr><th>Description</th><th>Quantity</th><th>Amount</th></tr></thead>
                <tbody><tr t-foreach="range(10)" t-as="n">
                    <td>Product <t t-out="n"/></td><td><t t-out="n"/>.00</td>
                    <td><t t-out="n * o.id"/>.00</td>
                </tr></tbody>
            </table><p>Total <strong t-out="o.id * 45"/></p>
        </div>
    </t>
</t></t></t>"""


class Print(Workload):
    """Print documents of one page each; what was made before is in the time of neither side."""

    unit = "page"
    labels = ("stock, wkhtmltopdf", "Chromium")
    documents = 1

    def prepare(self, env):
        if not env["ir.actions.report"].search([("report_name", "=", KEY)]):
            env["ir.ui.view"].create({"type": "qweb", "name": KEY, "key": KEY, "arch": ARCH})
            env["ir.actions.report"].create(
                {
                    "name": "Document",
                    "model": "res.partner",
                    "report_name": KEY,
                    "report_type": "qweb-pdf",
                    "paperformat_id": env.ref("base.paperformat_euro").id,
                }
            )
        # The style sheets are made once in the life of a database.
        self._report(env)._render_qweb_pdf(KEY, env["res.partner"].search([], limit=1).ids)

    def run(self, env):
        raise NotImplementedError

    def _report(self, env):
        return env["ir.actions.report"].with_context(force_report_rendering=True)

    def baseline(self, env):
        report = self._report(env)
        partners = env["res.partner"].search([], limit=STOCK_DOCUMENTS)
        for partner in partners:
            report._render_qweb_pdf(KEY, partner.ids)
        return len(partners)

    def candidate(self, env):
        report = self._report(env)
        partners = env["res.partner"].search([], limit=self.documents)
        streams = report._render_qweb_pdf_prepare_streams(KEY, {}, res_ids=partners.ids)
        missing = set(partners.ids) - set(streams)
        if missing:
            raise ValueError(f"{self.name}: no PDF of {len(missing)} documents")
        return len(partners)


class PrintOne(Print):
    name = "pdf_one"
    title = "PDF of one document like an invoice, Chromium running"


class PrintMany(Print):
    name = "pdf_many"
    title = f"PDF of {DOCUMENTS} documents like invoices in one run, a file for each"
    documents = DOCUMENTS
