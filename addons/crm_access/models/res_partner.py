from odoo import models

from odoo.addons.mail.tools.discuss import Store

# what a page may tell of a partner to somebody for whom it is closed: its name as plain text
PUBLIC_FIELDS = {"active", "display_name", "name", "write_date"}


class ResPartner(models.Model):
    """Partners whose model adopts ``crm.access.mixin`` (crm_core does so) keep their secrets.

    Without an adopting addon nothing here has any effect.
    """

    _name = "res.partner"
    _inherit = "res.partner"

    def _to_store(self, store: Store, fields, **kwargs):
        """Send no more than the name of a partner to a web client that may not read it.

        Chatter and bus read authors, followers and recipients as superuser. A channel with
        many listeners counts as a stranger.
        """
        closed = self.env["crm.access"]._closed(self, store.target.get_user(self.env))
        open_partners = self - closed
        parent = super(ResPartner, open_partners)
        if hasattr(parent, "_to_store"):
            parent._to_store(store, fields, **kwargs)
        else:
            store.add_records_fields(open_partners, fields)
        if closed:
            store.add_records_fields(
                closed,
                [field for field in fields if isinstance(field, str) and field in PUBLIC_FIELDS],
            )
