"""Brings the machine to the point where Odoo can run: packages, Odoo, environment, PostgreSQL."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import config, layout, odoo_source, postgres, system, venv
from .databases import Databases
from .odoo_source import Odoo
from .postgres import Server
from .ui import say


@dataclass(frozen=True)
class Machine:
    """What every command works with."""

    odoo: Odoo
    server: Server
    kind: str

    def conf(self, name: str, **options: object) -> Path:
        """Write a configuration for this machine; see :func:`host.config.write`."""
        return config.write(name, self.odoo, self.server, data=self.kind, **options)

    def databases(self, log: str = "odoo-setup") -> Databases:
        """Return access to the databases of this machine's server."""
        return Databases(
            self.server, self.conf(f"{self.kind}-setup", extra={"log_level": "info"}), log
        )


def ready(kind: str = "durable", *, tools: bool = False) -> Machine:
    """Prepare everything, doing only what is missing; safe to interrupt and to call again.

    :param kind: which private cluster: ``durable`` or ``scratch``
    :param tools: also what tests and lint need
    """
    with lock("setup", "Another ./crm is preparing this machine; waiting for it ..."):
        system.ensure(system.test_needs() if tools else system.run_needs())
        odoo = odoo_source.ensure()
        venv.ensure(odoo, tools=tools)
        return Machine(odoo, postgres.ensure(kind), kind)


@contextlib.contextmanager
def lock(name: str, waiting: str) -> Iterator[None]:
    """Hold a lock of this installation; says ``waiting`` when another process holds it."""
    with (layout.sub("locks") / name).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
