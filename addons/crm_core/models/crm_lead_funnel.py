from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .crm_funnel import KIND_BY_TYPE
from .crm_stage import LOST, OPEN, WON

# what may move a record to another stage or change its chance
FUNNEL_TRIGGERS = {"funnel_id", "stage_id", "type", "probability", "active"}


class CrmLead(models.Model):
    """Leads and deals walk through funnels; a record without one keeps the host's behaviour."""

    _name = "crm.lead"
    _inherit = "crm.lead"

    funnel_id = fields.Many2one(
        "crm.funnel",
        compute="_compute_funnel_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        ondelete="restrict",
    )
    crm_stage_color = fields.Char(related="stage_id.hex_color", string="Phase Color")
    crm_stage_status = fields.Selection(related="stage_id.status", string="Stage Status")

    # === COMPUTE === #

    @api.depends("type")
    def _compute_funnel_id(self):
        # a new record gets its funnel from `default_get` and `create`, which know the door
        for lead in self.filtered("funnel_id"):
            kind = KIND_BY_TYPE.get(lead.type)
            if lead.funnel_id.kind != kind:
                lead.funnel_id = self.env["crm.funnel"]._get_default(kind)

    @api.depends("funnel_id")
    def _compute_stage_id(self):
        with_funnel = self.filtered("funnel_id")
        for lead in with_funnel:
            if lead.stage_id.funnel_id != lead.funnel_id:
                lead.stage_id = lead.funnel_id._get_first_stage()
        others = self - with_funnel
        # a record that leaves its funnel goes back to the host's pipeline
        others.filtered(lambda lead: lead.stage_id.funnel_id).stage_id = False
        super(CrmLead, others)._compute_stage_id()

    @api.depends("stage_id.status", "funnel_id")
    def _compute_won_status(self):
        super()._compute_won_status()
        for lead in self:
            # a lost deal of a funnel stays visible in its lost stage
            if lead.stage_id.funnel_id and lead.stage_id.status == LOST:
                lead.won_status = "lost"

    # === CONSTRAINTS === #

    @api.constrains("funnel_id", "stage_id", "type")
    def _check_funnel(self):
        for lead in self:
            if lead.funnel_id and lead.funnel_id.kind != KIND_BY_TYPE[lead.type]:
                raise ValidationError(
                    self.env._(
                        "“%(record)s” is of type %(type)s, but the funnel “%(funnel)s” "
                        "is for %(kind)s.",
                        record=lead.display_name,
                        type=lead._crm_get_type_label(),
                        funnel=lead.funnel_id.name,
                        kind=lead.funnel_id._get_kind_label(),
                    )
                )
            if lead.funnel_id and not lead.stage_id:
                raise ValidationError(
                    self.env._(
                        "“%(record)s” needs a stage of the funnel “%(funnel)s”.",
                        record=lead.display_name,
                        funnel=lead.funnel_id.name,
                    )
                )
            if lead.stage_id.funnel_id != lead.funnel_id:
                raise ValidationError(lead._crm_wrong_stage_message())

    def _crm_wrong_stage_message(self):
        """Why the stage of this record cannot be: the record, the stage and both funnels."""
        self.ensure_one()
        none = self.env._("no funnel")
        return self.env._(
            "Stage “%(stage)s” belongs to the funnel “%(stage_funnel)s”, "
            "but “%(record)s” is in the funnel “%(funnel)s”.",
            stage=self.stage_id.name,
            stage_funnel=self.stage_id.funnel_id.name or none,
            record=self.display_name,
            funnel=self.funnel_id.name or none,
        )

    # === CRUD === #

    @api.model
    def default_get(self, fields):
        """Propose the funnel: that of the kanban column's stage, or the first of the kind."""
        defaults = super().default_get(fields)
        if "funnel_id" in fields and "funnel_id" not in defaults:
            stage_id = defaults.get("stage_id") or self.env.context.get("default_stage_id")
            lead_type = defaults.get("type") or self.env.context.get("default_type")
            funnel = self._crm_default_funnel(lead_type, stage_id)
            if funnel:
                defaults["funnel_id"] = funnel.id
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        funnels = {}
        return super().create(
            [self._crm_prepare_funnel_values(vals, funnels) for vals in vals_list]
        )

    def write(self, vals):
        """Update leads; whoever enters a stage of a funnel takes over its probability.

        Entering a closed stage stamps the closing date with now unless ``vals`` gives one;
        entering an open one clears it.
        """
        if not FUNNEL_TRIGGERS.intersection(vals):
            return super().write(vals)
        self._crm_check_probability(vals)
        stage = self.env["crm.stage"].browse(vals.get("stage_id"))
        if not (stage.funnel_id or self.funnel_id or vals.get("funnel_id")):
            return super().write(vals)

        before = {lead: (lead.stage_id, lead._crm_get_status(), lead.date_closed) for lead in self}
        moving = self.filtered(lambda lead: stage and lead.stage_id != stage)
        result = True
        if moving:
            result = super(CrmLead, moving).write(moving._crm_prepare_move_values(vals, stage))
        if self - moving:
            result = super(CrmLead, self - moving).write(dict(vals))
        self._crm_follow_stage(before, vals)
        return result

    def _crm_prepare_funnel_values(self, vals, funnels):
        """Complete creation values: a stage brings its funnel, a closed one the closing date.

        :param dict vals: values of a record about to be created
        :param dict funnels: the default funnels found so far in this batch
        """
        self._crm_check_probability(vals)
        vals = dict(vals)
        context = self.env.context
        stage_id = vals.get("stage_id") or context.get("default_stage_id")
        if "funnel_id" not in vals and not context.get("default_funnel_id"):
            key = vals.get("type"), stage_id
            if key not in funnels:
                lead_type = key[0] or self.default_get(["type"]).get("type")
                funnels[key] = self._crm_default_funnel(lead_type, stage_id)
            if funnels[key]:
                vals["funnel_id"] = funnels[key].id
        stage = self.env["crm.stage"].browse(stage_id)
        if stage.funnel_id and stage.status != OPEN and not vals.get("date_closed"):
            vals["date_closed"] = fields.Datetime.now()
        return vals

    @api.model
    def _crm_default_funnel(self, lead_type, stage_id=False):
        """The funnel of a new record.

        :param str lead_type: the host's type, ``lead`` or ``opportunity``
        :param int stage_id: the stage it is made in, if that is known
        :return: a `crm.funnel`, empty outside the CRM app and for stages without a funnel
        """
        if stage_id:
            return self.env["crm.stage"].browse(stage_id).funnel_id
        if not self._crm_own_door():
            return self.env["crm.funnel"]
        return self.env["crm.funnel"]._get_default(KIND_BY_TYPE.get(lead_type))

    def _crm_prepare_move_values(self, vals, stage):
        """Complete the values with which records enter ``stage``."""
        if not stage.funnel_id:
            return dict(vals)
        moved = dict(vals)
        moved.setdefault("probability", stage.probability)
        moved.setdefault("automated_probability", stage.probability)
        if "funnel_id" not in moved and not self.funnel_id:
            # a record of the host's own pipeline joins the funnel with its first stage there
            moved["funnel_id"] = stage.funnel_id.id
        return moved

    def _crm_follow_stage(self, before, vals):
        """Bring chance and closing date in line after a write.

        :param dict before: each record's stage, status and closing date before it
        :param dict vals: what was asked to be written
        """
        now = fields.Datetime.now()
        for lead in self.filtered("funnel_id"):
            old_stage, old_status, old_closed = before[lead]
            stage, status = lead.stage_id, lead._crm_get_status()
            if stage != old_stage and "probability" not in vals:
                if lead.probability != stage.probability:
                    chance = stage.probability
                    lead.write({"probability": chance, "automated_probability": chance})
            if "date_closed" in vals:
                closed = fields.Datetime.to_datetime(vals["date_closed"]) or False
            elif status == OPEN:
                closed = False
            else:
                closed = old_closed if old_closed and status == old_status else now
            if lead.date_closed != closed:
                super(CrmLead, lead).write({"date_closed": closed})

    def _crm_get_status(self):
        """The status of the record's stage; one archived without a chance counts as lost.

        :return: ``open``, ``won`` or ``lost``
        """
        self.ensure_one()
        status = self.stage_id.status or OPEN
        return LOST if status == OPEN and not self.active and not self.probability else status

    def _crm_get_type_label(self):
        self.ensure_one()
        return dict(self._fields["type"]._description_selection(self.env))[self.type]

    def _crm_check_probability(self, vals):
        """Refuse a probability that is none, naming the record.

        :raise ValidationError: outside 0 to 100, or no number
        """
        value = vals.get("probability")
        if not value:
            return
        try:
            valid = 0 <= float(value) <= 100
        except (TypeError, ValueError):
            valid = False
        if not valid:
            raise ValidationError(
                self.env._(
                    "“%(record)s”: the probability is %(value)s, "
                    "but it must be a number between 0 and 100.",
                    record=self[:1].display_name or vals.get("name") or self.env._("New record"),
                    value=value,
                )
            )

    # === ACTIONS === #

    def action_set_lost(self, **additional_values):
        """Move deals to the lost stage of their funnel, where they stay visible.

        A record without a funnel, or whose funnel has no lost stage, is archived by the host.
        """
        staying = self.browse()
        for lead in self.filtered("funnel_id"):
            stage = lead.funnel_id._get_closed_stage(LOST, lead.stage_id)
            if stage:
                lead.write({**additional_values, "stage_id": stage.id, "probability": 0})
                staying |= lead
        others = self - staying
        return super(CrmLead, others).action_set_lost(**additional_values) if others else True

    def action_set_won(self):
        """Move deals to the won stage of their funnel.

        :raise UserError: when a funnel has no won stage
        """
        with_funnel = self.filtered("funnel_id")
        for lead in with_funnel:
            stage = lead.funnel_id._get_closed_stage(WON, lead.stage_id)
            if not stage:
                raise UserError(
                    self.env._(
                        "“%(record)s” cannot be won: the funnel “%(funnel)s” has no won stage.",
                        record=lead.display_name,
                        funnel=lead.funnel_id.name,
                    )
                )
            lead.write({"stage_id": stage.id, "active": True, "lost_reason_id": False})
        others = self - with_funnel
        return super(CrmLead, others).action_set_won() if others else True

    def action_restore(self):
        """Bring lost deals back: those of a funnel to its first stage."""
        lost = self.filtered(lambda lead: lead.funnel_id and lead.stage_id.status == LOST)
        for lead in lost:
            stage = lead.funnel_id._get_first_stage()
            lead.write({"active": True, "stage_id": stage.id, "lost_reason_id": False})
        return super(CrmLead, self - lost).action_restore()

    # === HOOKS === #

    @api.model
    def _crm_own_door(self):
        """Whether records created here and now belong to the CRM app.

        They do when a user with the CRM role creates them, or code under the context key
        ``crm_customer``; the host's own code and tests run without either.

        :rtype: bool
        """
        return self.env["res.partner"]._crm_door_is_open()

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        funnel_ids = self.mapped("funnel_id").ids
        in_funnel = Domain("funnel_id", "in", funnel_ids or [False])
        return super()._stage_find(
            team_id=team_id, domain=in_funnel & Domain(domain or []), order=order, limit=limit
        )

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        # The columns of the kanban: in the CRM app every stage of the funnel looked at,
        # elsewhere the host's own stages.
        kind = self.env.context.get("crm_funnel_kind")
        if not kind:
            found = super()._read_group_stage_ids(stages, domain)
            return found.filtered(lambda stage: stage in stages or not stage.funnel_id)
        funnels = self._crm_funnels_of_domain(domain) or self.env["crm.funnel"]._get_default(kind)
        found = stages.search(
            Domain("id", "in", stages.ids) | Domain("funnel_id", "in", funnels.ids)
        )
        # stages of several funnels stand funnel by funnel, each in its own order, the host's last
        return found.sorted(
            lambda stage: (not stage.funnel_id, stage.funnel_id.sequence, stage.funnel_id.id)
        )

    @api.model
    def _crm_funnels_of_domain(self, domain):
        """The funnels that a search domain asks for by id, empty when it does not."""
        ids = set()
        for condition in Domain(domain).iter_conditions():
            if condition.field_expr == "funnel_id" and condition.operator in ("=", "in"):
                value = condition.value
                values = [value] if isinstance(value, (int, str)) else value
                ids.update(item for item in values if isinstance(item, int) and item)
        return self.env["crm.funnel"].browse(sorted(ids)).exists()

    # === VIEWS === #

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        if view_type == "search":
            key += tuple(sorted(self._crm_kinds_with_choice()))
        return key

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Offer the choice of a funnel beside lists and kanbans only where there is one."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "search":
            kinds = self._crm_kinds_with_choice()
            for panel in arch.findall("searchpanel"):
                kind = panel.get("class", "").removeprefix("o_crm_funnel_panel_")
                if kind != panel.get("class") and kind not in kinds:
                    arch.remove(panel)
        return arch, view

    @api.model
    def _crm_kinds_with_choice(self):
        """The kinds, lead or deal, of which there is more than one funnel.

        :rtype: set[str]
        """
        # sudo: whoever may open the list may know how many funnels there are
        groups = self.env["crm.funnel"].sudo()._read_group([], ["kind"], ["__count"])
        return {kind for kind, count in groups if count > 1}

    # === SCORING === #

    def _pls_get_naive_bayes_probabilities(self, batch_mode=False, is_tooltip=False):
        # a funnel's stage says the chance; the host's scoring knows one pipeline only
        with_funnel = self.filtered(lambda lead: lead.stage_id.funnel_id)
        if not with_funnel:
            return super()._pls_get_naive_bayes_probabilities(batch_mode, is_tooltip)
        chances = {lead.id: lead.stage_id.probability for lead in with_funnel}
        others = self - with_funnel
        if not others:
            tooltip = {"probability": chances[self.id], "scores": []} if is_tooltip else {}
            return chances, tooltip
        result = super(CrmLead, others)._pls_get_naive_bayes_probabilities(batch_mode, is_tooltip)
        # without anything to score the host answers a bare dict
        scored, tooltip = result if isinstance(result, tuple) else (result, {})
        return {**scored, **chances}, tooltip

    def _pls_increment_frequencies(self, from_state=None, to_state=None):
        others = self.filtered(lambda lead: not lead.funnel_id)
        return super(CrmLead, others)._pls_increment_frequencies(from_state, to_state)
