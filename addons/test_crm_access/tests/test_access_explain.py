from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import AccessCommon

USERS = 5


@tagged("post_install", "-at_install")
class TestAccessExplain(AccessCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plain = new_test_user(cls.env, "access_plain", groups="base.group_user")
        system = new_test_user(cls.env, "access_system", groups="base.group_system")
        cls.people = cls.alice + cls.bob + cls.boss + plain + system
        cls.env["ir.rule"].create(
            {
                "name": "Forbidden phones",
                "model_id": cls.env["ir.model"]._get("test.access.document").id,
                "domain_force": "[('phone', '!=', 'forbidden')]",
            }
        )

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        level=st.sampled_from(["open", "read", "private"]),
        listed=st.sets(st.integers(0, USERS - 1)),
        asking=st.integers(0, USERS - 1),
        phone=st.sampled_from([False, "forbidden"]),
    )
    def test_rule_check_and_explanation_agree(self, level, listed, asking, phone):
        """For any share and any user, the search, the access check and the explanation agree.

        Covers: ACL-07, ACL-11
        """
        users = self.env["res.users"].browse(self.people[index].id for index in listed)
        user = self.people[asking]
        with self.env.cr.savepoint() as savepoint:
            self.document.write(
                {"level": level, "manager_ids": [Command.set(users.ids)], "phone": phone}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            verdict = self.document._crm_access_explain(user)
            document = self.document.with_user(user)
            self.env.invalidate_all()
            self.assertEqual(document.has_access("read"), verdict.may_read, verdict)
            self.assertEqual(document.has_access("write"), verdict.may_write, verdict)
            self.assertEqual(document.has_access("unlink"), verdict.may_write, verdict)
            if document.browse().has_access("read"):
                found = document.search([("id", "=", document.id)])
                self.assertEqual(bool(found), verdict.may_read, verdict)
            self._check_reason(verdict, level, users, user, phone)
            savepoint.rollback()

    def _check_reason(self, verdict, level, users, user, phone):
        if not user.has_group("crm_access.group_crm_user"):
            expected = "missing_right"
        elif phone:
            expected = "other_rule"
            self.assertIn("Forbidden phones", verdict.rules)
        elif level == "open":
            expected = "open"
        elif level == "read":
            expected = "shared_read"
        elif user in users:
            expected = "listed"
        else:
            admin = user.has_group("crm_access.group_crm_admin")
            expected = "administrator" if admin else "not_listed"
        self.assertEqual(verdict.read_reason, expected)
        self.assertEqual(verdict.level, level)

    def test_superuser(self):
        verdict = self.document._crm_access_explain(self.env.ref("base.user_root"))
        self.assertEqual((verdict.may_read, verdict.read_reason), (True, "superuser"))

    def test_read_only(self):
        self.document.level = "read"
        verdict = self.document._crm_access_explain(self.bob)
        self.assertEqual((verdict.may_read, verdict.may_write), (True, False))
        self.assertEqual(verdict.write_reason, "read_only")
        self.assertEqual(verdict.user_ids, tuple(self.alice.ids))
