from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLead(models.Model):
    """Everything in the database that points to a lead: found, counted, moved."""

    _name = "crm.lead"
    _inherit = "crm.lead"

    def _crm_linked_records(self):
        """Yield whatever points to this lead, field by field.

        Runs as superuser and counts archived records: a link the user does not see would be
        lost just the same.

        :return: an iterator of ``("model.field", records as superuser)``
        """
        self.ensure_one()
        for model_name, field in self._crm_link_fields():
            if field.type == "many2one_reference":
                domain = Domain(field.model_field, "=", self._name) & Domain(
                    field.name, "=", self.id
                )
            elif field.type == "reference":
                domain = Domain(field.name, "=", f"{self._name},{self.id}")
            else:
                domain = Domain(field.name, "in", self.ids)
            records_sudo = self.env[model_name].sudo().with_context(active_test=False)
            if found_sudo := records_sudo.search(domain):
                yield f"{model_name}.{field.name}", found_sudo

    def _crm_link_fields(self):
        """The stored fields of all models that may point to a lead.

        :return: a list of (model name, field)
        """
        found = []
        for model_name, model in self.env.registry.items():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if not field.store or field.related:
                    continue
                points_here = field.relational and field.comodel_name == self._name
                if field.type == "many2many" and model_name == self._name:
                    points_here = False
                if field.type == "one2many":
                    points_here = False
                if field.type == "many2one_reference":
                    points_here = bool(field.model_field)
                if points_here or field.type == "reference":
                    found.append((model_name, field))
        return found

    def _crm_link_movers(self):
        """How links to a lead move to a contact when there will be no deal. A hook.

        Maps ``"model.field"`` to a function of (records as superuser, contact) that moves
        them and returns the outcome shown on the receipt. An addon that adds a link to a
        lead says here how it moves; a link that nobody names blocks the conversion.

        :rtype: dict
        """
        return {
            "mail.message.res_id": self._crm_move_messages,
            "mail.scheduled.message.res_id": self._crm_move_reference,
            "mail.activity.res_id": self._crm_move_activities,
            "mail.followers.res_id": self._crm_move_followers,
            "ir.attachment.res_id": self._crm_move_reference,
            "rating.rating.res_id": self._crm_move_activities,
            "calendar.event.res_id": self._crm_move_activities,
            "calendar.event.opportunity_id": self._crm_move_meetings,
            "crm.contact.channel.lead_id": self._crm_move_channels,
            "ir.model.data.res_id": self._crm_drop_external_id,
        }

    def _crm_check_links_movable(self, links):
        """Refuse to convert without a deal while something would be left behind.

        :param list links: see `_crm_linked_records`
        :raise UserError: listing what cannot move
        """
        movers = self._crm_link_movers()
        blocking = [
            self.env._("%(count)s × %(what)s", count=len(records), what=self._crm_link_label(key))
            for key, records in links
            if key not in movers
        ]
        if blocking:
            raise UserError(
                self.env._(
                    "“%(lead)s” cannot be turned into a contact without a deal, because this "
                    "hangs on it and would be lost: %(list)s. Remove it, or create a deal.",
                    lead=self.display_name,
                    list=", ".join(blocking),
                )
            )

    def _crm_link_label(self, key):
        """What to call the records of a link: the name of their model."""
        model_name = key.rpartition(".")[0]
        return self.env["ir.model"]._get(model_name).sudo().name

    # === MOVERS === #

    def _crm_move_messages(self, messages_sudo, partner):
        values = {"model": partner._name, "res_id": partner.id}
        messages_sudo.write({**values, "record_name": partner.sudo().display_name})
        return "moved"

    def _crm_move_reference(self, records_sudo, partner):
        [model_field] = {
            field.model_field
            for field in records_sudo._fields.values()
            if field.type == "many2one_reference" and field.name == "res_id"
        }
        records_sudo.write({model_field: partner._name, "res_id": partner.id})
        return "moved"

    def _crm_move_activities(self, records_sudo, partner):
        model = self.env["ir.model"]._get(partner._name)
        records_sudo.write({"res_model_id": model.id, "res_id": partner.id})
        return "moved"

    def _crm_move_followers(self, followers_sudo, partner):
        # through the host: a contact's own followers stay, and access decides who may follow
        partner.sudo().message_subscribe(followers_sudo.partner_id.ids)
        followers_sudo.unlink()
        return "moved"

    def _crm_move_meetings(self, events_sudo, partner):
        model = self.env["ir.model"]._get(partner._name)
        events_sudo.write({"opportunity_id": False, "res_model_id": model.id, "res_id": partner.id})
        return "moved"

    def _crm_drop_external_id(self, _data_sudo, _partner):
        return "deleted"

    # === MERGE === #

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        has_channels, has_receipts, has_tasks = self._crm_merge_presence(opportunities)
        # sudo: the host's users merge leads and know nothing of channels and receipts
        for channel_sudo in opportunities.sudo().channel_ids if has_channels else ():
            mine_sudo = self.sudo().channel_ids
            key = channel_sudo.kind, channel_sudo.normalized or channel_sudo.value
            if key not in {(mine.kind, mine.normalized or mine.value) for mine in mine_sudo}:
                channel_sudo.write({"lead_id": self.id, "is_primary": False})
        if has_receipts:
            opportunities.sudo().crm_receipt_ids.write({"lead_id": self.id})
        if has_tasks:
            self._crm_merge_tasks(opportunities)
        if self.funnel_id:
            self.sudo().participant_ids |= opportunities.sudo().participant_ids

    @api.model
    def _crm_merge_presence(self, opportunities):
        """Whether channels, receipts and tasks hang on leads, in one query.

        The host's assignment merges leads in bulk and counts every query of it.

        :rtype: tuple[bool, bool, bool]
        """
        links = (
            ("crm.contact.channel", "lead_id"),
            ("crm.conversion.receipt", "lead_id"),
            ("project.task", "crm_lead_id"),
        )
        for model_name, link in links:
            self.env[model_name].flush_model([link])
        exists = SQL(", ").join(
            SQL(
                "EXISTS (SELECT 1 FROM %s WHERE %s = ANY(%s))",
                SQL.identifier(self.env[model_name]._table),
                SQL.identifier(link),
                opportunities.ids,
            )
            for model_name, link in links
        )
        return self.env.execute_query(SQL("SELECT %s", exists))[0]
