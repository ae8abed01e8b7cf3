from odoo import fields, models

from odoo.addons.crm_access.models.crm_access import OPEN, PRIVATE


class TestAccessLine(models.Model):
    """Follows its document, else the other one, else decides itself."""

    _name = "test.access.line"
    _description = "Test Line"
    _inherit = ["crm.access.mixin"]

    _crm_access_from = ("document_id", "other_id")

    name = fields.Char(required=True)
    document_id = fields.Many2one("test.access.document", index="btree_not_null")
    other_id = fields.Many2one("test.access.document", index="btree_not_null")
    owner_id = fields.Many2one("res.users")
    document_phone = fields.Char(related="document_id.phone", string="Document Phone")

    def _crm_access_depends(self):
        return [*super()._crm_access_depends(), "owner_id"]

    def _crm_access_share(self):
        return PRIVATE if self.owner_id else OPEN, self.owner_id


class TestAccessNote(models.Model):
    """Follows a line that follows a document."""

    _name = "test.access.note"
    _description = "Test Note"
    _inherit = ["crm.access.mixin"]

    _crm_access_from = "line_id"

    name = fields.Char(required=True)
    line_id = fields.Many2one("test.access.line", index=True)
