from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestAccountant(AccountTestInvoicingCommon):
    """An accountant without the CRM role works on the books of private customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {
            "company_id": cls.env.company.id,
            "company_ids": [Command.set(cls.env.company.ids)],
        }
        cls.alice = new_test_user(cls.env, "alice", groups="crm_access.group_crm_user", **company)
        cls.accountant = new_test_user(
            cls.env, "accountant", groups="account.group_account_invoice", **company
        )
        cls.accountant.write(
            {"group_ids": [Command.unlink(cls.env.ref("crm_access.group_crm_user").id)]}
        )
        cls.customer = (
            cls.env["res.partner"]
            .with_user(cls.alice)
            .create(
                {"name": "Private Ltd", "is_company": True, "email": "books@private.example.com"}
            )
        )

    def as_accountant(self, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(self.accountant)

    def draft_invoice(self):
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Consulting", "price_unit": 100, "tax_ids": [Command.clear()]}
                    )
                ],
            }
        )

    def test_private_customer_outside_the_books(self):
        """A private customer without an invoice is closed to the accountant.

        Covers: CON-12
        """
        self.assertEqual(self.customer.crm_share, "private")
        found = self.as_accountant(self.env["res.partner"]).search([("name", "=", "Private Ltd")])
        self.assertFalse(found)
        with self.assertRaises(AccessError):
            self.as_accountant(self.customer).read(["email"])

    def test_draft_invoice_opens_the_customer_for_reading(self):
        """A draft invoice lets the accountant read, post and print, and change nothing.

        Covers: ACL-07
        """
        invoice = self.draft_invoice()
        customer = self.as_accountant(self.customer)
        self.assertEqual(customer.read(["email"])[0]["email"], "books@private.example.com")
        self.assertFalse(customer.has_access("write"))
        with self.assertRaises(AccessError):
            customer.write({"email": "changed@example.com"})
        self.as_accountant(invoice).action_post()
        self.assertEqual(invoice.state, "posted")
        html = self.as_accountant(self.env["ir.actions.report"])._render_qweb_html(
            "account.report_invoice", invoice.ids
        )[0]
        self.assertIn(b"Private Ltd", html)

    def test_moving_an_invoice_ranks_the_new_customer(self):
        """The customer an invoice is moved to is ranked as well; a vendor bill ranks vendors."""
        invoice = self.draft_invoice()
        other = self.customer.copy({"name": "Second Ltd"})
        self.assertFalse(other.customer_rank)
        invoice.partner_id = other
        self.assertEqual(other.customer_rank, 1)
        vendor = self.customer.copy({"name": "Vendor Ltd"})
        self.env["account.move"].create({"move_type": "in_invoice", "partner_id": vendor.id})
        self.assertEqual((vendor.customer_rank, vendor.supplier_rank), (0, 1))
