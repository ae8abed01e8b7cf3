from contextlib import contextmanager

from .common import CrmCommon


class LeadCommon(CrmCommon):
    """Builders of leads and deals, and the stages that come with the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead_funnel = cls.env.ref("crm_core.crm_funnel_leads")
        cls.deal_funnel = cls.env.ref("crm_core.crm_funnel_deals")
        cls.stages = {
            name: cls.env.ref(f"crm_core.crm_stage_deal_{name}")
            for name in (
                *("contact", "fit", "suspect", "need", "qualified", "proposal"),
                *("negotiations", "won", "lost"),
            )
        }
        cls.eur = cls.env.ref("base.EUR")
        cls.eur.active = True

    def _make_lead(self, user=None, **values):
        """A lead that a user (alice unless given) enters; as read by that user."""
        Lead = self.env["crm.lead"].with_user(user or self.alice)
        defaults = {"name": "20 headsets", "type": "lead"}
        return Lead.create({**defaults, **values})

    def _make_deal(self, user=None, **values):
        """A deal that a user (alice unless given) enters; as read by that user."""
        Lead = self.env["crm.lead"].with_user(user or self.alice)
        defaults = {"name": "Call center", "type": "opportunity"}
        return Lead.create({**defaults, **values})

    @contextmanager
    def assertRefused(self, exception, regex):
        """Expect an error with a text; what was half done is rolled back."""
        with self.assertRaises(exception) as caught:
            yield
        self.assertRegex(str(caught.exception), regex)

    def _notifications(self, record, user):
        """How many messages about a record have been sent to a user."""
        self.env.flush_all()
        domain = [("res_partner_id", "=", user.partner_id.id)]
        messages = self.env["mail.notification"].sudo().search(domain).mail_message_id
        return len(messages.filtered(lambda m: m.model == record._name and m.res_id == record.id))

    def _flush_tracking(self):
        """Write the tracked changes into the history, as the end of a transaction does."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _tracked(self, record):
        """The labels of the fields whose changes the record's history shows."""
        self._flush_tracking()
        values = record.sudo().message_ids.tracking_value_ids
        return set(values.field_id.mapped("name"))
