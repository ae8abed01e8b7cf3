from odoo import api, fields, models
from odoo.tools import SQL, email_normalize, formataddr

from .crm_access import PRIVATE


class MailMessage(models.Model):
    """Messages keep no address of an author who is private.

    A message on an open record is read by everybody, and the host stores the author's address
    on it. While the author is private the address waits in a field for administrators.
    """

    _name = "mail.message"
    _inherit = "mail.message"

    crm_access_email_from = fields.Char(
        "Private Sender", groups="base.group_system", copy=False, readonly=True
    )
    crm_access_reply_to = fields.Char(
        "Private Reply-To", groups="base.group_system", copy=False, readonly=True
    )
    # the host relates it as superuser
    author_avatar = fields.Binary(
        related=None, compute="_compute_author_avatar", compute_sudo=False
    )

    @api.depends("author_id.avatar_128")
    @api.depends_context("uid")
    def _compute_author_avatar(self):
        self.env["crm.access"]._fill_unless_closed(self, "author_id", "avatar_128", "author_avatar")

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if "crm_access_id" in self.env["res.partner"]._fields:
            messages.sudo()._crm_access_hide_new_addresses()
        return messages

    def write(self, vals):
        res = super().write(vals)
        if not {"author_id", "email_from", "reply_to"}.isdisjoint(vals) and (
            "crm_access_id" in self.env["res.partner"]._fields
        ):
            self.sudo()._crm_access_hide_new_addresses()
        return res

    def _crm_access_hide_new_addresses(self):
        """Take the address of private authors off messages, leaving one that can be mailed from."""
        employee_ids = self.env["res.users"]._crm_internal_partner_ids()
        for message in self:
            author = message.author_id
            if not author or author.id in employee_ids or author.crm_access_id.level != PRIVATE:
                continue
            values = {}
            stand_in = message._crm_access_stand_in_address()
            if message.email_from and message.email_from != stand_in:
                values |= {"email_from": stand_in, "crm_access_email_from": message.email_from}
            address = email_normalize(message.email_from) or author.email_normalized
            if address and address in (message.reply_to or "").lower():
                values |= {"reply_to": stand_in, "crm_access_reply_to": message.reply_to}
            if values:
                super(MailMessage, message).write(values)

    def _crm_access_stand_in_address(self):
        """The author's name over an address of ours; False if we have none."""
        company = self.env.company
        address = company.alias_domain_id.default_from_email or email_normalize(company.email)
        return formataddr((self.author_id.name or "", address)) if address else False

    @api.model
    def _crm_access_sync_addresses(self, authors):
        """Blank the addresses on the messages of authors, or bring them back.

        :param authors: `res.partner` records whose descriptor has just changed
        """
        hidden = authors.filtered(lambda author: author.crm_access_id.level == PRIVATE)
        if shown := authors - hidden:
            self._crm_access_restore_addresses(shown)
        if not hidden:
            return
        self.flush_model(["author_id", "email_from", "reply_to"])
        hidden.flush_recordset(["email_normalized"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE mail_message message
                   SET crm_access_email_from = message.email_from,
                       email_from = NULL,
                       crm_access_reply_to = CASE WHEN %(leaks)s THEN message.reply_to END,
                       reply_to = CASE WHEN NOT %(leaks)s THEN message.reply_to END
                  FROM res_partner partner
                 WHERE partner.id = message.author_id AND partner.id = ANY(%(authors)s)
                   AND message.crm_access_email_from IS NULL
                   AND (message.email_from IS NOT NULL OR %(leaks)s)
             RETURNING message.id
                """,
                leaks=SQL(
                    "COALESCE(strpos(lower(message.reply_to), partner.email_normalized) > 0, FALSE)"
                ),
                authors=hidden.ids,
            )
        )
        self._crm_access_invalidate(rows)

    @api.model
    def _crm_access_restore_addresses(self, authors=None):
        """Give messages the addresses of their authors back.

        :param authors: `res.partner` records; all by default
        """
        self.flush_model(["author_id", "crm_access_email_from", "crm_access_reply_to"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE mail_message
                   SET email_from = COALESCE(crm_access_email_from, email_from),
                       reply_to = COALESCE(crm_access_reply_to, reply_to),
                       crm_access_email_from = NULL, crm_access_reply_to = NULL
                 WHERE (crm_access_email_from IS NOT NULL OR crm_access_reply_to IS NOT NULL) AND %s
             RETURNING id
                """,
                SQL("TRUE") if authors is None else SQL("author_id = ANY(%s)", authors.ids),
            )
        )
        self._crm_access_invalidate(rows)

    def _crm_access_invalidate(self, rows):
        self.browse(message_id for [message_id] in rows).invalidate_recordset(
            ["email_from", "reply_to", "crm_access_email_from", "crm_access_reply_to"], flush=False
        )
