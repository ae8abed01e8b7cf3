"""Databases seen from ``./crm``: asks the scripts in ``host/inside`` and understands
their answers.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from . import layout, proc, venv
from .postgres import Server
from .ui import HostError, Step

ANSWER = "CRM-ANSWER "
LOADING = re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")
COMPLAINT = re.compile(r" (WARNING|ERROR|CRITICAL) ")
NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")


class Databases:
    """Work on the databases of one server, as one configuration file describes it."""

    def __init__(self, server: Server, conf: Path, log: str = "odoo-setup") -> None:
        self.server = server
        self.conf = conf
        self.log = log
        self.complaints: list[str] = []

    def inspect(self, database: str, password: str | None = None) -> dict[str, Any]:
        """Return what is in a database; ``exists`` is False when there is none."""
        return self._ask(
            "db",
            "Looking into the database",
            action="inspect",
            database=database,
            password=password,
        )

    def names(self, prefix: str) -> list[str]:
        """Return the databases whose name begins with ``prefix``."""
        return self._ask("db", "Listing databases", action="names", prefix=prefix)["names"]

    def copy(self, source: str, target: str) -> None:
        """Copy a database and its files over whatever bears the target's name."""
        self._ask(
            "db", f"Copying the database {source}", action="copy", source=source, target=target
        )

    def rename(self, source: str, target: str) -> None:
        """Rename a database and its files."""
        self._ask(
            "db", f"Renaming the database {source}", action="rename", source=source, target=target
        )

    def drop(self, database: str) -> None:
        """Drop a database and its files."""
        self._ask("db", f"Dropping the database {database}", action="drop", database=database)

    def apply(self, database: str, running: Step | None = None, **request: Any) -> None:
        """Install and update addons (see ``host/inside/modules.py``); progress goes to
        ``running``.
        """
        request = {"install": [], "update": [], **request}
        self._ask(
            "modules", "Installing addons", running, action="apply", database=database, **request
        )

    def note(self, database: str, **request: Any) -> None:
        """Write what ``./crm`` remembers about a database into it."""
        self._ask("modules", "Writing to the database", action="note", database=database, **request)

    def uninstall(self, database: str, addon: str, **request: Any) -> list[str]:
        """Uninstall an addon; return what went (or, with ``dry_run``, would go)."""
        answer = self._ask(
            "modules",
            f"Uninstalling {addon}",
            action="uninstall",
            database=database,
            addon=addon,
            **request,
        )
        return answer["going"]

    def translations(self, database: str, folders: dict[str, str], check: bool) -> list[str]:
        """Bring translation files in step with the code, or only compare; return the problems."""
        request = {"database": database, "addons": folders, "check": check}
        return self._ask("translations", "Comparing translations", **request)["problems"]

    def _ask(
        self, script: str, what: str, running: Step | None = None, **request: Any
    ) -> dict[str, Any]:
        answers: list[dict[str, Any]] = []

        def read(line: str) -> None:
            if line.startswith(ANSWER):
                answers.append(json.loads(line.removeprefix(ANSWER)))
            elif COMPLAINT.search(line):
                self.complaints.append(line)
            elif running and (match := LOADING.search(line)):
                running.note(f"{match[2]} of {match[3]}: {match[1]}")

        proc.run(
            [venv.python(), layout.INSIDE / f"{script}.py"],
            what=what,
            log=self.log,
            env=self.server.env,
            stdin=json.dumps({"conf": str(self.conf), **request}),
            on_line=read,
        )
        if not answers:
            raise HostError(
                f"{what}: Odoo ended without an answer.",
                f"See {layout.host_dir()}/log/{self.log}.log",
            )
        if "error" in answers[-1]:
            raise HostError(answers[-1]["error"], answers[-1].get("hint", ""))
        return answers[-1]


def check_name(database: str) -> str:
    """Return a database name that is safe everywhere it is used (SQL, file names, a regular
    expression).

    :raise HostError: it is not
    """
    if not NAME.fullmatch(database):
        raise HostError(
            f"'{database}' cannot be a database's name.",
            "Use up to 51 small Latin letters, digits and underscores, beginning with a letter.",
        )
    return database
