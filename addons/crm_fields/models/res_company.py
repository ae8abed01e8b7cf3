from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError

from ..tools import cards

# what the key fields leave out until a user or the company chooses otherwise
PRESET = {
    "crm_core.crm_contact_view_form": [
        "crm_department",
        "crm_assistant",
        "crm_recommendations",
        "write_date",
        "write_uid",
    ],
    "crm_core.crm_lead_view_form": ["crm_employee_count", "crm_annual_revenue", "street2"],
}


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_card_fields = fields.Json(
        string="Fields hidden on cards", groups="crm_access.group_crm_admin"
    )

    def action_crm_set_card_default(self, card, hidden):
        """Choose which fields a card hides from everybody who did not choose for themselves.

        :param str card: external id of the form, or the model's name
        :param hidden: names of the hidden fields; False gives the addon's own choice back
        :raise AccessError: for anyone but a CRM administrator of the company
        :raise ValidationError: for what is no card or no list of names
        :return: the company's choice for all its cards
        :rtype: dict
        """
        self.ensure_one()
        user = self.env.user
        if not user.has_group("crm_access.group_crm_admin") or self not in user.company_ids:
            raise AccessError(
                self.env._("Only CRM administrators choose which fields everybody sees.")
            )
        if not cards.is_card(card) or not (hidden is False or cards.is_name_list(hidden)):
            raise ValidationError(
                self.env._("The choice of fields for the card %(card)s is damaged.", card=card)
            )
        # sudo: CRM administrators may not write anything else of a company
        company_sudo = self.sudo()
        choice = dict(company_sudo.crm_card_fields or {})
        choice.pop(card, None)
        if hidden is not False:
            choice[card] = sorted(set(hidden))
        company_sudo.crm_card_fields = choice
        return company_sudo._crm_get_card_defaults()

    def _crm_get_card_defaults(self):
        """Hidden fields by card: the company's choice, else the addon's.

        :rtype: dict[str, list[str]]
        """
        self.ensure_one()
        return {**PRESET, **(self.crm_card_fields or {})}
