from odoo.tests import HttpCase, tagged

from odoo.addons.crm_access.tests.harness import AccessHarness

from .common import SECRET_NAME, SECRET_PHONE, AccessCommon


@tagged("post_install", "-at_install")
class TestAccessHarness(AccessCommon, AccessHarness, HttpCase):
    """The harness itself: it passes what is right and fails what is wrong, door by door."""

    def test_private_document(self):
        """A private record is closed to strangers, open to its manager and to administrators.

        Covers: ACL-07, ACL-08, ACL-11
        """
        secrets = [SECRET_PHONE, SECRET_NAME]
        # the name may stand as plain text on the open link
        self.assertClosedEverywhere(self.document, self.bob, secrets, skip=["linked_rows"])
        self.assertClosedEverywhere(self.document, self.bob, [SECRET_PHONE])
        self.assertOpenEverywhere(self.document, self.alice, secrets)
        self.assertOpenEverywhere(self.document, self.boss, secrets)

    def test_shared_for_reading(self):
        """What is shared for reading is read by all and written by those listed."""
        self.document.level = "read"
        self.assertOpenEverywhere(self.document, self.bob, self.secrets, writable=False)
        self.assertOpenEverywhere(self.document, self.alice, self.secrets)

    def test_following_records(self):
        """Lines and notes are as closed as the document they hang on."""
        line = self.env["test.access.line"].create(
            {"name": "4242-line", "document_id": self.document.id}
        )
        note = self.env["test.access.note"].create({"name": "4242-note", "line_id": line.id})
        for record in (line, note):
            self.assertClosedEverywhere(record, self.bob, ["4242"])
            self.assertOpenEverywhere(record, self.alice, ["4242"])

    def test_harness_fails_without_rules(self):
        """Every door of the harness finds something as soon as the rules are gone."""
        self.env["ir.rule"].search([("model_id.model", "=", "test.access.document")]).active = False
        seen = self._visit(self.document, self.bob, self.secrets)
        blind = {name for name, found in seen.items() if found is not None and not found}
        # what compares the descriptor itself still holds without rules
        self.assertEqual(blind, {"http_bus", "followers", "mail_to_follower"})
        with self.assertRaisesRegex(self.failureException, "- followers:"):
            self.document.level = "open"
            self.assertClosedEverywhere(self.document, self.bob, self.secrets)
        with self.assertRaises(self.failureException) as failure:
            self.assertClosedEverywhere(self.document, self.bob, self.secrets)
        self.assertIn("- read:", str(failure.exception))

    def test_harness_fails_on_wrong_expectation(self):
        with self.assertRaises(self.failureException):
            self.assertOpenEverywhere(self.document, self.bob, self.secrets)
        with self.assertRaises(self.failureException):
            self.assertClosedEverywhere(self.document, self.alice, self.secrets)
