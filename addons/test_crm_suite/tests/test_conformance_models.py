"""Every model of the suite keeps the house rules."""

import logging

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from . import allowed, checks
from .discovery import Suite

_logger = logging.getLogger(__name__)
MIXIN = "crm.access.mixin"


@tagged("post_install", "-at_install")
class TestConformanceModels(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suite = Suite(cls.env)
        cls.user = new_test_user(cls.env, "conformance_user", groups="crm_access.group_crm_user")

    def none(self, violations):
        """There are no violations; if there are, they are the message."""
        self.assertFalse(violations, "\n" + "\n".join(violations))

    def test_discovery(self):
        """The suite is found at all; otherwise every other test here would pass on nothing."""
        self.assertIn("crm_core", self.suite.addons)
        self.assertIn("crm.funnel", self.suite.models)
        self.assertNotIn("crm.lead", self.suite.models)
        self.assertIn("crm.lead.funnel_id", {str(link) for link in self.suite.links})
        self.assertIn(("res_partner", "parent_id"), self.suite.indexed)

    def test_description(self):
        self.none(checks.undescribed((n, m._description) for n, m in self.suite.models.items()))

    def test_order(self):
        self.none(checks.unordered((n, self.suite.classes(n)) for n in self.suite.tables))

    def test_access_lines(self):
        self.none(checks.without_access_line(self.suite.models, self.suite.granted))

    def test_company_rules(self):
        models = self.suite.company_bound.intersection(self.suite.tables)
        self.none(checks.without_company_rule(sorted(models), self.suite.rules))

    def test_company_checks(self):
        links = [link for link in self.suite.links if str(link) not in allowed.CROSS_COMPANY]
        auto = {name for name, cls in self.env.registry.items() if cls._check_company_auto}
        self.none(checks.without_company_check(links, auto, self.suite.company_bound))

    def test_access_mixin(self):
        adopters = [
            name
            for name, cls in self.env.registry.items()
            if not cls._abstract and not cls._transient and MIXIN in cls._inherit_module
        ]
        self.assertIn("crm.lead", adopters)
        self.none(checks.without_access_rules(adopters, self.suite.rules))

    def test_public_methods(self):
        classes = self.suite.own_classes
        self.none(
            checks.callable_from_outside(classes, self.suite.inherited, allowed.PUBLIC_METHODS)
        )

    def test_reserved_parameters(self):
        self.none(checks.reserved_parameters(self.suite.own_classes))

    def test_one2many_inverses(self):
        one2manys = [
            (str(field), self.env[field.comodel_name]._table, field.inverse_name)
            for field in self.suite.fields
            if field.type == "one2many"
            and field.store
            and not self.env[field.comodel_name]._transient
            and self.env[field.comodel_name]._fields[field.inverse_name].column_type
            and self.env[field.comodel_name]._fields[field.inverse_name].type == "many2one"
        ]
        self.none(checks.unindexed_inverses(one2manys, self.suite.indexed))

    def test_rule_columns(self):
        """Fields that our record rules compare are indexed."""
        uses = []
        for rule in self.suite.records("ir.rule"):
            model = self.env[rule.model_id.model]
            context = self.env["ir.rule"].with_user(self.user)._eval_context()
            domain = Domain(safe_eval(rule.domain_force or "[]", context))
            uses += [(self.suite.xmlid(rule), *use) for use in self._columns(model, domain)]
        self.none(checks.unindexed_columns(uses, self.suite.indexed))

    def test_filter_columns(self):
        """Links that our search views filter on are indexed; other unindexed columns are logged."""
        links, others = [], []
        for view in self.suite.records("ir.ui.view").filtered(lambda v: v.type == "search"):
            model = self.env[view.model]
            arch = view._get_combined_arch()
            for node in arch.iter("field", "filter"):
                for table, column in self._filtered(model, node):
                    field = self._field(table, column)
                    ours = field and field in self.suite.fields
                    kind = links if ours and field.type == "many2one" else others
                    kind.append((self.suite.xmlid(view), table, column))
        self.none(checks.unindexed_columns(links, self.suite.indexed))
        for line in checks.unindexed_columns(others, self.suite.indexed):
            _logger.info("Without index: %s", line)

    def _filtered(self, model, node):
        if node.tag == "field":
            field = model._fields.get(node.get("name"))
            domain = Domain(field.name, "!=", False) if field else Domain.TRUE
        else:
            values = {"uid": self.user.id, "context": {}, "context_today": None}
            try:
                domain = Domain(safe_eval(node.get("domain") or "[]", values))
            except (ValueError, TypeError):  # computed by the client from names it alone knows
                return []
        return self._columns(model, domain)

    def _columns(self, model, domain):
        """The stored columns of the model's own table that a domain looks at first."""
        for condition in domain.iter_conditions():
            field = model._fields.get(condition.field_expr.partition(".")[0])
            if field and field.store and field.column_type and field.name != "id" and model._auto:
                yield model._table, field.name

    def _field(self, table, column):
        return next(
            (
                f
                for f in self.suite.fields
                if f.name == column and self.env[f.model_name]._table == table
            ),
            None,
        )

    def test_related_fields(self):
        """No related field shows a private contact's data to everybody."""
        fields = [
            (str(field), self._through(field), field.related.rpartition(".")[2], field.related_sudo)
            for field in self.suite.fields
            if field.related and not field.inherited and self._through(field) == "res.partner"
        ]
        self.none(checks.leaking_related(fields, allowed.RELATED))

    def _through(self, field):
        """The model a related field reads at the end of its path."""
        model = self.env[field.model_name]
        for name in field.related.split(".")[:-1]:
            model = self.env[model._fields[name].comodel_name]
        return model._name

    def test_partner_links(self):
        """It is said for each link to a partner what merging and erasing partners do with it."""
        links = [
            str(link)
            for link in self.suite.links
            if link.comodel == "res.partner" and not self.env[link.model]._transient
        ]
        self.none(checks.unmapped_links(links, allowed.PARTNER_LINKS))
        for link, (_, ondelete) in allowed.PARTNER_LINKS.items():
            model, _, name = link.rpartition(".")
            self.assertEqual(self.env[model]._fields[name].ondelete, ondelete, link)

    def test_crons(self):
        crons = self.suite.records("ir.cron")
        self.none(
            checks.crons_off_track((self.suite.xmlid(cron), cron.code or "") for cron in crons)
        )
