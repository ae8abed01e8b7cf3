from odoo import api, fields, models
from odoo.exceptions import AccessError

from .crm_access import OPEN


class CrmAccessMixin(models.AbstractModel):
    """Protect a model's records with an access descriptor.

    A model adopts it in three steps:

    1. inherit ``crm.access.mixin``;
    2. either name the many2one whose access it follows (``_crm_access_from = "partner_id"``),
       or answer `_crm_access_share` and list the fields it reads in `_crm_access_depends`;
    3. declare two **global** rules, one for reading with
       ``user._crm_access_domain('read')`` and one for writing and deleting with
       ``user._crm_access_domain('write')``.
    """

    _name = "crm.access.mixin"
    _description = "Access Descriptor Mixin"

    # name of the many2one whose descriptor this model's records follow
    _crm_access_from = None

    crm_access_id = fields.Many2one(
        "crm.access",
        string="Access",
        compute="_compute_crm_access_id",
        store=True,
        precompute=True,
        index=True,
        copy=False,
        groups="base.group_system",
        export_string_translation=False,
    )

    # === COMPUTE === #

    @api.depends(lambda self: self._crm_access_depends())
    def _compute_crm_access_id(self):
        Access = self.env["crm.access"]
        for record in self:
            if self._crm_access_from:
                record.crm_access_id = record[self._crm_access_from].sudo().crm_access_id
            else:
                record.crm_access_id = Access._get(*record._crm_access_share())

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if any("crm_access_id" in vals for vals in vals_list):
            self._crm_access_refuse_direct()
        return super().create(vals_list)

    def write(self, vals):
        if "crm_access_id" in vals:
            self._crm_access_refuse_direct()
        return super().write(vals)

    def _crm_access_refuse_direct(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Access follows from sharing; it cannot be written directly.")
            )

    # === HOOKS === #

    @api.model
    def _crm_access_depends(self):
        """Names of the fields that `_crm_access_share` reads.

        :rtype: list[str]
        """
        return [f"{self._crm_access_from}.crm_access_id"] if self._crm_access_from else []

    def _crm_access_share(self):
        """Who may see and change this record. A hook; open by default.

        :return: the level (``open``, ``read``, ``private``) and the `res.users` listed
        :rtype: tuple[str, res.users]
        """
        self.ensure_one()
        return OPEN, self.env["res.users"]
