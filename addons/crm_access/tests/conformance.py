"""Checks over the whole registry that any addon's tests may run."""

# what the rules of an operation must be for; who may create is up to the model
RULES = {
    "read": {"perm_read"},
    "write": {"perm_write", "perm_unlink"},
}
PERMISSIONS = ("perm_read", "perm_write", "perm_create", "perm_unlink")
NAME_FIELDS = {"id", "display_name", "name", "complete_name", "active", "crm_access_id"}


def missing_rules(env):
    """What protected models lack: two global rules, for reading, and for writing and deleting.

    :param env: an environment with superuser rights
    :return: one sentence per fault
    :rtype: list[str]
    """
    faults = []
    for Model in env["crm.access"]._protected_models():
        rules = env["ir.rule"].sudo().search([("model_id.model", "=", Model._name)])
        for operation, permissions in RULES.items():
            force = f"user._crm_access_domain('{operation}'"
            found = rules.filtered(
                lambda rule, force=force: force in (rule.domain_force or "").replace('"', "'")
            )
            if not found:
                faults.append(f"{Model._name} has no active rule {force})")
                continue
            granted = {name for rule in found for name in PERMISSIONS if rule[name]}
            if granted - {"perm_create"} != permissions:
                faults.append(f"{Model._name}: rules {force}) are for {sorted(granted)}")
            faults += [
                f"{Model._name}: rule {rule.name} is not global" for rule in found if rule.groups
            ]
    return faults


def leaking_fields(env):
    """Fields that carry data out of a protected record past its rules.

    That is a field that is computed as superuser or stored, and whose path (related or
    dependency) goes through a link to a protected model on to anything but its name. Each is a
    leak unless the test's allow-list says why not. A protected record's copy of what it follows
    itself (``_crm_access_from``) is as closed as its source, hence no leak.

    :return: sorted triples of model, field and path
    :rtype: list[tuple[str, str, str]]
    """
    protected = {Model._name for Model in env["crm.access"]._protected_models()}
    leaks = set()
    for model_name in env.registry:
        Model = env[model_name]
        if Model._abstract:
            continue
        for field in Model._fields.values():
            # what _inherits brings along obeys the parent's rules
            if (
                field.inherited
                or field.name == "crm_access_id"
                or not (field.store or field.compute_sudo)
            ):
                continue
            for path in _paths(Model, field):
                if _leaves_through(env, Model, path, protected):
                    leaks.add((model_name, field.name, path))
    return sorted(leaks)


def _paths(Model, field):
    if field.related:
        return [field.related]
    if not field.compute:
        return []
    depends, _context = field.get_depends(Model)
    return list(depends)


def _leaves_through(env, Model, path, protected):
    """Whether a path passes a link to a protected model and ends on something secret."""
    follows = Model._crm_access_links() if Model._name in protected else ()
    names = path.split(".")
    current = Model
    crossed = False
    for position, name in enumerate(names):
        if current is None or name not in current._fields:
            return False
        if crossed and name not in NAME_FIELDS and name != current._rec_name:
            if not current._fields[name].relational or position == len(names) - 1:
                return True
        field = current._fields[name]
        current = env[field.comodel_name] if field.relational else None
        if current is not None and current._name in protected and position < len(names) - 1:
            crossed = not (position == 0 and name in follows)
    return False
