"""``./crm test``: stages, template databases, one closing summary."""
