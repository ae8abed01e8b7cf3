from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers keeps every channel and brings sharing in step.

    The host moves rows by SQL, and deletes all rows of a table when one of them cannot be
    moved: a second primary phone would take every phone along.
    """

    _name = "base.partner.merge.automatic.wizard"
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: the merge itself runs with the rights of whoever may merge these partners
        channels_sudo = (src_partners | dst_partner).sudo().channel_ids
        src_sudo = channels_sudo.filtered(lambda channel: channel.partner_id in src_partners)
        known = {
            (channel.kind, channel.normalized or channel.value)
            for channel in channels_sudo - src_sudo
        }
        duplicates_sudo = src_sudo.browse()
        for channel in src_sudo:
            key = (channel.kind, channel.normalized or channel.value)
            if key in known:
                duplicates_sudo |= channel
            known.add(key)
        kept_sudo = src_sudo - duplicates_sudo
        duplicates_sudo._discard()
        kept_sudo._demote()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        dst_sudo = dst_partner.sudo()
        for records in (dst_sudo, kept_sudo):
            self.env.add_to_compute(records._fields["crm_access_id"], records)
        dst_sudo.channel_ids._align(dst_sudo.channel_ids._get_owner_kinds())
        return result

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge only what the user may change, and share what is moved as its new owner is.

        :raise AccessError: if one of the contacts is closed to the user
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        # not as superuser, who would merge what the user does not even see
        partners.sudo(False).check_access("write")
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        # sudo: what hangs on a contact may be closed to the user
        partners.sudo().exists()._crm_access_follow_again()
        return result
