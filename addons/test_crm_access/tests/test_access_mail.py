from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.mail.tools.discuss import Store

from .common import AccessCommon, make_private, picture

EMAIL = "zinaida@secret.example.com"


@tagged("post_install", "-at_install")
class TestAccessMail(AccessCommon, TransactionCase):
    """A private person on an open record: the name stands there, nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Zinaida",
                "email": EMAIL,
                "phone": "+380440000001",
                "image_1920": picture("#abcdef"),
            }
        )
        cls.open_document = cls.env["test.access.document"].create({"name": "Open"})
        cls.message = cls.open_document.message_post(
            body="hello",
            author_id=cls.person.id,
            email_from=f'"Zinaida" <{EMAIL}>',
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        cls.message.reply_to = EMAIL
        cls.open_document._message_subscribe(cls.person.ids)
        make_private(cls.person, cls.alice)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.env.invalidate_all()

    # === ADDRESSES ON MESSAGES === #

    def _addresses(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return str(
            self.message.with_user(user).read(
                ["email_from", "reply_to", "author_id", "author_avatar"]
            )
        )

    def test_addresses_of_private_authors_are_blanked_and_refilled(self):
        seen = self._addresses(self.bob)
        self.assertIn("Zinaida", seen)
        self.assertNotIn(EMAIL, seen)
        self.assertNotIn("author_avatar': b'", seen)
        self.assertFalse(
            self.env["mail.message"]
            .with_user(self.bob)
            .search([("email_from", "ilike", "secret.example")])
        )
        make_private(self.person, self.env["res.users"])
        seen = self._addresses(self.bob)
        self.assertIn(f"<{EMAIL}>", seen)
        self.assertIn(f"'reply_to': '{EMAIL}'", seen)
        self.assertIn("author_avatar': b'", seen)

    def test_new_message_of_private_author(self):
        """Its mail goes out from an address of ours, under the author's name."""
        self.env.company.email = "office@company.example.com"
        self.message = self.open_document.message_post(
            body="again",
            author_id=self.person.id,
            email_from=f'"Zinaida" <{EMAIL}>',
            message_type="email",
        )
        self.assertNotIn(EMAIL, self._addresses(self.bob))
        self.assertIn("Zinaida", self.message.email_from)
        self.assertEqual(self.message.crm_access_email_from, f'"Zinaida" <{EMAIL}>')

    def test_reader_reads_the_avatar(self):
        self.assertIn("author_avatar': b'", self._addresses(self.alice))

    # === WEB CLIENT === #

    def _store(self, user):
        self.env.invalidate_all()
        document = self.open_document.with_user(user)
        store = Store().add(document, request_list=["followers", "activities"], as_thread=True)
        store.add(self.message.with_user(user))
        return str(store.get_result())

    def test_web_client_gets_the_name_only(self):
        """Covers: ACL-16"""
        seen = self._store(self.bob)
        self.assertIn("Zinaida", seen)
        self.assertNotIn(EMAIL, seen)
        self.assertNotIn("avatar_128_access_token", seen.split(f"'id': {self.person.id}")[-1][:200])
        self.assertIn(EMAIL, self._store(self.alice))

    def test_broadcast_counts_as_a_stranger(self):
        store = Store(bus_channel=self.env.ref("base.group_user"))
        store.add(self.person.sudo())
        self.assertNotIn(EMAIL, str(store.get_result()))

    def test_follower_email(self):
        follower = self.env["mail.followers"].search(
            [("res_model", "=", self.open_document._name), ("partner_id", "=", self.person.id)]
        )
        self.env.invalidate_all()
        self.assertFalse(follower.with_user(self.bob).email)
        self.assertFalse(
            follower.with_user(self.bob).search([("email", "ilike", "secret.example")])
        )
        self.assertEqual(follower.with_user(self.bob).name, "Zinaida")
        self.assertEqual(follower.with_user(self.alice).email, EMAIL)
        self.assertIn(
            follower, follower.with_user(self.alice).search([("email", "ilike", "secret.example")])
        )

    # === FOLLOWERS WITHOUT ACCESS === #

    def _notified(self, document):
        message = document.with_user(self.alice).message_post(
            body="news", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        return message.sudo().notified_partner_ids

    def test_followers_without_access_get_no_mail(self):
        """Covers: ACL-07"""
        followers = self.bob.partner_id + self.boss.partner_id
        self.document._message_subscribe(followers.ids)
        self.assertEqual(self._notified(self.document), self.boss.partner_id)
        self.document.manager_ids = [Command.link(self.bob.id)]
        self.assertEqual(self._notified(self.document), followers)
        self.document.write({"level": "read", "manager_ids": [Command.set(self.alice.ids)]})
        self.assertEqual(self._notified(self.document), followers)

    def test_mentioned_without_access_gets_no_mail(self):
        message = self.document.with_user(self.alice).message_post(
            body="look", partner_ids=self.bob.partner_id.ids, subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(self.bob.partner_id, message.sudo().notified_partner_ids)

    def test_customers_still_get_mail(self):
        """A customer has no user and is addressed on purpose."""
        customer = self.env["res.partner"].create(
            {"name": "Customer", "email": "customer@example.com"}
        )
        self.document._message_subscribe(customer.ids)
        self.assertIn(customer, self._notified(self.document))

    # === ADDRESSING === #

    def test_private_person_cannot_be_addressed_by_strangers(self):
        """Knowing an id is not enough to write to somebody, or to learn his name."""
        document = self.open_document.with_user(self.bob)
        for call in (
            lambda: document.message_subscribe(self.person.ids),
            lambda: document.message_post(body="x", partner_ids=self.person.ids),
            lambda: document.message_notify(body="x", partner_ids=self.person.ids),
        ):
            with self.assertRaises(AccessError) as refusal:
                call()
            self.assertNotIn("Zinaida", str(refusal.exception))
        self.open_document.with_user(self.alice).message_subscribe(self.person.ids)
        self.open_document.with_user(self.alice).message_post(body="x", partner_ids=self.person.ids)
