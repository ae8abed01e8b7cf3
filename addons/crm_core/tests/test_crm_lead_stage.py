from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .lead_common import LeadCommon


@tagged("post_install", "-at_install")
class TestCrmLeadStage(LeadCommon):
    def test_stage_sets_probability(self):
        """Choosing a stage sets the probability, whatever it was before.

        Covers: DEAL-01, DEAL-03, DEAL-09
        """
        deal = self._make_deal()
        self.assertEqual(deal.probability, 1)
        for name in ("qualified", "need", "negotiations"):
            deal.stage_id = self.stages[name]
            self.assertEqual(deal.probability, self.stages[name].probability)
            self.assertEqual(deal.automated_probability, self.stages[name].probability)
        self.assertEqual(self._make_deal(stage_id=self.stages["proposal"].id).probability, 75)

    def test_override(self):
        """A probability set by hand holds until the next stage.

        Covers: DEAL-19
        """
        deal = self._make_deal()
        deal.probability = 33
        deal.country_id = self.env.ref("base.de")
        self.env.flush_all()
        self.assertEqual(deal.probability, 33)
        deal.stage_id = self.stages["need"]
        self.assertEqual(deal.probability, 20)
        deal.write({"stage_id": self.stages["qualified"].id, "probability": 61})
        self.assertEqual(deal.probability, 61)
        deal.write({"stage_id": self.stages["qualified"].id, "description": "same stage"})
        self.assertEqual(deal.probability, 61)
        given = self._make_deal(stage_id=self.stages["need"].id, probability=44)
        self.assertEqual(given.probability, 44)

    def test_override_out_of_range(self):
        """A probability of 140 is refused, naming the deal; nothing is written.

        Covers: DEAL-19
        """
        deal = self._make_deal()
        for value in (140, -1, "many"):
            with self.assertRefused(ValidationError, f"Call center.*{value}"):
                deal.write({"probability": value, "name": "Changed"})
            with self.assertRefused(ValidationError, f"Second.*{value}"):
                self._make_deal(name="Second", probability=value)
        self.env.invalidate_all()
        self.assertEqual((deal.name, deal.probability), ("Call center", 1))
        deal.probability = 100
        self.assertEqual((deal.probability, deal.won_status), (100, "pending"))

    def test_closing_date(self):
        """A closed stage stamps the closing date with now, an open one clears it.

        Covers: DEAL-19
        """
        deal = self._make_deal()
        self.assertFalse(deal.date_closed)
        with freeze_time("2026-03-01 10:00:00"):
            deal.stage_id = self.stages["won"]
        self.assertEqual(deal.date_closed, datetime(2026, 3, 1, 10))
        self.assertEqual((deal.won_status, deal.probability), ("won", 100))
        with freeze_time("2026-03-02 10:00:00"):
            deal.stage_id = self.stages["need"]
            self.assertFalse(deal.date_closed)
        with freeze_time("2026-03-03 10:00:00"):
            deal.stage_id = self.stages["lost"]
            self.assertEqual(deal.date_closed, datetime(2026, 3, 3, 10))
        with freeze_time("2026-03-04 10:00:00"):
            deal.name = "Other name"
            self.assertEqual(deal.date_closed, datetime(2026, 3, 3, 10))
            deal.stage_id = self.stages["won"]
            self.assertEqual(deal.date_closed, datetime(2026, 3, 4, 10))
            deal.probability = 100
        deal.stage_id = self.stages["contact"]
        deal.probability = 90
        self.assertFalse(deal.date_closed)
        deal.probability = 100
        self.assertFalse(deal.date_closed, "only a stage closes a deal")

    def test_given_closing_date(self):
        """A closing date that an import gives is kept, in a creation and in a write."""
        day = datetime(2024, 5, 6, 7)
        for name in ("won", "lost"):
            stage = self.stages[name]
            deal = self._make_deal(stage_id=stage.id, date_closed=day)
            self.assertEqual(deal.date_closed, day)
            deal = self._make_deal()
            deal.write({"stage_id": stage.id, "date_closed": "2024-05-06 07:00:00"})
            self.assertEqual(deal.date_closed, day)
            self.assertTrue(self._make_deal(stage_id=stage.id).date_closed)

    def test_lost(self):
        """A lost deal moves to the lost stage of its funnel with its reason and stays visible."""
        reason = self.env["crm.lost.reason"].create({"name": "Price"})
        deal = self._make_deal(stage_id=self.stages["proposal"].id)
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.alice)
            .create({"lead_ids": [Command.set(deal.ids)], "lost_reason_id": reason.id})
        )
        wizard.action_lost_reason_apply()
        self.assertTrue(deal.active)
        self.assertEqual(deal.stage_id, self.stages["lost"])
        self.assertEqual((deal.won_status, deal.probability), ("lost", 0))
        self.assertEqual(deal.lost_reason_id, reason)
        deal.action_restore()
        self.assertEqual(deal.stage_id, self.stages["contact"])
        self.assertEqual((deal.won_status, deal.lost_reason_id.id), ("pending", False))

    def test_won(self):
        """Winning moves each deal to the won stage of its own funnel."""
        bare = self.env["crm.funnel"].create(
            {"name": "Bare", "stage_ids": [Command.create({"name": "Only", "probability": 5})]}
        )
        deal, stuck = self._make_deal(), self._make_deal(name="Stuck", funnel_id=bare.id)
        deal.action_set_won()
        self.assertEqual((deal.stage_id, deal.won_status), (self.stages["won"], "won"))
        with self.assertRefused(UserError, "Stuck.*Bare"):
            stuck.action_set_won()
        stuck.action_set_lost()
        self.assertFalse(stuck.active, "without a lost stage the host archives")
        self.assertTrue(stuck.date_closed)
        self.assertEqual(stuck.won_status, "lost")

    def test_batch_over_stages(self):
        """A write over many deals moves those that are elsewhere and leaves the others alone."""
        there = self._make_deal(stage_id=self.stages["need"].id, probability=55)
        deals = self._make_deal() | there
        deals.write({"stage_id": self.stages["need"].id})
        self.assertEqual(deals.mapped("probability"), [20, 55])

    def test_no_scoring(self):
        """Deals of a funnel leave the host's scoring tables alone."""
        Frequency = self.env["crm.lead.scoring.frequency"]
        before = Frequency.search_count([])
        deal = self._make_deal(source_id=self.env["utm.source"].create({"name": "Fair"}).id)
        deal.action_set_won()
        self.env.flush_all()
        self.assertEqual(Frequency.search_count([]), before)
        tooltip = deal._pls_get_naive_bayes_probabilities(is_tooltip=True)[1]
        self.assertEqual(tooltip["probability"], 100)

    def test_lead_status(self):
        """A lead goes through its own stages until the chance of a deal is known.

        Covers: LEAD-12
        """
        lead = self._make_lead()
        approved = self.env.ref("crm_core.crm_stage_lead_approved")
        lead.stage_id = approved
        self.assertEqual((lead.won_status, lead.probability), ("pending", 20))
        lead.action_set_lost()
        self.assertEqual(lead.stage_id, self.env.ref("crm_core.crm_stage_lead_rejected"))
        self.assertTrue(lead.active)
