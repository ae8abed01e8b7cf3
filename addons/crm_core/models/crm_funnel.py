from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LEAD = "lead"
DEAL = "deal"
# the kind of funnel a `crm.lead` of each host type walks through
KIND_BY_TYPE = {"lead": LEAD, "opportunity": DEAL}


class CrmFunnel(models.Model):
    """An ordered set of stages that leads, or deals, walk through from first to last.

    Several funnels may exist for each kind; a stage belongs to one funnel only. A stage or a
    lead without a funnel keeps the host's own behaviour.
    """

    _name = "crm.funnel"
    _description = "Funnel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [(LEAD, "Leads"), (DEAL, "Deals")],
        required=True,
        default=DEAL,
        index=True,
        help="Whether leads or deals walk through this funnel.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stage_ids = fields.One2many(
        "crm.stage",
        "funnel_id",
        string="Stages",
        default=lambda self: self._default_stages(),
        help="A new funnel starts with a first, a won and a lost stage.",
    )
    stage_count = fields.Integer("Number of Stages", compute="_compute_stage_count")
    lead_count = fields.Integer("Number of Records", compute="_compute_lead_count")

    # === DEFAULTS === #

    @api.model
    def _default_stages(self):
        """Commands that create the least a funnel needs."""
        create = fields.Command.create
        return [
            create({"name": self.env._("New"), "probability": 10}),
            create({"name": self.env._("Won"), "status": "won", "hex_color": "#6bbd72"}),
            create({"name": self.env._("Lost"), "status": "lost", "hex_color": "#f2a9be"}),
        ]

    # === COMPUTE === #

    @api.depends("stage_ids")
    def _compute_stage_count(self):
        for funnel in self:
            funnel.stage_count = len(funnel.stage_ids)

    def _compute_lead_count(self):
        groups = self.env["crm.lead"]._read_group(
            [("funnel_id", "in", self.ids)], ["funnel_id"], ["__count"]
        )
        counts = {funnel.id: count for funnel, count in groups}
        for funnel in self:
            funnel.lead_count = counts.get(funnel.id, 0)

    # === CONSTRAINTS === #

    @api.constrains("kind")
    def _check_kind(self):
        for funnel in self:
            # as superuser: restricted deals use the funnel too
            leads_sudo = self.env["crm.lead"].sudo().with_context(active_test=False)
            lead_sudo = leads_sudo.search([("funnel_id", "=", funnel.id)], limit=1)
            if lead_sudo and KIND_BY_TYPE[lead_sudo.type] != funnel.kind:
                raise ValidationError(
                    self.env._(
                        "The funnel “%(funnel)s” is in use, so its kind cannot be changed.",
                        funnel=funnel.name,
                    )
                )

    # === CRUD === #

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for funnel, vals in zip(self, vals_list):
            vals.setdefault("name", self.env._("%(name)s (copy)", name=funnel.name))
            if "stage_ids" not in vals:
                stages = funnel.stage_ids.copy_data({"funnel_id": False})
                vals["stage_ids"] = [fields.Command.create(stage) for stage in stages]
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        # as superuser: a record the user may not see uses the funnel as well
        leads_sudo = self.env["crm.lead"].sudo().with_context(active_test=False)
        groups = leads_sudo._read_group([("funnel_id", "in", self.ids)], ["funnel_id"], ["__count"])
        for funnel, count in groups:
            raise UserError(
                self.env._(
                    "The funnel “%(funnel)s” holds %(count)s records. "
                    "Move them to another funnel, or archive this one.",
                    funnel=funnel.name,
                    count=count,
                )
            )

    # === ACTIONS === #

    def action_open_records(self):
        """Open the leads or deals of this funnel.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        suffix = "leads" if self.kind == LEAD else "deals"
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crm_core.crm_lead_action_{suffix}")
        action["display_name"] = self.name
        action["context"] = {
            "default_type": "lead" if self.kind == LEAD else "opportunity",
            "default_funnel_id": self.id,
            "search_default_funnel_id": self.id,
            "crm_funnel_kind": self.kind,
        }
        return action

    # === BUSINESS === #

    @api.model
    def _get_default(self, kind):
        """The funnel in which a new record of this kind starts: the first active one.

        :param str kind: ``lead`` or ``deal``
        :return: a `crm.funnel`, empty when there is none
        """
        return self.search([("kind", "=", kind)], limit=1)

    def _get_first_stage(self):
        """The stage in which a record enters the funnel: the first open one."""
        self.ensure_one()
        return self.stage_ids.filtered(lambda stage: stage.status == "open")[:1]

    def _get_closed_stage(self, status, after=None):
        """The stage in which a record leaves the funnel.

        :param str status: ``won`` or ``lost``
        :param after: the `crm.stage` the record is in; a closing stage after it is preferred
        :return: a `crm.stage`, empty when the funnel has none of this status
        """
        self.ensure_one()
        stages = self.stage_ids.filtered(lambda stage: stage.status == status)
        later = stages.filtered(lambda stage: after and stage.sequence > after.sequence)
        return later[:1] or stages[-1:]

    def _get_kind_label(self):
        self.ensure_one()
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
