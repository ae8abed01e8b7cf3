"""Template databases: an addon's tests begin on a copy of a database that holds exactly what the
addon needs.

Three tiers, each made from a copy of the one before and kept until its contents change: the host's
modules that the addon asks for; crm_access and crm_core on top; the addon with the rest of its
closure. A changed addon thus rebuilds in seconds, and that the last tier can be made at all proves
that the addon installs with nothing but its declared dependencies.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import time
from pathlib import Path
from typing import Any

from .. import addons, config, layout, setup, venv
from ..databases import Databases
from ..ui import step

PREFIX = "crm_tpl_"
MAKING = "_m"
FOUNDATION = ("crm_access", "crm_core")
KEEP_SECONDS = 14 * 24 * 3600


class Templates:
    """Finds or makes template databases on a machine's scratch server."""

    def __init__(self, machine: setup.Machine) -> None:
        self.machine = machine
        self.databases: Databases = machine.databases("test-setup")
        self.host_key = _digest(
            machine.odoo.version, venv.pins_key(), str(machine.odoo.python_path)
        )
        self._existing: set[str] | None = None
        self._path = layout.sub("state") / f"templates-{layout.place_hash()}.json"

    def for_addons(self, names: list[str]) -> str:
        """Return the template that holds the closure of ``names`` and nothing else of ours."""
        with setup.lock(
            "templates", "Another ./crm test is making template databases; waiting for it ..."
        ):
            stock = addons.stock_dependencies(names)
            current = self._stock(stock)
            closure = addons.closure(names)
            foundation = [name for name in FOUNDATION if name in closure]
            if foundation and len(foundation) < len(closure):
                current = self._own(current, foundation, stock)
            return self._own(current, closure, stock)

    def complaints(self, template: str) -> list[str]:
        """Return what Odoo complained about when this template was made (kept, so that a cached
        template tells it too).
        """
        return self._notes().get(template, {}).get("complaints", [])

    def collect_garbage(self) -> None:
        """Drop templates that nobody used for two weeks, and those that were superseded by a change
        of an addon.
        """
        notes, now = self._notes(), time.time()
        newest: dict[str, str] = {}
        for name in sorted(notes, key=lambda key: notes[key]["used"]):
            newest[notes[name]["label"]] = name
        for name in self.databases.names(PREFIX):
            note = notes.get(name)
            superseded = note and newest[note["label"]] != name
            if not note or superseded or now - note["used"] > KEEP_SECONDS:
                self.databases.drop(name)
                notes.pop(name, None)
        self._write_notes(notes)

    def _stock(self, modules: list[str]) -> str:
        key = _digest(self.host_key, *modules)
        name = f"{PREFIX}{key}"
        if self._has(name):
            return self._used(name)
        parent = self._largest_subset(modules)
        title = f"Template of the host's modules ({', '.join(modules)})"
        extra: dict[str, Any] = {"install": modules}
        if not parent:
            extra.update(fresh=True, password="admin")
        return self._make(
            name, parent, title, extra, {"label": f"stock {','.join(modules)}", "stock": modules}
        )

    def _own(self, parent: str, names: list[str], stock: list[str]) -> str:
        held = predicted(names, self.machine)
        contents = [f"{name}:{addons.digest(name)}" for name in held]
        name = f"{PREFIX}{_digest(self.host_key, *stock, *contents)}"
        if self._has(name):
            return self._used(name)
        label = f"own {','.join(names)} on {','.join(stock)}"
        return self._make(
            name, parent, f"Template with {', '.join(names)}", {"install": names}, {"label": label}
        )

    def _make(
        self, name: str, parent: str | None, title: str, extra: dict[str, Any], note: dict[str, Any]
    ) -> str:
        making = f"{name}{MAKING}"
        self.databases.complaints.clear()
        with step(title) as running:
            if parent:
                self.databases.copy(parent, making)
            else:
                self.databases.drop(making)
            self.databases.apply(making, running, **extra)
            self.databases.rename(making, name)
        notes = self._notes()
        notes[name] = {**note, "used": time.time(), "complaints": list(self.databases.complaints)}
        self._write_notes(notes)
        if self._existing is not None:
            self._existing.add(name)
        return name

    def _largest_subset(self, modules: list[str]) -> str | None:
        candidates = [
            (len(note["stock"]), name)
            for name, note in self._notes().items()
            if set(note.get("stock", "?")) < set(modules)
            and self._has(name)
            and note.get("host") == self.host_key
        ]
        return max(candidates)[1] if candidates else None

    def _has(self, name: str) -> bool:
        if self._existing is None:
            self._existing = set(self.databases.names(PREFIX))
        return name in self._existing

    def _used(self, name: str) -> str:
        notes = self._notes()
        notes.setdefault(name, {"label": name, "complaints": []})["used"] = time.time()
        self._write_notes(notes)
        return name

    def _notes(self) -> dict[str, dict[str, Any]]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def _write_notes(self, notes: dict[str, dict[str, Any]]) -> None:
        for note in notes.values():
            note.setdefault("host", self.host_key)
        layout.write_atomically(self._path, json.dumps(notes, indent=1))


def predicted(names: list[str], machine: setup.Machine) -> list[str]:
    """Return the addons of ours that Odoo will have installed after ``names``: their closure and
    the glue it completes.
    """
    manifests = {**stock_manifests(tuple(machine.odoo.addons)), **addons.own()}
    held: set[str] = set()
    queue = [*names, "base"]
    while True:
        while queue:
            name = queue.pop()
            if name in manifests and name not in held:
                held.add(name)
                queue += manifests[name].get("depends", ["base"])
        queue = [
            name for name in manifests if name not in held and _completed(manifests[name], held)
        ]
        if not queue:
            return sorted(held & set(addons.own()))


def _completed(values: dict[str, Any], held: set[str]) -> bool:
    asked = values.get("auto_install")
    if not asked or not values.get("installable", True) or values.get("countries"):
        return False
    return (
        set(asked if isinstance(asked, (list, tuple, set)) else values.get("depends", [])) <= held
    )


@functools.cache
def stock_manifests(folders: tuple[Path, ...]) -> dict[str, dict[str, Any]]:
    """Return the manifests of the host's modules by name."""
    found: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for path in folder.glob("*/__manifest__.py"):
            found.setdefault(path.parent.name, ast.literal_eval(path.read_text(encoding="utf-8")))
    return found


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def test_conf(machine: setup.Machine, database: str) -> Path:
    """Write the configuration for a test database and return its path."""
    screenshots = layout.sub("log", "screenshots")
    extra = {
        "max_cron_threads": "0",
        "workers": "0",
        "log_level": "warn",
        "screenshots": str(screenshots),
        "db_maxconn": "32",
        "with_demo": "False",
    }
    return machine.conf(f"test-{database}", database=database, extra=extra)


def forget(machine: setup.Machine, database: str) -> None:
    """Drop a test database and its configuration."""
    machine.databases("test-setup").drop(database)
    (layout.sub("conf") / f"test-{database}.conf").unlink(missing_ok=True)
    config.forget_password(database)
