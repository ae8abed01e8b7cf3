from lxml import etree

from odoo.tests import Form, tagged

from .lead_common import LeadCommon

VIEWS = {
    "leads": ("list", "kanban", "form", "activity", "search"),
    "deals": ("kanban", "list", "form", "calendar", "pivot", "graph", "activity", "search"),
}


@tagged("post_install", "-at_install")
class TestCrmLeadViews(LeadCommon):
    def _load(self, name):
        action = self.env.ref(f"crm_core.crm_lead_action_{name}")
        views = [(view_id, mode) for view_id, mode in action.views]
        views.append((action.search_view_id.id, "search"))
        Lead = self.env["crm.lead"].with_user(self.alice)
        return action, Lead.get_views(views)

    def test_views_load(self):
        """Both actions offer their views to a plain user, with our own archs.

        Covers: DEAL-07, DEAL-22
        """
        for name, modes in VIEWS.items():
            _action, result = self._load(name)
            self.assertEqual(set(result["views"]), set(modes))
            self.assertIn("crm_number", result["views"]["list"]["arch"])
        arch = result["views"]["search"]["arch"]
        for name in ("my", "others", "open", "won", "lost", "due", "participant_ids", "tag_ids"):
            self.assertIn(f'name="{name}"', arch)
        self.assertIn('sum="Total"', result["views"]["list"]["arch"])

    def test_status_bar_shows_every_stage(self):
        """The bar of a deal offers all stages of its funnel, in order.

        Covers: FUN-03, DEAL-09
        """
        _action, result = self._load("deals")
        self.assertIn('widget="crm_stage_bar"', result["views"]["form"]["arch"])
        deal = self._make_deal()
        stages = (
            self.env["crm.stage"]
            .with_user(self.alice)
            .search([("funnel_id", "=", deal.funnel_id.id)])
        )
        self.assertEqual(stages.mapped("name"), self.deal_funnel.stage_ids.mapped("name"))

    def test_deal_form(self):
        """A deal made in the form: funnel and stage are proposed, the value follows the budget."""
        Lead = self.env["crm.lead"].with_user(self.alice).with_context(default_type="opportunity")
        with Form(Lead, "crm_core.crm_deal_view_form") as form:
            self.assertEqual(form.funnel_id, self.deal_funnel)
            self.assertEqual(form.stage_id, self.stages["contact"])
            self.assertEqual(form.user_id, self.alice)
            form.name = "From the form"
            form.bid_amount = 100
            form.bid_type = "month"
            form.bid_period_count = 6
            self.assertEqual(form.bid_value, 600)
        deal = form.record
        self.assertEqual((deal.expected_revenue, deal.probability), (600, 1))
        self.assertRegex(deal.crm_number, r"^D\d+$")

    def test_lead_form(self):
        """A lead made in the form without a title is called by its person."""
        Lead = self.env["crm.lead"].with_user(self.alice).with_context(default_type="lead")
        with Form(Lead, "crm_core.crm_lead_view_form") as form:
            self.assertEqual(form.funnel_id, self.lead_funnel)
            form.crm_first_name = "Ivan"
            form.crm_last_name = "Petrov"
        self.assertEqual(form.record.contact_name, "Ivan Petrov")
        self.assertEqual(form.record.name, "Ivan Petrov")

    def test_no_partner_details(self):
        """Views ask a contact for its name only, so a closed one breaks no list or form.

        Covers: ACL-16
        """
        private = self._make_person(name="Secret Person")
        deal = self._make_deal(partner_id=private.id)
        for name in VIEWS:
            action, _result = self._load(name)
            for view_id, mode in action.views:
                if mode not in ("list", "form", "kanban"):
                    continue
                arch = self.env["crm.lead"].with_user(self.bob).get_view(view_id, mode)["arch"]
                self.assertTrue(arch)
        self.env.invalidate_all()
        [values] = deal.with_user(self.bob).web_read(
            {
                "partner_id": {"fields": {"display_name": {}}},
                "participant_ids": {"fields": {"display_name": {}}},
            }
        )
        self.assertEqual(values["partner_id"]["display_name"], "Secret Person")

    def _specification(self, view_id, mode):
        models = self.env["crm.lead"].with_user(self.alice).get_views([(view_id, mode)])
        fields = models["models"]["crm.lead"]["fields"]
        arch = etree.fromstring(models["views"][mode]["arch"])
        names = {node.get("name") for node in arch.iter("field")} & set(fields)
        return {
            name: {"fields": {"display_name": {}}} if fields[name].get("relation") else {}
            for name in names
        }

    def test_page_queries(self):
        """A page of 80 deals costs a fixed number of queries, whatever it shows."""
        partners = (
            self.env["res.partner"]
            .with_user(self.alice)
            .create(
                [{"crm_first_name": "Ivan", "crm_last_name": f"P{index}"} for index in range(10)]
            )
        )
        self.env["crm.lead"].with_user(self.alice).create(
            [
                {
                    "name": f"Deal {index}",
                    "type": "opportunity",
                    "partner_id": partners[index % 10].id,
                    "bid_amount": index,
                }
                for index in range(80)
            ]
        )
        for xmlid, mode in (("crm_deal_view_list", "list"), ("crm_deal_view_kanban", "kanban")):
            specification = self._specification(self.env.ref(f"crm_core.{xmlid}").id, mode)
            Lead = self.env["crm.lead"].with_user(self.alice)
            domain = [("type", "=", "opportunity"), ("name", "=like", "Deal %")]
            Lead.web_search_read(domain, specification, limit=80, count_limit=1000)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(20):
                result = Lead.web_search_read(domain, specification, limit=80, count_limit=1000)
            self.assertEqual(len(result["records"]), 80)

    def test_batch_creation_queries(self):
        """Creating deals in a batch costs few queries for each."""
        Lead = self.env["crm.lead"].with_user(self.alice).with_context(tracking_disable=True)

        def batch(size):
            rows = [{"name": "B", "type": "opportunity", "bid_amount": 5} for _i in range(size)]
            Lead.create(rows)
            self.env.flush_all()

        batch(2)
        before = self.env.cr.sql_log_count
        batch(10)
        small = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        batch(110)
        per_row = (self.env.cr.sql_log_count - before - small) / 100
        self.assertLess(per_row, 2.5, "two are the host's own, for the sales team")
