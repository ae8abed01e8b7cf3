"""Prove who sees a record, through every door.

Usage, in any addon::

    from odoo.addons.crm_access.tests.harness import AccessHarness

    @tagged("post_install", "-at_install")
    class TestCallAccess(AccessHarness, HttpCase):
        def test_private_call(self):
            self.assertClosedEverywhere(self.call, self.stranger, secrets=["+380441234567"])
            self.assertOpenEverywhere(self.call, self.manager, secrets=["+380441234567"])

A door is a method named ``_door_…`` that takes a `Visit` and answers what it let through: an
empty value if nothing, anything else as evidence, None if the record has no such door. An addon
adds a door by adding such a method. Writing doors are named ``_door_write_…``; they run in a
savepoint that is rolled back.
"""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import mute_logger

from .harness_doors import OrmDoors
from .harness_http import HttpDoors
from .harness_links import LinkDoors

QUIET = (
    "odoo.http",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.rpc.controllers.xmlrpc",
    "odoo.models.unlink",
    "odoo.sql_db",
)
# the host gives activities and onchange to those who may write on the record
NEED_WRITING = {"activities_read", "activities_search", "onchange"}


@dataclass
class Visit:
    """One user trying all doors of one record.

    ``record`` is in the user's environment; ``secrets`` are texts that may not come out.
    ``fields`` are the stored fields of the record that hold one of the secrets.
    """

    record: object
    user: object
    secrets: tuple[str, ...]
    fields: tuple[str, ...] = ()
    state: dict = field(default_factory=dict)

    @property
    def record_sudo(self):
        """The record as the system, to prepare a door, never to look through it.

        Not ``sudo``: what is made as the user is his own, and he may read it.
        """
        return self.record.with_user(SUPERUSER_ID)

    def found(self, payload):
        """The secrets in a payload (text, bytes or anything JSON can hold)."""
        if isinstance(payload, bytes):
            payload = payload.decode(errors="replace")
        elif not isinstance(payload, str):
            payload = json.dumps(payload, default=str, ensure_ascii=False)
        # a second look at what JSON or HTML escaping may have changed
        plain = payload.replace("\\/", "/").replace("&amp;", "&").replace("&#43;", "+")
        return [secret for secret in self.secrets if secret in payload or secret in plain]


class AccessHarness(OrmDoors, LinkDoors, HttpDoors):
    """Mixin for ``HttpCase``: one call proves a record closed, or open, through every door."""

    def assertClosedEverywhere(self, record, user, secrets=(), skip=()):
        """Fail, naming each door and what came through it, unless all are shut.

        :param record: the record that must be closed
        :param user: the `res.users` it must be closed to, as made by ``new_test_user``
        :param secrets: texts in the record that may not come out anywhere
        :param skip: names of doors that do not count here; say why beside the call
        """
        leaks = {
            name: seen for name, seen in self._visit(record, user, secrets, skip).items() if seen
        }
        if leaks:
            self.fail(
                f"{record} is not closed to {user.login}:\n"
                + "\n".join(f"- {name}: {str(seen)[:300]}" for name, seen in leaks.items())
            )

    def assertOpenEverywhere(self, record, user, secrets=(), skip=(), writable=True):
        """Fail, naming each door, unless the user comes through all that the record has.

        :param writable: whether the writing doors must be open too; else they must be shut
        """
        wrong = []
        for name, seen in self._visit(record, user, secrets, skip).items():
            if seen is None or (not writable and name in NEED_WRITING):
                continue
            must_open = writable or not name.startswith("write_")
            if bool(seen) != must_open:
                wrong.append(f"- {name} is {'shut' if must_open else 'open'}: {str(seen)[:300]}")
        if wrong:
            self.fail(
                f"{record} is not as open to {user.login} as it must be:\n" + "\n".join(wrong)
            )

    def _visit(self, record, user, secrets, skip=()):
        """Try every door.

        :return: what each door let through, by door name
        :rtype: dict
        """
        self._prepare_visit(record, user)
        visit = Visit(record.with_user(user).with_context(active_test=False), user, tuple(secrets))
        visit.fields = tuple(self._secret_fields(visit))
        seen = {}
        for name in self._list_doors():
            if name in skip:
                continue
            # a superuser's read fills the cache that a user's read then finds filled
            self.env.flush_all()
            self.env.invalidate_all()
            with mute_logger(*QUIET), self._rolled_back(name.startswith("write_")):
                try:
                    seen[name] = getattr(self, f"_door_{name}")(visit)
                except (AccessError, MissingError):
                    seen[name] = ""
                except UserError as error:
                    # a refusal in the user's words is a refusal, unless it tells the secret
                    seen[name] = visit.found(str(error))
        self.env.invalidate_all()
        return seen

    @classmethod
    def _list_doors(cls):
        names = (name.removeprefix("_door_") for name in dir(cls) if name.startswith("_door_"))
        # what writes goes last, in case a door does more than its savepoint can take back
        return sorted(names, key=lambda name: (name.startswith("write_"), name))

    def _prepare_visit(self, record, user):
        self.authenticate(user.login, self._access_password(user))
        if not hasattr(self, "_access_keys"):
            self._access_keys = {}
        if user.id not in self._access_keys:
            self._access_keys[user.id] = (
                self.env["res.users.apikeys"]
                .with_user(user)
                .sudo()
                ._generate("rpc", "access harness", False)
            )

    def _access_password(self, user):
        """The password of a user of the test; that of ``new_test_user`` by default."""
        return user.login.ljust(8, "x")

    def _secret_fields(self, visit):
        """Names of the record's stored text fields that hold a secret."""
        for name, model_field in visit.record._fields.items():
            if (
                model_field.store
                and model_field.type in ("char", "text", "html")
                and visit.record._has_field_access(model_field, "read")
                and visit.found(str(visit.record_sudo[name] or ""))
            ):
                yield name

    @contextmanager
    def _rolled_back(self, active):
        if not active:
            yield
            return
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
            self.env.flush_all()
        finally:
            self.env.invalidate_all(flush=False)
            self.env.transaction.tocompute.clear()
            savepoint.close(rollback=True)
            self.env.registry.clear_cache()
