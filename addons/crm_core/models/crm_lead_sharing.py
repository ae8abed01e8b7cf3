from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command

from odoo.addons.crm_access.models.crm_access import OPEN, PRIVATE

ACCESS_LIST = ("crm_restricted", "crm_allowed_user_ids")


class CrmLead(models.Model):
    """Who may see a deal, and which contacts take part in it.

    A deal is open to all unless restricted; then its creator, its responsible and the listed
    users see and change it.
    """

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.access.mixin"]

    crm_restricted = fields.Boolean(
        "Restrict Access",
        tracking=True,
        help="Only the creator, the responsible and the users listed see and change it.",
    )
    crm_allowed_user_ids = fields.Many2many(
        "res.users",
        "crm_lead_allowed_user_rel",
        "lead_id",
        "user_id",
        string="Allowed Users",
        domain="[('share', '=', False)]",
    )
    crm_can_share = fields.Boolean("May Change Access", compute="_compute_crm_can_share")
    participant_ids = fields.Many2many(
        "res.partner",
        "crm_lead_participant_rel",
        "lead_id",
        "partner_id",
        string="Participants",
        check_company=True,
        compute="_compute_participant_ids",
        store=True,
        readonly=False,
        help="Everybody on the customer's side who takes part, the main contact included.",
    )

    # === COMPUTE === #

    @api.depends("create_uid")
    @api.depends_context("uid")
    def _compute_crm_can_share(self):
        is_admin = self.env.su or self.env.user.has_group("crm_access.group_crm_admin")
        for lead in self:
            creator = lead.create_uid or self.env.user
            lead.crm_can_share = is_admin or creator == self.env.user

    @api.depends("partner_id", "funnel_id")
    def _compute_participant_ids(self):
        for lead in self:
            if lead.funnel_id and lead.partner_id not in lead.participant_ids:
                lead.participant_ids |= lead.partner_id

    @api.model
    def _crm_access_depends(self):
        return ["crm_restricted", "crm_allowed_user_ids", "user_id", "create_uid"]

    def _crm_access_share(self):
        self.ensure_one()
        if not self.crm_restricted:
            return OPEN, self.env["res.users"]
        creator = self.create_uid or self.env.user
        return PRIVATE, self.crm_allowed_user_ids._origin | self.user_id._origin | creator

    # === CONSTRAINTS === #

    @api.constrains("participant_ids", "partner_id")
    def _check_main_participant(self):
        # as superuser, and from the database: the main contact may be closed to the user, whose
        # list in the cache then lacks it
        self.invalidate_recordset(["participant_ids"])
        for lead_sudo in self.sudo().filtered(lambda lead: lead.funnel_id and lead.partner_id):
            if lead_sudo.partner_id not in lead_sudo.participant_ids:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is the main contact of “%(record)s” "
                        "and stays among its participants.",
                        contact=lead_sudo.partner_id.display_name,
                        record=lead_sudo.display_name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(self._crm_prepare_participants(vals_list))
        leads._crm_notify_allowed(dict.fromkeys(leads, self.env["res.users"]))
        return leads

    def write(self, vals):
        """Update leads.

        :raise AccessError: when somebody other than the creator or an administrator changes who
            may see a record
        """
        if not any(name in vals for name in ACCESS_LIST):
            return super().write(vals)
        for lead in self:
            if not lead.crm_can_share:
                raise AccessError(
                    self.env._(
                        "Only %(creator)s, who created “%(record)s”, or a CRM administrator may "
                        "change who has access to it.",
                        creator=lead.create_uid.sudo().name,
                        record=lead.display_name,
                    )
                )
        before = {lead: lead._crm_listed_users() for lead in self}
        result = super().write(vals)
        self._crm_notify_allowed(before)
        return result

    # === BUSINESS === #

    @api.model
    def _crm_prepare_participants(self, vals_list):
        """Complete creation values: the main contact is among the participants.

        Given with the values, the participants of a whole batch are stored in one query.
        """
        own_door = self._crm_own_door()
        prepared = []
        for vals in vals_list:
            given = vals.get("participant_ids") or []
            if vals.get("partner_id") and (given or own_door or vals.get("funnel_id")):
                link = Command.link(vals["partner_id"])
                vals = {**vals, "participant_ids": [*given, link]}
            prepared.append(vals)
        return prepared

    def _crm_listed_users(self):
        """The users whom the access list lets in, none while the record is open to all."""
        self.ensure_one()
        return self.crm_allowed_user_ids if self.crm_restricted else self.env["res.users"]

    def _crm_notify_allowed(self, before):
        """Tell each user that a record has been opened to him, once.

        :param dict before: for each record the users who were listed before
        """
        for lead in self:
            users = lead._crm_listed_users() - before[lead] - self.env.user
            if not users:
                continue
            lead.message_notify(
                subject=self.env._("Access to “%(record)s”", record=lead.display_name),
                body=self.env._(
                    "%(user)s gave you access to “%(record)s”. You may see and change it.",
                    user=self.env.user.name,
                    record=lead.display_name,
                ),
                # as superuser: users' own cards are not the user's to read
                partner_ids=users.sudo().partner_id.ids,
                force_record_name=lead.display_name,
                model_description=lead._crm_get_type_label(),
            )
