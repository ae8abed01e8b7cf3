"""Every conformance rule finds the violation it is there for."""

from lxml import etree

from odoo.tests import BaseCase, tagged

from . import checks
from .checks import Link, Rule

READ = Rule("read", True, frozenset({"read"}), "user._crm_access_domain('read')")
WRITE = Rule("write", True, frozenset({"write", "unlink"}), 'user._crm_access_domain("write")')


def private(method):
    method._api_private = True
    return method


class Good:
    _order = "name"
    name = "not a method"

    def action_open(self):
        pass

    def _cron_run(self, ids):
        pass

    @private
    def hidden(self, context):
        pass


class Bad:
    def do_it(self, ids, **context):
        pass


@tagged("post_install", "-at_install")
class TestChecks(BaseCase):
    def expect(self, violations, *texts):
        """One violation for each text, containing it."""
        self.assertEqual(len(violations), len(texts), violations)
        for violation, text in zip(violations, texts, strict=True):
            self.assertIn(text, violation)

    def test_undescribed(self):
        self.expect(checks.undescribed([("a", "A Thing"), ("b", "b"), ("c", None)]), "b:", "c:")

    def test_unordered(self):
        self.expect(checks.unordered([("a", [Good]), ("b", [Bad]), ("c", [])]), "b:", "c:")

    def test_without_access_line(self):
        self.expect(checks.without_access_line(["a", "b"], {"a"}), "b:")

    def test_without_company_rule(self):
        company = Rule("c", True, frozenset({"read"}), "[('company_id', 'in', company_ids)]")
        rules = {"a": [company], "b": [company._replace(is_global=False)], "c": [READ]}
        self.expect(checks.without_company_rule("abc", rules), "b:", "c:")

    def test_without_company_check(self):
        links = [
            Link("a", "checked", "b", True),
            Link("a", "unchecked", "b"),
            Link("c", "not_auto", "b", True),
            Link("a", "user", "res.users"),
            Link("a", "free", "free"),
        ]
        bound = {"a", "b", "c", "res.users"}
        self.expect(checks.without_company_check(links, {"a"}, bound), "a.unchecked", "c.not_auto")

    def test_without_access_rules(self):
        both = checks.without_access_rules(["a"], {"a": [READ, WRITE]})
        self.expect(both)
        self.expect(checks.without_access_rules(["a"], {"a": [READ]}), "unlink and write")
        narrow = WRITE._replace(operations=frozenset({"write"}))
        self.expect(checks.without_access_rules(["a"], {"a": [READ, narrow]}), "unlink and write")
        grouped = READ._replace(is_global=False)
        self.expect(checks.without_access_rules(["a"], {"a": [grouped, WRITE]}), "for read")
        self.expect(checks.without_access_rules(["a"], {}), "for read", "unlink and write")

    def test_callable_from_outside(self):
        classes = [("a", Good), ("b", Bad)]
        never, always = (lambda *a: False), (lambda *a: True)
        self.expect(checks.callable_from_outside(classes, never, set()), "b.do_it")
        self.expect(checks.callable_from_outside(classes, never, {"b.do_it"}))
        self.expect(checks.callable_from_outside(classes, always, set()))

    def test_reserved_parameters(self):
        self.expect(checks.reserved_parameters([("a", Good), ("b", Bad)]), "b.do_it: parameter ids")

    def test_unindexed(self):
        indexed = {("t", "a")}
        self.expect(
            checks.unindexed_inverses([("x", "t", "a"), ("y", "t", "b")], indexed), "y: t.b"
        )
        self.expect(checks.unindexed_columns([("r", "t", "a"), ("s", "u", "a")], indexed), "s: u.a")

    def test_leaking_related(self):
        fields = [
            ("a.name", "res.partner", "name", True),
            ("a.phone", "res.partner", "phone", True),
            ("a.email", "res.partner", "email", False),
            ("a.known", "res.partner", "phone", True),
        ]
        self.expect(checks.leaking_related(fields, {"a.known"}), "a.phone")

    def test_unmapped_links(self):
        self.expect(checks.unmapped_links(["a.x", "a.y"], ["a.y", "a.z"]), "a.x", "a.z")

    def test_nested_partner_fields(self):
        def fields(model):
            return {
                "deal": {
                    "partner_id": ("many2one", "res.partner"),
                    "line_ids": ("one2many", "line"),
                },
                "line": {"customer_id": ("many2one", "res.partner")},
                "res.partner": {"phone": ("char", None)},
            }[model]

        good = (
            '<list><field name="partner_id"/><field name="line_ids">'
            '<list><field name="customer_id"/></list></field></list>'
        )
        bad = good.replace(
            '<field name="customer_id"/>', '<field name="customer_id"><field name="phone"/></field>'
        )
        self.expect(checks.nested_partner_fields(etree.fromstring(good), fields, ("v", "deal")))
        self.expect(
            checks.nested_partner_fields(etree.fromstring(bad), fields, ("v", "deal")),
            "v: line.customer_id",
        )

    def test_crons_off_track(self):
        crons = [
            ("a", "model._cron_run(limit=5)"),
            ("b", "model.search([]).unlink()"),
            ("c", "env.x()"),
        ]
        self.expect(checks.crons_off_track(crons), "b:", "c:")

    def test_missing_view_types(self):
        views = {("a", "list"), ("a", "form"), ("a", "search"), ("b", "form")}
        self.expect(checks.missing_view_types(["a", "b"], views), "b: no list", "b: no search")

    def test_colliding_paths(self):
        actions = [("a", "x", True), ("b", "y", True), ("c", "y", False), ("d", None, True)]
        self.expect(checks.colliding_paths(actions), "b: path y")

    def test_unreachable(self):
        self.expect(checks.unreachable({1: "A", 2: "B"}, {1}), "B:")
