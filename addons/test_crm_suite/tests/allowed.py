"""Reviewed exceptions to the conformance rules, each with its reason."""

# methods that are part of the documented API though they are no actions
PUBLIC_METHODS = {}

# links between company-bound models that may cross companies
CROSS_COMPANY = {}

# related fields that may show more than a partner's name
RELATED = {}

# models that users never open by themselves
WITHOUT_VIEWS = {}

# what merging two partners and erasing one do with each link to a partner
PARTNER_LINKS = {}
