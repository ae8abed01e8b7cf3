from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _name = "ir.sequence"
    _inherit = "ir.sequence"

    @api.model
    def _crm_next_batch(self, code, count):
        """Draw several numbers of a sequence in one query.

        Numbers of rows that are rolled back are not given out again: gaps are allowed.

        :param str code: the sequence's code; the current company's sequence comes first
        :param int count: how many numbers
        :rtype: list[str]
        """
        if not count:
            return []
        domain = [("code", "=", code), ("company_id", "in", [self.env.company.id, False])]
        # sudo: numbers are drawn by users who may not read the sequences' settings
        sequence_sudo = self.sudo().search(domain, order="company_id", limit=1)
        if sequence_sudo.implementation != "standard" or sequence_sudo.use_date_range:
            return [sequence_sudo.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence_sudo.id:03d}",
                count,
            )
        )
        return [sequence_sudo.get_next_char(number) for [number] in rows]
