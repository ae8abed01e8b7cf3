"""The conformance rules as pure functions: facts in, violations out.

A violation is a line of text naming what is wrong. The facts are plain classes and tuples, so
that each rule is itself tested on made-up ones (`test_checks`).
"""

import re
from collections import Counter
from inspect import Parameter, signature
from typing import NamedTuple

RESERVED_PARAMETERS = {"ids", "context"}
CRON_CODE = re.compile(r"model\._cron_\w+\(.*\)", re.DOTALL)
# fields of a partner that may be looked at through a link: who it is, never how to reach it
NAME_FIELDS = {"display_name", "name", "complete_name", "commercial_partner_id"}
# models of the host whose `company_id` says something else than "belongs to"
NOT_COMPANY_BOUND = {"res.users", "res.company"}


class Rule(NamedTuple):
    """A record rule: ``operations`` holds ``read``, ``write``, ``create``, ``unlink``."""

    name: str
    is_global: bool
    operations: frozenset
    domain: str


class Link(NamedTuple):
    """A relational field: ``model.name`` to ``comodel``."""

    model: str
    name: str
    comodel: str
    check_company: bool = False

    def __str__(self):
        return f"{self.model}.{self.name}"


# === MODELS === #


def undescribed(models):
    """Each model says what its records are.

    :param models: ``(name, description)``; the host's default description is the name
    """
    return [f"{name}: no _description" for name, text in models if not text or text == name]


def unordered(models):
    """Each model says in which order its records are shown.

    :param models: ``(name, classes)``, the classes of ours that make the model
    """
    return [
        f"{name}: no _order"
        for name, classes in models
        if not any("_order" in vars(cls) for cls in classes)
    ]


def without_access_line(models, granted):
    """Each model has at least one access line.

    :param granted: names of the models with one
    """
    return [f"{name}: no access line" for name in models if name not in granted]


def without_company_rule(models, rules):
    """Each model that belongs to a company has a global rule about it.

    :param models: names of the models with a stored ``company_id``
    :param dict rules: `Rule` lists by model
    """
    return [
        f"{name}: company_id without a global company rule"
        for name in models
        if not any(r.is_global and "company_id" in r.domain for r in rules.get(name, []))
    ]


def without_company_check(links, auto_models, bound):
    """Each link between two company-bound models is checked for the same company.

    :param links: `Link` list of ours
    :param auto_models: names of the models with ``_check_company_auto``
    :param bound: names of the models with a stored ``company_id``
    """
    bound = set(bound) - NOT_COMPANY_BOUND
    return [
        f"{link}: check_company=True and _check_company_auto are missing"
        for link in links
        if link.model in bound
        and link.comodel in bound
        and not (link.check_company and link.model in auto_models)
    ]


def without_access_rules(adopters, rules):
    """Each model with an access descriptor has the two global rules.

    :param adopters: names of the models that inherit `crm.access.mixin`
    :param dict rules: `Rule` lists by model
    """
    violations = []
    for name in adopters:
        for operation, covered in (("read", {"read"}), ("write", {"write", "unlink"})):
            if not any(
                rule.is_global
                and rule.operations == covered
                and f"_crm_access_domain('{operation}'" in rule.domain.replace('"', "'")
                for rule in rules.get(name, [])
            ):
                violations.append(f"{name}: no global rule for {' and '.join(sorted(covered))}")
    return violations


# === METHODS === #


def callable_from_outside(classes, inherited, allowed):
    """Public methods, which any user may call over the API, that nobody has reviewed.

    :param classes: classes of ours, as ``(model, class)``
    :param inherited: ``inherited(model, class, name)`` says whether the host has the method too
    :param allowed: reviewed methods as ``model.method``
    """
    return [
        f"{model}.{name}: public, neither an action nor reviewed"
        for model, cls in classes
        for name in public_methods(cls)
        if not name.startswith("action_")
        and f"{model}.{name}" not in allowed
        and not inherited(model, cls, name)
    ]


