"""``./crm lint``: every check by name, its problems as lines that say file, line and what
is wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ..ui import step


@dataclass
class Check:
    """The result of one check."""

    name: str
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def text(self) -> str:
        """Return the problems, one a line."""
        return "\n".join(self.problems)


def run_all(only: list[str] | None = None, *, fix: bool = False) -> list[Check]:
    """Run the checks (all of them, or those named) and return their results."""
    from . import files, structure, tools

    known: dict[str, Callable[[], list[str]]] = {
        "ruff": lambda: tools.ruff(fix),
        "ruff format": lambda: tools.ruff_format(fix),
        "pylint-odoo": tools.pylint,
        "eslint": lambda: tools.eslint(fix),
        "licences": tools.licences,
        "old idioms (upgrade_code)": tools.upgrade_code,
        "xml": tools.xml,
        "dependencies between addons": structure.dependencies,
        "manifests": structure.manifests,
        "browser tests are run": structure.hoot_suites,
        "file length": files.length,
        "nothing of this machine": files.machine_traces,
    }
    checks = []
    for name, work in known.items():
        if only and name not in only:
            continue
        with step(f"Lint: {name}"):
            started = time.monotonic()
            checks.append(Check(name, work(), 0.0))
            checks[-1].seconds = time.monotonic() - started
    return checks
