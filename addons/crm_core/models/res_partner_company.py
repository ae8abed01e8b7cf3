from odoo import api, fields, models

from .res_partner import CRM_USER


class ResPartner(models.Model):
    """Companies and their persons, addresses and subsidiaries.

    All three are the host's children of a partner. Persons take over the company's address
    and tax number as in the host; a subsidiary keeps its own.
    """

    _name = "res.partner"
    _inherit = "res.partner"

    crm_person_ids = fields.One2many(
        "res.partner",
        "parent_id",
        string="Persons",
        domain=[("type", "=", "contact"), ("is_company", "=", False)],
        groups=CRM_USER,
    )
    crm_subsidiary_ids = fields.One2many(
        "res.partner",
        "parent_id",
        string="Subsidiaries",
        domain=[("type", "=", "contact"), ("is_company", "=", True)],
        groups=CRM_USER,
    )
    crm_address_ids = fields.One2many(
        "res.partner",
        "parent_id",
        string="Addresses",
        domain=[("type", "!=", "contact")],
        groups=CRM_USER,
    )

    # === ONCHANGE === #

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        if self.is_company and self.crm_customer:
            return None
        return super().onchange_parent_id()

    # === BUSINESS === #

    def _crm_is_subsidiary(self):
        """Whether this customer is a company that belongs to another one."""
        return bool(self.crm_customer and self.is_company and self.parent_id)

    def _update_address(self, vals):
        """Leave subsidiaries alone: their address is their own, not the parent company's."""
        others = self.filtered(lambda partner: not partner._crm_is_subsidiary())
        return super(ResPartner, others)._update_address(vals) if others else None

    def _fields_sync(self, values):
        """Do not write to a parent that is another company, or that the user may not change.

        The host writes a person's address and tax number through to the company, which
        would fail on, or change, a company that others keep to themselves.
        """
        self.ensure_one()
        if self._crm_is_subsidiary():
            return self._children_sync(values)
        parent = self.parent_id
        if not self.crm_customer or not parent or parent.has_access("write"):
            return super()._fields_sync(values)
        # sudo: reads the parent's address and tax number for its new person, as the host does
        partner_sudo = self.sudo()
        if values.get("parent_id"):
            partner_sudo._commercial_sync_from_company()
            if self.type == "contact":
                partner_sudo._update_address(partner_sudo.parent_id._get_address_values())
        return self._children_sync(values)
