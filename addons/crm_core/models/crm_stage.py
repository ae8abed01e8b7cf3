import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

OPEN = "open"
WON = "won"
LOST = "lost"
DEFAULT_COLOR = "#cfd8dc"
HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
# what cannot change while leads or deals are in the stage: it would rewrite their past
FIXED_FIELDS = ("funnel_id", "status", "is_won", "probability")
# Funnel stages start after the host's own, which stay first wherever the host takes the
# stage with the lowest sequence among all.
FIRST_SEQUENCE = 101


class CrmStage(models.Model):
    _name = "crm.stage"
    _inherit = "crm.stage"

    funnel_id = fields.Many2one("crm.funnel", ondelete="cascade", index=True)
    status = fields.Selection(
        [(OPEN, "Open"), (WON, "Closed and won"), (LOST, "Closed and lost")],
        compute="_compute_status",
        inverse="_inverse_status",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    probability = fields.Float(
        "Probability (%)",
        compute="_compute_probability",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="The chance of success, 0 to 100, that a deal gets when it enters this stage.",
    )
    hex_color = fields.Char("Phase Color", default=DEFAULT_COLOR)
    description = fields.Text(translate=True)

    # === COMPUTE === #

    @api.depends("is_won")
    def _compute_status(self):
        for stage in self:
            if stage.is_won:
                stage.status = WON
            elif stage.status != LOST:
                stage.status = OPEN

    def _inverse_status(self):
        for stage in self:
            if stage.is_won != (stage.status == WON):
                stage.is_won = stage.status == WON

    @api.depends("status")
    def _compute_probability(self):
        for stage in self:
            if stage.status == WON:
                stage.probability = 100
            elif stage.status == LOST:
                stage.probability = 0
            else:
                # a stage that opens again keeps no certainty
                stage.probability = stage.probability if stage.probability != 100 else 0

    @api.depends("funnel_id.name")
    @api.depends_context("crm_show_funnel")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self.env.context.get("crm_show_funnel"):
            return
        for stage in self.filtered("funnel_id"):
            stage.display_name = f"{stage.name} ({stage.funnel_id.name})"

    # === CONSTRAINTS === #

    @api.constrains("probability", "status")
    def _check_probability(self):
        for stage in self:
            if not 0 <= stage.probability <= 100:
                raise ValidationError(
                    self.env._(
                        "Stage “%(stage)s”: the probability is %(value)g, "
                        "but it must be between 0 and 100.",
                        stage=stage.name,
                        value=stage.probability,
                    )
                )
            expected = {WON: 100, LOST: 0}.get(stage.status, stage.probability)
            if stage.funnel_id and stage.probability != expected:
                raise ValidationError(
                    self.env._(
                        "Stage “%(stage)s” closes the deal as “%(status)s”, so its probability "
                        "is %(expected)s.",
                        stage=stage.name,
                        status=stage._get_status_label(),
                        expected=expected,
                    )
                )

    @api.constrains("hex_color")
    def _check_hex_color(self):
        for stage in self:
            if stage.hex_color and not HEX_COLOR.fullmatch(stage.hex_color):
                raise ValidationError(
                    self.env._(
                        "Stage “%(stage)s”: “%(color)s” is not a color like #e795c1.",
                        stage=stage.name,
                        color=stage.hex_color,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create stages; one that joins a funnel without a position comes last in it."""
        stages = super().create(vals_list)
        for stage, vals in zip(stages, vals_list):
            # 1 is the host's default, which a form sends along
            if stage.funnel_id and vals.get("sequence", 1) == 1:
                others = stage.funnel_id.stage_ids - stage
                stage.sequence = max([FIRST_SEQUENCE - 1, *others.mapped("sequence")]) + 1
        return stages

    def write(self, vals):
        """Update stages.

        :raise UserError: for a stage of a funnel that is in use, when ``vals`` changes what its
            deals rely on (funnel, status, probability)
        """
        self._check_in_use(vals)
        return super().write(vals)

    def copy_data(self, default=None):
        # a copied stage keeps its position; the host's copy adds nothing to the name
        vals_list = super().copy_data(default=default)
        return [dict(vals, sequence=stage.sequence) for stage, vals in zip(self, vals_list)]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use_or_last(self):
        counts = self._count_leads()
        for stage in self.filtered("funnel_id"):
            if counts.get(stage.id):
                raise UserError(
                    self.env._(
                        "Stage “%(stage)s” of the funnel “%(funnel)s” holds %(count)s records. "
                        "Move them to another stage first.",
                        stage=stage.name,
                        funnel=stage.funnel_id.name,
                        count=counts[stage.id],
                    )
                )
            if stage.status == OPEN and not (stage.funnel_id.stage_ids - self).filtered(
                lambda other: other.status == OPEN
            ):
                raise UserError(
                    self.env._(
                        "Stage “%(stage)s” is the last open stage of the funnel “%(funnel)s”; "
                        "a funnel needs at least one.",
                        stage=stage.name,
                        funnel=stage.funnel_id.name,
                    )
                )

    # === BUSINESS === #

    def _check_in_use(self, vals):
        """Refuse a change of what the deals in these stages rely on."""
        changed = self.browse()
        for stage in self.filtered("funnel_id"):
            for name in FIXED_FIELDS:
                if (
                    name in vals
                    and stage._fields[name].convert_to_write(stage[name], stage) != (vals[name])
                ):
                    changed |= stage
        counts = changed._count_leads()
        for stage in changed:
            if counts.get(stage.id):
                raise UserError(
                    self.env._(
                        "Stage “%(stage)s” holds %(count)s records: it can be renamed, recolored "
                        "and moved, but its funnel, status and probability stay.",
                        stage=stage.name,
                        count=counts[stage.id],
                    )
                )

    def _count_leads(self):
        """How many leads and deals, archived ones too, each stage holds.

        :rtype: dict[int, int]
        """
        if not self:
            return {}
        # as superuser: a deal the user may not see holds the stage as well
        leads_sudo = self.env["crm.lead"].sudo().with_context(active_test=False)
        groups = leads_sudo._read_group([("stage_id", "in", self.ids)], ["stage_id"], ["__count"])
        return {stage.id: count for stage, count in groups}

    def _get_status_label(self):
        self.ensure_one()
        return dict(self._fields["status"]._description_selection(self.env))[self.status]
