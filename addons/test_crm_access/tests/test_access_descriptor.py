import threading
from datetime import timedelta

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import AccessCommon


@tagged("post_install", "-at_install")
class TestAccessDescriptor(AccessCommon, TransactionCase):
    def _get(self, level, users):
        return self.env["crm.access"]._get(level, users)

    def test_canonical(self):
        """The same share is the same row, in whatever order its users come."""
        access = self._get("private", self.alice + self.bob)
        self.assertEqual(self._get("private", self.bob + self.alice), access)
        self.assertNotEqual(self._get("read", self.bob + self.alice), access)
        self.assertEqual(access.user_ids, self.alice + self.bob)
        self.assertFalse(self._get("open", self.alice))
        self.assertEqual(len(self._get("private", self.env["res.users"])), 1)

    def test_immutable(self):
        access = self._get("private", self.alice)
        for env in (self.env, self.env(user=self.boss), self.env(user=self.bob)):
            Access = env["crm.access"]
            with self.assertRaises(AccessError):
                Access.browse(access.id).write({"level": "read"})
            with self.assertRaises(AccessError):
                Access.create({"level": "private", "key": "private:0"})
            with self.assertRaises(AccessError):
                Access.browse(access.id).copy()

    def test_closed_to_users(self):
        """Who is listed with whom is no business of users."""
        access = self._get("private", self.alice)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            access.with_user(self.bob).read(["key"])
        self.assertTrue(access.with_user(self.boss).read(["key"]))

    def test_new_descriptor_clears_cached_rules(self):
        """A rule computed before a descriptor existed does not hide what it opens."""
        carol = new_test_user(self.env, "access_carol", groups="crm_access.group_crm_user")
        Document = self.env["test.access.document"].with_user(carol)
        self.assertFalse(Document.search([("id", "=", self.document.id)]))
        self.document.manager_ids = [Command.link(carol.id)]
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(Document.search([("id", "=", self.document.id)]))

    def test_changed_role_clears_cached_rules(self):
        """Covers: ACL-04"""
        Document = self.env["test.access.document"].with_user(self.bob)
        self.assertFalse(Document.search([("id", "=", self.document.id)]))
        admin = self.env.ref("crm_access.group_crm_admin")
        self.bob.group_ids = [Command.link(admin.id)]
        self.assertTrue(Document.search([("id", "=", self.document.id)]))
        admin.user_ids = [Command.unlink(self.bob.id)]
        self.env.invalidate_all()
        self.assertFalse(Document.search([("id", "=", self.document.id)]))

    def test_rules_cleared_after_commit(self):
        """What another thread cached between the insertion and the commit goes, too."""
        pending = len(self.env.cr.postcommit._funcs)
        self._get("private", self.alice + self.bob + self.boss)
        self.assertGreater(len(self.env.cr.postcommit._funcs), pending)

    def test_query_budget(self):
        """Covers: ACL-06"""
        self._get("private", self.alice)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.alice._crm_access_ids("read")

    # === GARBAGE === #

    def test_unused_is_collected(self):
        unused = self._get("private", self.alice + self.bob)
        fresh = self._get("private", self.bob)
        used = self.document.sudo().crm_access_id
        self.env.cr.execute(
            "UPDATE crm_access SET create_date = %s WHERE id IN %s",
            [fields.Datetime.now() - timedelta(days=2), tuple((unused + used).ids)],
        )
        self.env.invalidate_all()
        self.env["crm.access"]._gc_unused()
        self.assertEqual((unused + used + fresh).exists(), used + fresh)

    def test_used_cannot_be_deleted(self):
        """Deleting a descriptor in use would open what it closes; the database refuses."""
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.document.sudo().crm_access_id.unlink()

    # === DELETED USERS === #

    def test_last_user_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "access_alice.*Test Document: 1"):
            self.alice.unlink()
        self.assertEqual(self.document.sudo().crm_access_id.user_ids, self.alice)

    def test_deleted_user_leaves_the_others(self):
        """The others keep their access, strangers get none, and the row stays canonical."""
        dave = new_test_user(self.env, "access_dave", groups="crm_access.group_crm_user")
        self.document.manager_ids = [Command.link(dave.id)]
        self.env.flush_all()
        dave.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.document.sudo().crm_access_id, self._get("private", self.alice))
        self.assertTrue(self.document.with_user(self.alice).has_access("write"))
        self.assertFalse(self.document.with_user(self.bob).has_access("read"))

    def test_user_of_unused_descriptors_can_be_deleted(self):
        dave = new_test_user(self.env, "access_dave", groups="crm_access.group_crm_user")
        access = self._get("private", dave)
        dave.unlink()
        self.assertFalse(access.exists())


@tagged("post_install", "-at_install")
class TestAccessRace(TransactionCase):
    def test_two_transactions_make_the_same_descriptor(self):
        """The second waits for the first and is told to start again, which the host does."""
        key_users = (SUPERUSER_ID,)
        connection = db_connect(self.env.cr.dbname)
        outcome = []

        def second():
            with connection.cursor() as cursor:
                env = api.Environment(cursor, SUPERUSER_ID, {})
                cursor.execute("SELECT 1")  # its snapshot is older than the first one's commit
                started.set()
                try:
                    env["crm.access"]._get("read", env["res.users"].browse(key_users))
                    outcome.append("made")
                except SerializationFailure:
                    outcome.append("again")

        started = threading.Event()
        with connection.cursor() as cursor, mute_logger("odoo.sql_db"):
            env = api.Environment(cursor, SUPERUSER_ID, {})
            access = env["crm.access"]._get("read", env["res.users"].browse(key_users))
            thread = threading.Thread(target=second)
            thread.start()
            started.wait(10)
            cursor.commit()
            thread.join(10)
            self.addCleanup(self._delete, connection, access.id)
        self.assertEqual(outcome, ["again"])
        with connection.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            self.assertEqual(
                env["crm.access"]._get("read", env["res.users"].browse(key_users)).id, access.id
            )

    @staticmethod
    def _delete(connection, access_id):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM crm_access WHERE id = %s", [access_id])
