from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, tagged

from .common import AccessCommon


@tagged("post_install", "-at_install")
class TestAccessMixin(AccessCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.access = cls.document.sudo().crm_access_id
        cls.open_document = cls.env["test.access.document"].create({"name": "Open"})
        cls.Line = cls.env["test.access.line"]

    # === FOLLOWING === #

    def test_follows_first_link_that_is_set(self):
        both = self.Line.create(
            {"name": "both", "document_id": self.document.id, "other_id": self.open_document.id}
        )
        second = self.Line.create(
            {"name": "second", "other_id": self.document.id, "owner_id": self.bob.id}
        )
        alone = self.Line.create({"name": "alone", "owner_id": self.bob.id})
        self.assertEqual(both.crm_access_id, self.access)
        self.assertEqual(second.crm_access_id, self.access)
        self.assertEqual(alone.crm_access_id.user_ids, self.bob)
        both.document_id = False
        self.assertFalse(both.crm_access_id)
        second.other_id = False
        self.assertEqual(second.crm_access_id.user_ids, self.bob)

    def test_chain_follows_resharing(self):
        line = self.Line.create({"name": "line", "document_id": self.document.id})
        note = self.env["test.access.note"].create({"name": "note", "line_id": line.id})
        self.document.level = "open"
        self.assertFalse(note.crm_access_id)
        self.document.level = "read"
        self.assertEqual(note.crm_access_id.level, "read")

    def test_new_access_counts_at_once(self):
        """A search right after the change, in the same transaction, knows it already."""
        line = self.Line.create({"name": "line", "document_id": self.open_document.id})
        mine = self.Line.with_user(self.bob).search([("id", "=", line.id)])
        self.assertTrue(mine)
        self.open_document.write({"level": "private", "manager_ids": [Command.set(self.alice.ids)]})
        self.assertFalse(self.Line.with_user(self.bob).search([("id", "=", line.id)]))

    # === BULK === #

    def _family(self, document, count):
        lines = self.Line.create(
            [
                {
                    "name": str(number),
                    "document_id": document.id if number % 3 else False,
                    "other_id": document.id if number % 2 else False,
                    "owner_id": self.bob.id,
                }
                for number in range(count)
            ]
        )
        notes = self.env["test.access.note"].create(
            [{"name": "note", "line_id": line.id} for line in lines]
        )
        self.env.flush_all()
        return lines, notes

    def _columns(self, records):
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT crm_access_id FROM {records._table} WHERE id IN %s ORDER BY id",  # noqa: S608
            [tuple(records.ids)],
        )
        return [access_id for [access_id] in self.env.cr.fetchall()]

    def test_bulk_equals_slow_path(self):
        """Two paths, one meaning: the stored rows are the same."""
        documents = self.document + self.document.copy()
        families = [self._family(document, 120) for document in documents]
        models = [type(self.Line), type(self.env["test.access.note"])]
        for level, managers in (
            ("read", self.bob),
            ("open", self.alice),
            ("private", self.alice + self.bob),
        ):
            outcomes = []
            for document, (lines, notes), threshold in zip(documents, families, (1, 10_000)):
                with (
                    patch.object(models[0], "_crm_access_bulk", threshold),
                    patch.object(models[1], "_crm_access_bulk", threshold),
                ):
                    document.write({"level": level, "manager_ids": [Command.set(managers.ids)]})
                    self.env.flush_all()
                outcomes.append((self._columns(lines), self._columns(notes)))
            self.assertEqual(outcomes[0], outcomes[1])
            # a third of the lines stands alone and keeps its own
            self.assertIn(documents[0].crm_access_id.id or None, outcomes[0][0])

    def test_bulk_costs_one_update_per_model(self):
        """Re-sharing costs a fixed number of statements, however many rows hang on the record."""
        self._family(self.document, 3000)
        statements = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        self.document.level = "read"
        with patch.object(type(self.env.cr), "execute", spy):
            self.env.flush_all()
        updates = [
            statement
            for statement in statements
            if "UPDATE" in statement and "test_access_" in statement
        ]
        self.assertEqual(len(updates), 3, updates)

    def test_compute_budget(self):
        """Records of one share cost the look-up of one descriptor."""
        values = {"name": "x", "level": "private", "manager_ids": [Command.set(self.alice.ids)]}
        documents = self.env["test.access.document"].create([dict(values) for _number in range(30)])
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.add_to_compute(documents._fields["crm_access_id"], documents)
        with self.assertQueryCount(5):
            documents.mapped("crm_access_id")

    # === CREATION BY USERS === #

    def test_users_create(self):
        """Covers: ACL-03"""
        values = {"name": "x", "level": "private", "manager_ids": [Command.set(self.bob.ids)]}
        mine = (
            self.env["test.access.document"]
            .with_user(self.bob)
            .create([dict(values), dict(values)])
        )
        line = self.Line.with_user(self.bob).create({"name": "x", "document_id": mine[0].id})
        alone = self.Line.with_user(self.bob).create({"name": "x"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((mine.sudo().crm_access_id + line.sudo().crm_access_id).user_ids, self.bob)
        self.assertFalse(alone.sudo().crm_access_id)
        self.assertFalse((mine + line.document_id).with_user(self.alice)._filtered_access("read"))

    def test_create_what_one_will_not_manage(self):
        """One may enter a record for a colleague, and then no longer see it."""
        values = {"name": "x", "level": "private", "manager_ids": [Command.set(self.bob.ids)]}
        made = self.env["test.access.document"].with_user(self.alice).create(values)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(made.has_access("read"))
        self.assertTrue(made.with_user(self.bob).has_access("write"))

    # === NO OTHER DOOR TO THE FIELD === #

    def test_not_written_directly(self):
        """Covers: ACL-07"""
        Document = self.env["test.access.document"]
        for user in (self.bob, self.boss, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                Document.with_user(user).create({"name": "x", "crm_access_id": self.access.id})
            with self.assertRaises(AccessError):
                self.open_document.with_user(user).write({"crm_access_id": self.access.id})
            result = Document.with_user(user).load(
                ["name", "crm_access_id/.id"], [["x", str(self.access.id)]]
            )
            self.assertFalse(result["ids"])

    def test_not_by_context_default_or_copy(self):
        Document = self.env["test.access.document"].with_user(self.alice)
        with self.assertRaises(AccessError):
            Document.with_context(default_crm_access_id=self.access.id).create({"name": "x"})
        administered = Document.with_user(self.env.ref("base.user_admin"))
        made = administered.with_context(default_crm_access_id=self.access.id).create({"name": "x"})
        self.assertFalse(made.sudo().crm_access_id)
        self.env["ir.default"].set("test.access.document", "crm_access_id", self.access.id)
        self.assertFalse(Document.create({"name": "x"}).sudo().crm_access_id)
        copied = self.document.with_user(self.alice).copy({"level": "open"})
        self.assertFalse(copied.sudo().crm_access_id)

    def test_not_read_or_searched_by_users(self):
        document = self.document.with_user(self.alice)
        with self.assertRaises(AccessError):
            document.read(["crm_access_id"])
        with self.assertRaises(AccessError):
            document.search([("crm_access_id", "=", self.access.id)])
        self.assertNotIn("crm_access_id", document.fields_get())

    def test_form_makes_no_descriptor_before_saving(self):
        before = self.env["crm.access"].search_count([])
        form = Form(
            self.open_document.with_user(self.alice),
            "test_crm_access.test_access_document_view_form",
        )
        form.level = "private"
        form.manager_ids.add(self.alice)
        form.manager_ids.add(self.bob)
        self.assertEqual(self.env["crm.access"].search_count([]), before)
        form.save()
        self.env.flush_all()
        self.assertEqual(self.env["crm.access"].search_count([]), before + 1)
