"""Reviewed exceptions to the conformance rules, each with its reason."""

# methods that are part of the documented API though they are no actions
PUBLIC_METHODS = {}

# links between company-bound models that may cross companies
CROSS_COMPANY = {}

# related fields that may show more than a partner's name
RELATED = {}

# models that users never open by themselves
WITHOUT_VIEWS = {
    "crm.contact.channel": "edited on the card of the contact or lead it belongs to",
    "crm.contact.type": "edited in its list",
    "crm.temperature": "edited in its list",
    "crm.access": "a technical list for administrators; its rows have nothing more to show",
}

# What merging two partners and deleting one do with each link to a partner. The host's merge
# rewrites every foreign key and relation; the first text says what else is needed. The second
# one is the link's `ondelete`, so that a change of it is a change here.
PARTNER_LINKS = {
    "crm.contact.channel.partner_id": ("move with the partner, doubles dropped", "cascade"),
    "crm.conversion.receipt.company_partner_id": ("nothing else", "set null"),
    "crm.conversion.receipt.partner_id": ("nothing else", "set null"),
    "crm.lead.participant_ids": ("nothing else: a partner takes part once", "cascade"),
    "crm.webform.submission.partner_id": ("nothing else", "cascade"),
    "res.partner.crm_chief_id": ("nothing else", "set null"),
}
