"""What a database should hold, what it holds, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from . import addons, config, setup
from .databases import Databases
from .ui import HostError, say, step

LANGUAGES = ("ru_RU", "uk_UA")
MAKING = "_making"


@dataclass
class Plan:
    """What must happen to a database so that it holds the wanted addons as they are in the
    repository.
    """

    install: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.install or self.update)


def wanted_addons(names: Iterable[str] | None) -> list[str]:
    """Return the addons to ask Odoo for. Glue addons install themselves when all they need is
    there.
    """
    chosen = addons.check_known(list(names)) if names else addons.suite()
    return [name for name in chosen if names or not addons.own()[name].get("auto_install")]


def plan(found: dict[str, Any], names: list[str] | None, *, update_all: bool = False) -> Plan:
    """Compare an existing database with the repository.

    An addon that was installed once and is not any more was uninstalled by an administrator: it
    stays away unless it is asked for by name. A database without our notes (restored from
    elsewhere) gets nothing new by itself either.

    :param found: the answer of :meth:`host.databases.Databases.inspect`
    :param names: the addons that the user named, or None
    """
    modules, noted = found["modules"], found.get("state") or {}
    installed = [name for name in addons.own() if modules.get(name) == "installed"]
    digests: dict[str, str] = noted.get("digests", {})
    follows_suite = noted.get("follows_suite", False)
    if names:
        install = [name for name in addons.check_known(names) if name not in installed]
    elif follows_suite:
        install = [
            name for name in wanted_addons(None) if name not in installed and name not in digests
        ]
    else:
        install = []
    update = [name for name in installed if update_all or digests.get(name) != addons.digest(name)]
    return Plan(install, update, {"follows_suite": follows_suite, "digests": digests})


def state_after(databases: Databases, database: str, before: dict[str, Any]) -> dict[str, Any]:
    """Return what to note about a database once a plan has been carried out."""
    modules = databases.inspect(database)["modules"]
    digests = dict(before.get("digests", {}))
    digests.update(
        {name: addons.digest(name) for name in addons.own() if modules.get(name) == "installed"}
    )
    return {"follows_suite": before.get("follows_suite", False), "digests": digests}


def create(
    machine: setup.Machine,
    database: str,
    names: list[str] | None,
    *,
    demo: bool,
    languages: list[str],
) -> None:
    """Make a database under a passing name and give it its own when it is complete."""
    databases = machine.databases()
    install = wanted_addons(names)
    if not install:
        raise HostError("There is no addon to install.", "Is the folder addons/ complete?")
    making = f"{database}{MAKING}"
    password = config.admin_password(database)
    with step(
        f"Making the database {database} with {len(install)} "
        f"addons{' and demonstration data' if demo else ''}"
    ) as running:
        databases.drop(making)
        databases.apply(
            making,
            running,
            fresh=True,
            install=install,
            demo=demo,
            languages=languages,
            password=password,
            assets=True,
        )
        running.note("finishing")
        state = state_after(databases, making, {"follows_suite": names is None})
        databases.note(making, state=state)
        databases.rename(making, database)
    report(databases)


def bring_up_to_date(machine: setup.Machine, database: str, todo: Plan) -> None:
    """Carry out a plan on an existing database."""
    databases = machine.databases()
    parts = [f"installing {', '.join(todo.install)}"] if todo.install else []
    parts += [f"updating {', '.join(todo.update)}"] if todo.update else []
    with step(f"Database {database}: {'; '.join(parts)}") as running:
        databases.apply(database, running, install=todo.install, update=todo.update, assets=True)
        databases.note(database, state=state_after(databases, database, todo.state))
    report(databases)


def report(databases: Databases) -> None:
    """Show what Odoo complained about while it installed."""
    for line in databases.complaints:
        say(f"  odoo: {line}")
    databases.complaints.clear()
