from odoo import api, models

from ..tools.naming import PREFIX


class Base(models.AbstractModel):
    """Custom fields on any model that offers itself with ``_crm_field_targets``.

    On "base", so that a sibling addon's card can have custom fields without depending on this one.
    """

    _inherit = "base"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        # sudo: which fields there are is no secret, and users have no access to their settings
        self.env["crm.field"].sudo()._fill_view(arch, view, view_type, self._name)
        return arch, view

    def _validate_fields(self, field_names, excluded_names=()):
        field_names = list(field_names)
        super()._validate_fields(field_names, excluded_names)
        custom = [name for name in field_names if name.startswith(PREFIX)]
        if custom:
            # sudo: the limits are no secret, and users have no access to the settings
            self.env["crm.field"].sudo()._check_values(self.sudo(), custom)