def reserved_parameters(classes):
    """Public methods with a parameter that the JSON-2 API takes for itself."""
    return [
        f"{model}.{name}: parameter {parameter}"
        for model, cls in classes
        for name in public_methods(cls)
        for parameter in signature(vars(cls)[name]).parameters.values()
        if parameter.name in RESERVED_PARAMETERS and parameter.kind != Parameter.VAR_KEYWORD
    ]


def public_methods(cls):
    """Names of the functions a class defines that can be called remotely."""
    return [
        name
        for name, value in vars(cls).items()
        if not name.startswith("_")
        and callable(value)
        and not isinstance(value, type)
        and not getattr(value, "_api_private", False)
    ]


# === FIELDS === #


def unindexed_inverses(one2manys, indexed):
    """The many2one behind each one2many is indexed.

    :param one2manys: ``(one2many, table, column)``
    :param indexed: ``(table, column)`` of every index that begins with the column
    """
    return [
        f"{name}: {table}.{column} has no index"
        for name, table, column in one2manys
        if (table, column) not in indexed
    ]


def unindexed_columns(uses, indexed):
    """Columns that a rule or a filter compares are indexed.

    :param uses: ``(where, table, column)``
    """
    return [
        f"{where}: {table}.{column} has no index"
        for where, table, column in uses
        if (table, column) not in indexed
    ]


def leaking_related(fields, allowed):
    """Related fields that read more than the name of a protected record as superuser.

    :param fields: ``(field, comodel, remote name, as superuser)``
    :param allowed: fields that may, each with its reason
    """
    return [
        f"{name}: reads {comodel}.{remote} as superuser"
        for name, comodel, remote, as_superuser in fields
        if as_superuser and remote not in NAME_FIELDS and name not in allowed
    ]


def unmapped_links(links, mapped):
    """Stored links to a partner for which nobody said what merging and erasing do, and stale lines.

    :param links: the links found, as ``model.field``
    :param mapped: the links of the map
    """
    return [
        *(f"{link}: not in the merge and erase map" for link in sorted(set(links) - set(mapped))),
        *(f"{link}: in the map, but no such link" for link in sorted(set(mapped) - set(links))),
    ]


# === VIEWS, MENUS, CRONS === #


def nested_partner_fields(arch, fields, view):
    """Places where a list or form asks for more of a partner than its display name.

    A many2one shows a closed partner's name by itself; with any further field the whole view
    raises for users who may not read that partner.

    :param arch: the view as an lxml element
    :param fields: ``fields(model)`` gives name -> (type, comodel)
    :param view: ``(name, model)``
    """
    name, model = view
    return list(_nested(arch, fields, model, name))


def _nested(node, fields, model, view):
    for child in node.iterchildren("*"):
        inner = model
        if child.tag == "field":
            kind, comodel = fields(model).get(child.get("name"), (None, None))
            if kind == "many2one" and comodel == "res.partner" and len(child):
                yield f"{view}: {model}.{child.get('name')} asks for fields of the partner"
            inner = comodel or model
        yield from _nested(child, fields, inner, view)


def crons_off_track(crons):
    """Each cron calls one ``_cron_*`` method, so that tests can call it too.

    :param crons: ``(name, code)``
    """
    return [f"{name}: {code!r}" for name, code in crons if not CRON_CODE.fullmatch(code.strip())]


def missing_view_types(models, views):
    """Each model that a user opens has a list, a form and a search view.

    :param models: names of the models
    :param views: ``(model, type)`` of the views there are
    """
    return [
        f"{model}: no {kind} view"
        for model in models
        for kind in ("list", "form", "search")
        if (model, kind) not in views
    ]


def colliding_paths(actions):
    """Each window action has a path of its own.

    :param actions: ``(name, path, is ours)``
    """
    counts = Counter(path for _, path, _ in actions if path)
    return [
        f"{name}: path {path} is taken" for name, path, ours in actions if ours and counts[path] > 1
    ]


def unreachable(menus, visible):
    """Menus that a user with the role does not see.

    :param dict menus: names by id
    :param visible: ids that the user sees
    """
    return [f"{name}: not visible" for menu_id, name in menus.items() if menu_id not in visible]
