from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from .lead_common import LeadCommon


@tagged("post_install", "-at_install")
class TestCrmLeadBudget(LeadCommon):
    def setUp(self):
        super().setUp()
        self.env.company.currency_id = self.env.ref("base.USD")
        self.eur.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": self.eur.id, "name": Date.today(), "rate": 0.5}
        )

    def test_types(self):
        """The value of a periodic budget is amount times periods; 0 periods count as 1.

        Covers: DEAL-02, DEAL-18
        """
        deal = self._make_deal(bid_amount=100)
        self.assertEqual((deal.bid_type, deal.bid_value), ("fixed", 100))
        for bid_type in ("hour", "day", "week", "month", "year"):
            for periods, value in ((0, 100), (1, 100), (12, 1200)):
                deal.write({"bid_type": bid_type, "bid_period_count": periods})
                self.assertEqual(deal.bid_value, value)
        deal.bid_type = "fixed"
        self.assertEqual(deal.bid_value, 100, "periods mean nothing to a fixed budget")

    def test_currency(self):
        """The amount in the company's currency follows the budget at the rate of the day.

        Covers: DEAL-18, DEAL-22
        """
        deal = self._make_deal(bid_amount=100, bid_currency_id=self.eur.id)
        self.assertEqual(deal.expected_revenue, 200)
        deal.write({"bid_type": "month", "bid_period_count": 3})
        self.assertEqual((deal.bid_value, deal.expected_revenue), (300, 600))
        dollars = self._make_deal(bid_amount=50)
        deals = (deal | dollars).with_user(self.alice)
        [[total]] = deals._read_group([("id", "in", deals.ids)], [], ["expected_revenue:sum"])
        self.assertEqual(total, 650)
        rows = deals._read_group(
            [("id", "in", deals.ids)],
            ["bid_currency_id"],
            ["bid_value:sum", "expected_revenue:sum"],
        )
        self.assertEqual(
            {currency.name: (value, total) for currency, value, total in rows},
            {"EUR": (300, 600), "USD": (50, 50)},
        )

    def test_host_writes_revenue(self):
        """Writing the host's expected revenue sets a fixed budget in the company's currency."""
        deal = self._make_deal(bid_amount=10, bid_currency_id=self.eur.id, bid_type="day")
        deal.expected_revenue = 777
        self.env.flush_all()
        self.assertEqual((deal.bid_amount, deal.bid_type), (777, "fixed"))
        self.assertEqual(deal.bid_currency_id, self.env.company.currency_id)
        self.assertEqual(self._make_deal(expected_revenue=42).bid_value, 42)
        deal.bid_amount = 0
        self.assertEqual(deal.expected_revenue, 0)

    def test_copy(self):
        """A copy keeps the budget in its currency."""
        deal = self._make_deal(bid_amount=10, bid_currency_id=self.eur.id, bid_type="day")
        copy = deal.copy()
        self.assertEqual(
            (copy.bid_amount, copy.bid_currency_id, copy.bid_type, copy.expected_revenue),
            (10, self.eur, "day", 20),
        )

    def test_negative(self):
        """A negative budget or number of periods is refused, naming deal and field."""
        deal = self._make_deal()
        with self.assertRefused(ValidationError, "Call center.*Budget"):
            deal.bid_amount = -5
        with self.assertRefused(ValidationError, "Call center.*Periods"):
            deal.bid_period_count = -1
