from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from .res_partner import CRM_USER

ADDRESS_CATEGORIES = [
    ("home", "Home"),
    ("postal", "Postal"),
    ("office", "Office"),
    ("billing", "Billing"),
    ("work", "Work"),
    ("other", "Other"),
]
# the categories that the host has as address types of its own
CATEGORY_TYPES = {"postal": "delivery", "billing": "invoice"}


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

    crm_address_category = fields.Selection(
        ADDRESS_CATEGORIES,
        string="Category",
        compute="_compute_crm_address_category",
        inverse="_inverse_crm_address_category",
        store=True,
        readonly=False,
        groups=CRM_USER,
        help="Billing is the host's invoice address, Postal its delivery address.",
    )

    # === COMPUTE === #

    @api.depends("type")
    def _compute_crm_address_category(self):
        by_type = {host_type: category for category, host_type in CATEGORY_TYPES.items()}
        for partner in self:
            if partner.type == "contact":
                partner.crm_address_category = False
            elif partner.type in by_type:
                partner.crm_address_category = by_type[partner.type]
            elif partner.crm_address_category in (False, *CATEGORY_TYPES):
                partner.crm_address_category = "other"

    def _inverse_crm_address_category(self):
        for partner in self:
            if partner.crm_address_category:
                partner.type = CATEGORY_TYPES.get(partner.crm_address_category, "other")

    # === ONCHANGE === #

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        if self.is_company and self.crm_customer:
            return None
        return super().onchange_parent_id()

    # === ACTIONS === #

    def action_crm_show_on_map(self):
        """Open the address on a map, in a new window of the user's browser.

        :raise UserError: the contact has no address
        """
        self.ensure_one()
        parts = [self.street, self.zip, self.city, self.state_id.name, self.country_id.name]
        query = ", ".join(filter(None, parts))
        if not query:
            raise UserError(
                self.env._("%(name)s has no address to show on the map.", name=self.display_name)
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"https://www.openstreetmap.org/search?{urlencode({'query': query})}",
            "target": "new",
        }

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
