"""What of a registry is ours, as the facts that `checks` judges."""

from functools import cached_property

from odoo.modules import Manifest

from .checks import Link, Rule

AUTHOR = "The CRM suite authors"


def own_addons(env):
    """Names of the suite's installed addons."""
    installed = env["ir.module.module"].sudo().search([("state", "=", "installed")]).mapped("name")
    return {
        name
        for name in installed
        if (manifest := Manifest.for_addon(name)) and manifest["author"] == AUTHOR
    }


class Suite:
    """The suite as it is in a registry.

    :param env: a superuser's environment
    """

    def __init__(self, env):
        self.env = env
        self.addons = own_addons(env)

    # === MODELS === #

    @cached_property
    def models(self):
        """Our own models, abstract ones left out, as empty recordsets by name."""
        return {
            name: self.env[name]
            for name, cls in sorted(self.env.registry.items())
            if cls._original_module in self.addons and not cls._abstract
        }

    @cached_property
    def tables(self):
        """Our own models that keep their records."""
        return {
            name: model
            for name, model in self.models.items()
            if model._auto and not model._transient
        }

    def classes(self, model_name):
        """The classes of ours that make a model."""
        return [
            cls
            for cls in self.env.registry[model_name].__mro__
            if self._addon(cls) in self.addons and hasattr(cls, "_module")
        ]

    @staticmethod
    def _addon(cls):
        parts = cls.__module__.split(".")
        return parts[2] if cls.__module__.startswith("odoo.addons.") else None

    @cached_property
    def own_classes(self):
        """``(model, class)`` of every class of ours, extensions of the host's models included."""
        seen, found = set(), []
        for name in sorted(self.env.registry):
            for cls in self.classes(name):
                if cls not in seen:
                    seen.add(cls)
                    found.append((cls._name or name, cls))
        return found

    def inherited(self, model_name, cls, method):
        """Whether a method of one of our classes overrides the host's."""
        mros = [self.env.registry[name].__mro__ for name in self._built_from(cls, model_name)]
        return any(
            method in vars(other) and self._addon(other) not in self.addons
            for mro in mros
            for other in mro
        )

    def _built_from(self, cls, model_name):
        return [name for name in (model_name, "base") if name in self.env.registry]

    # === FIELDS === #

    @cached_property
    def fields(self):
        """Every field that one of our addons defines and the host does not."""
        return [
            field
            for name in sorted(self.env.registry)
            if not self.env.registry[name]._abstract
            for field in self.env[name]._fields.values()
            if field._modules and set(field._modules) <= self.addons and field.model_name == name
        ]

    @cached_property
    def links(self):
        """Our stored relational fields."""
        return [
            Link(field.model_name, field.name, field.comodel_name, bool(field.check_company))
            for field in self.fields
            if field.type in ("many2one", "many2many") and field.store and not field.inherited
        ]

    @cached_property
    def company_bound(self):
        """Names of all models with a stored ``company_id``."""
        return {
            name
            for name, cls in self.env.registry.items()
            if not cls._abstract and "company_id" in cls._fields and cls._fields["company_id"].store
        }

    @cached_property
    def indexed(self):
        """``(table, column)`` for every index of the database that begins with the column."""
        self.env.cr.execute(
            """
            SELECT DISTINCT class.relname, attribute.attname
              FROM pg_index index
              JOIN pg_class class ON class.oid = index.indrelid
              JOIN pg_attribute attribute
                ON attribute.attrelid = class.oid AND attribute.attnum = index.indkey[0]
            """
        )
        return set(self.env.cr.fetchall())

    # === RECORDS === #

    def records(self, model):
        """The records of a model that our addons' data files made."""
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search([("model", "=", model), ("module", "in", sorted(self.addons))])
        )
        return (
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .browse(data.mapped("res_id"))
            .exists()
        )

    def xmlid(self, record):
        """The external identifier of a record, or its name."""
        return record.get_external_id()[record.id] or record.display_name

    @cached_property
    def rules(self):
        """All active record rules by model."""
        rules = {}
        for rule in self.env["ir.rule"].sudo().search([]):
            operations = {
                name for name in ("read", "write", "create", "unlink") if rule[f"perm_{name}"]
            }
            rules.setdefault(rule.model_id.model, []).append(
                Rule(rule.name, not rule.groups, frozenset(operations), rule.domain_force or "")
            )
        return rules

    @cached_property
    def granted(self):
        """Names of the models with an active access line."""
        return set(self.env["ir.model.access"].sudo().search([]).mapped("model_id.model"))
