from odoo import fields, models

from odoo.addons.crm_access.models.crm_access import OPEN, PRIVATE, READ


class TestAccessDocument(models.Model):
    """Decides about its own access and has every door that the harness knows."""

    _name = "test.access.document"
    _description = "Test Document"
    _inherit = ["mail.thread", "mail.activity.mixin", "image.mixin", "crm.access.mixin"]

    name = fields.Char(required=True)
    phone = fields.Char()
    active = fields.Boolean(default=True)
    customer_id = fields.Many2one("res.partner", index="btree_not_null")
    level = fields.Selection(
        [(OPEN, "Open"), (READ, "Read"), (PRIVATE, "Private")], default=OPEN, required=True
    )
    manager_ids = fields.Many2many("res.users")

    def _crm_access_depends(self):
        return [*super()._crm_access_depends(), "level", "manager_ids"]

    def _crm_access_share(self):
        return self.level, self.manager_ids
