from odoo import fields, models


class TestAccessLink(models.Model):
    """An open record that points to a protected one."""

    _name = "test.access.link"
    _description = "Test Link"

    name = fields.Char(required=True)
    document_id = fields.Many2one("test.access.document", index=True)
    # leaks on purpose, to be found by the registry's check and by the harness; not in the
    # allow-list of any real addon because this one is never installed with them in production
    document_phone = fields.Char(related="document_id.phone", groups="base.group_no_one")
