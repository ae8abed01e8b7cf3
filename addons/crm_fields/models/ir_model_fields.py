from odoo import models

from ..tools.naming import PREFIX


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _instanciate_attrs(self, field_data):
        """Custom fields are for CRM users, like the suite's own: not for all who read a partner."""
        attrs = super()._instanciate_attrs(field_data)
        if attrs and field_data["name"].startswith(PREFIX):
            attrs["groups"] = "crm_access.group_crm_user"
        return attrs
