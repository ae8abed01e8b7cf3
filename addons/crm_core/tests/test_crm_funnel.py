from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .lead_common import LeadCommon

DEFAULT_STAGES = [
    ("Initial contact", 1, "open", "#e795c1"),
    ("Application of initial fit criteria", 2, "open", "#df7895"),
    ("Suspect", 3, "open", "#f48454"),
    ("Need assessment", 20, "open", "#b58fd6"),
    ("Qualified prospect", 50, "open", "#d28cc8"),
    ("Proposal", 75, "open", "#ffb45e"),
    ("Negotiations", 90, "open", "#ffd267"),
    ("Closure/Transaction", 100, "won", "#6bbd72"),
    ("Unsuccessfully closed", 0, "lost", "#f2a9be"),
]


@tagged("post_install", "-at_install")
class TestCrmFunnel(LeadCommon):
    def setUp(self):
        super().setUp()
        self.Funnel = self.env["crm.funnel"].with_user(self.crm_admin)
        self.wholesale = self.Funnel.create(
            {
                "name": "Wholesale",
                "kind": "deal",
                "stage_ids": [
                    Command.create({"name": "Talk", "probability": 10}),
                    Command.create({"name": "Signed", "status": "won"}),
                ],
            }
        )

    def test_default_stages(self):
        """The deal funnel has the nine stages with probability, status, color, description.

        Covers: DEAL-15, DEAL-16, FUN-04
        """
        stages = self.deal_funnel.with_user(self.alice).stage_ids
        self.assertEqual(
            [(s.name, s.probability, s.status, s.hex_color) for s in stages], DEFAULT_STAGES
        )
        self.assertTrue(all(stage.description for stage in stages))
        self.assertEqual(stages.filtered("is_won").mapped("status"), ["won"])

    def test_several_funnels_of_both_kinds(self):
        """Leads and deals walk through funnels of their kind; a new one starts at the first stage.

        Covers: FUN-01
        """
        lead, deal = self._make_lead(), self._make_deal()
        self.assertEqual(lead.funnel_id, self.lead_funnel)
        self.assertEqual(deal.funnel_id, self.deal_funnel)
        self.assertEqual(deal.stage_id, self.stages["contact"])
        other = self._make_deal(funnel_id=self.wholesale.id)
        self.assertEqual(other.stage_id.name, "Talk")
        other.funnel_id = self.deal_funnel
        self.assertEqual(other.stage_id, self.stages["contact"])
        self.assertEqual(other.probability, 1)

    def test_stage_names_its_funnel(self):
        """A record created in a stage joins the stage's funnel, as a kanban column does it."""
        stage = self.wholesale.stage_ids[0]
        self.assertEqual(self._make_deal(stage_id=stage.id).funnel_id, self.wholesale)
        Lead = self.env["crm.lead"].with_user(self.alice)
        quick = Lead.with_context(default_type="opportunity", default_stage_id=stage.id)
        self.assertEqual(quick.default_get(["funnel_id"])["funnel_id"], self.wholesale.id)
        self.assertEqual(quick.create({"name": "Quick"}).funnel_id, self.wholesale)

    def test_stage_of_another_funnel(self):
        """A stage of another funnel is refused, naming deal, stage and funnels."""
        deal = self._make_deal()
        with self.assertRefused(ValidationError, "Talk.*Wholesale.*Call center.*Sales"):
            deal.stage_id = self.wholesale.stage_ids[0]
        with self.assertRefused(ValidationError, "Call center.*Leads"):
            self._make_deal(funnel_id=self.lead_funnel.id)

        with self.assertRefused(ValidationError, "Call center.*needs a stage.*Sales"):
            deal.stage_id = False

    def test_without_funnel(self):
        """What the host or another addon creates outside the CRM app keeps the host's pipeline."""
        deal = self.env["crm.lead"].create({"name": "Stock", "type": "opportunity"})
        self.assertFalse(deal.funnel_id or deal.stage_id.funnel_id or deal.crm_number)
        stages = self.env["crm.lead"]._read_group_stage_ids(deal.stage_id, [])
        self.assertFalse(stages.funnel_id, "the host's kanban shows its own stages only")
        deal.stage_id = self.stages["need"]
        self.assertEqual(deal.funnel_id, self.deal_funnel)
        self.assertEqual(deal.probability, 20)

    def test_gateway(self):
        """Mail to a team's address makes a lead in the funnel that the team names."""
        team = self.env["crm.team"].create({"name": "Inbound"})
        mail = {"subject": "Price?", "from": "Ivan <ivan@example.com>"}
        values = {"team_id": team.id, "type": "lead"}
        stock = self.env["crm.lead"].message_new(mail, custom_values=values)
        self.assertFalse(stock.funnel_id)
        team.crm_lead_funnel_id = self.lead_funnel
        lead = self.env["crm.lead"].message_new(mail, custom_values=values)
        self.assertEqual(lead.funnel_id, self.lead_funnel)
        self.assertTrue(lead.crm_number)

    def test_kanban_columns(self):
        """The kanban shows all stages of the funnel looked at, in order, even empty ones.

        Covers: FUN-03, LEAD-13
        """
        self._make_deal(stage_id=self.stages["need"].id)
        context = {"crm_funnel_kind": "deal", "read_group_expand": True}
        Lead = self.env["crm.lead"].with_user(self.alice).with_context(**context)
        domain = [("type", "=", "opportunity")]
        groups = Lead.web_read_group(domain, ["stage_id"], [])["groups"]
        names = [group["stage_id"][1] for group in groups]
        expected = [row[0] for row in DEFAULT_STAGES]
        self.assertEqual([name for name in names if name in expected], expected)
        domain = [*domain, ("funnel_id", "=", self.wholesale.id)]
        groups = Lead.web_read_group(domain, ["stage_id"], [])["groups"]
        self.assertEqual([group["stage_id"][1] for group in groups], ["Talk", "Signed"])

    def test_stage_probability_range(self):
        """A stage's probability lies between 0 and 100; a closing stage's is given.

        Covers: DEAL-17
        """
        Stage = self.env["crm.stage"].with_user(self.crm_admin)
        with self.assertRefused(ValidationError, "Hope.*140"):
            Stage.create({"name": "Hope", "funnel_id": self.wholesale.id, "probability": 140})
        with self.assertRefused(ValidationError, "Talk.*-1"):
            self.wholesale.stage_ids[0].probability = -1
        won = self.wholesale.stage_ids[1]
        self.assertEqual((won.probability, won.is_won), (100, True))
        with self.assertRefused(ValidationError, "Signed.*100"):
            won.probability = 50
        lost = Stage.create({"name": "No", "funnel_id": self.wholesale.id, "status": "lost"})
        self.assertEqual((lost.probability, lost.is_won), (0, False))
        self.assertEqual(max(self.wholesale.stage_ids.mapped("sequence")), lost.sequence)
        self.assertGreater(lost.sequence, won.sequence, "a new stage comes last")
        with self.assertRefused(ValidationError, "No.*red"):
            lost.hex_color = "red"

    def test_stage_in_use(self):
        """A stage in use is renamed, recolored and moved, nothing else; it cannot be deleted.

        Covers: DEAL-17, LEAD-14
        """
        self._make_deal(funnel_id=self.wholesale.id, active=False)
        talk, signed = self.wholesale.stage_ids
        talk.write({"name": "First talk", "hex_color": "#aabbcc", "sequence": 500})
        self.env.invalidate_all()
        self.assertEqual(self.wholesale.stage_ids, signed + talk)
        for values in ({"probability": 30}, {"status": "lost"}, {"funnel_id": self.deal_funnel.id}):
            with self.assertRefused(UserError, "First talk.*1 records"):
                talk.write(values)
        talk.write({"probability": 10})
        with self.assertRefused(UserError, "First talk.*1 records"):
            talk.unlink()
        with self.assertRefused(UserError, "Wholesale.*1 records"):
            self.wholesale.unlink()

    def test_last_stage(self):
        """A funnel's last open stage cannot be deleted; the funnel as a whole can.

        Covers: DEAL-17
        """
        talk, signed = self.wholesale.stage_ids
        signed.unlink()
        with self.assertRefused(UserError, "Talk.*Wholesale"):
            talk.unlink()
        self.wholesale.unlink()
        self.assertFalse(talk.exists())

    def test_new_funnel_has_stages(self):
        """A funnel made without stages starts with a first, a won and a lost one."""
        funnel = self.Funnel.create({"name": "Partners"})
        self.assertEqual(funnel.stage_ids.mapped("status"), ["open", "won", "lost"])
        copy = funnel.copy()
        self.assertEqual(copy.stage_ids.mapped("name"), funnel.stage_ids.mapped("name"))
        self.assertFalse(copy.stage_ids & funnel.stage_ids)

    def test_kind_is_fixed_in_use(self):
        """A funnel with deals cannot become one for leads."""
        self._make_deal(funnel_id=self.wholesale.id)
        with self.assertRefused(ValidationError, "Wholesale"):
            self.wholesale.kind = "lead"

    def test_only_administrators_configure(self):
        """Users read funnels and stages, administrators change them."""
        with self.assertRaises(AccessError):
            self.wholesale.with_user(self.alice).name = "Mine"
        with self.assertRaises(AccessError):
            self.wholesale.stage_ids.with_user(self.alice).hex_color = "#000000"
        with self.assertRaises(AccessError):
            self.env["crm.funnel"].with_user(self.bob).create({"name": "Bob's"})
        self.assertEqual(self.wholesale.with_user(self.alice).name, "Wholesale")

    def test_choice_of_funnel(self):
        """Lists and kanbans offer the funnels where there are several, and only there.

        Covers: FUN-01
        """
        Lead = self.env["crm.lead"].with_user(self.alice)
        deals = self.env.ref("crm_core.crm_deal_view_search")
        leads = self.env.ref("crm_core.crm_lead_view_search")
        self.assertIn("<searchpanel", Lead.get_view(deals.id, "search")["arch"])
        self.assertNotIn("<searchpanel", Lead.get_view(leads.id, "search")["arch"])
        offered = Lead.search_panel_select_multi_range(
            "funnel_id", comodel_domain=[("kind", "=", "deal")], expand=True
        )["values"]
        self.assertEqual(
            [row["display_name"] for row in offered], [self.deal_funnel.name, "Wholesale"]
        )
        self.wholesale.active = False
        self.assertNotIn("<searchpanel", Lead.get_view(deals.id, "search")["arch"])

    def test_columns_stand_funnel_by_funnel(self):
        """Without a funnel chosen the columns of one funnel stay together, each in its order."""
        first, last = self.deal_funnel.stage_ids[0], self.wholesale.stage_ids[0]
        self._make_deal(stage_id=first.id)
        self._make_deal(funnel_id=self.wholesale.id, stage_id=last.id)
        Lead = self.env["crm.lead"].with_user(self.alice).with_context(crm_funnel_kind="deal")
        stock = self.env["crm.stage"].create({"name": "Of the host", "sequence": 0})
        stages = Lead._read_group_stage_ids(stock | last | first, [])
        self.assertEqual(stages[: len(self.deal_funnel.stage_ids)], self.deal_funnel.stage_ids)
        self.assertEqual(stages[-2:], last | stock)
