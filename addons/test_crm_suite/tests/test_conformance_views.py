"""Every view, action and menu of the suite opens for those it is made for."""

from odoo.tests import TransactionCase, new_test_user, tagged

from . import allowed, checks
from .discovery import Suite

USER = "crm_access.group_crm_user"
ADMIN = "crm_access.group_crm_admin"


@tagged("post_install", "-at_install")
class TestConformanceViews(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suite = Suite(cls.env)
        cls.user = new_test_user(cls.env, "conformance_user", groups=USER)
        cls.admin = new_test_user(cls.env, "conformance_admin", groups=ADMIN)
        cls.system = new_test_user(cls.env, "conformance_system", groups="base.group_system")
        cls.actions = cls.suite.records("ir.actions.act_window")
        cls.menus = cls.suite.records("ir.ui.menu")

    def none(self, violations):
        """There are no violations; if there are, they are the message."""
        self.assertFalse(violations, "\n" + "\n".join(violations))

    def roots(self):
        """The primary views that our views are or extend."""
        views = self.env["ir.ui.view"]
        for view in self.suite.records("ir.ui.view").filtered("model"):
            while view.inherit_id and view.mode != "primary":
                view = view.inherit_id
            views |= view
        return views

    def test_views_load(self):
        """Each view, with everything that extends it, loads for an administrator and a user."""
        roots = self.roots()
        self.assertTrue(roots)
        for view in roots:
            for user in self.admin, self.user:
                model = self.env[view.model].with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(view=self.suite.xmlid(view), user=user.login):
                    arch = model.get_views([(view.id, view.type)])["views"][view.type]["arch"]
                    self.assertTrue(arch)

    def test_actions_load(self):
        """Each window action's views load, and it has a path."""
        for action in self.actions:
            for user in self.admin, self.user:
                model = self.env[action.res_model].with_user(user)
                if not model.has_access("read") or (action.group_ids - user.all_group_ids):
                    continue
                with self.subTest(action=self.suite.xmlid(action), user=user.login):
                    views = model.get_views(action.views, {"action_id": action.id, "toolbar": True})
                    self.assertEqual(set(views["views"]), {kind for _, kind in action.views})

    def test_nested_partner_fields(self):
        """No view of ours asks for more of a linked partner than its display name."""
        violations = []
        for view in self.roots():
            name = self.suite.xmlid(view)
            arch = view._get_combined_arch()
            violations += checks.nested_partner_fields(arch, self._fields, (name, view.model))
        self.none(violations)

    def _fields(self, model):
        if model not in self.env:
            return {}
        return {f.name: (f.type, f.comodel_name) for f in self.env[model]._fields.values()}

    def test_view_types(self):
        """What users open has a list, a form and a search view of its own."""
        views = {(view.model, view.type) for view in self.env["ir.ui.view"].search([])}
        opened = {action.res_model for action in self.actions if action.target == "current"}
        models = [
            name
            for name in sorted(opened & set(self.suite.tables))
            if name not in allowed.WITHOUT_VIEWS
        ]
        self.none(checks.missing_view_types(models, views))

    def test_paths(self):
        actions = [
            (action.display_name, action.path, action in self.actions)
            for action in self.env["ir.actions.act_window"].search([])
        ]
        self.none(checks.colliding_paths(actions))

    def test_menus(self):
        """A user sees each menu not kept for administrators; the system's administrator all."""
        self.assertTrue(self.menus)
        active = self.menus.filtered("active")
        names = {menu.id: menu.complete_name for menu in active}
        visible = self.env["ir.ui.menu"].with_user(self.system)._visible_menu_ids(debug=True)
        self.none(checks.unreachable(names, visible))
        visible = self.env["ir.ui.menu"].with_user(self.user)._visible_menu_ids()
        own = {menu.id: menu.complete_name for menu in active if not self._kept_from_users(menu)}
        self.none(checks.unreachable(own, visible))

    def _kept_from_users(self, menu):
        """Whether the menu, one above it, or what it opens is for others only."""
        while menu:
            if menu.group_ids and not menu.group_ids & self.user.all_group_ids:
                return True
            menu = menu.parent_id
        return False
