"""``./crm requirements``: which rows of docs/requirements.md have a passing test, per
capability.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import layout
from .testing import results
from .ui import HostError, say

CATALOGUE = layout.ROOT / "docs" / "requirements.md"
ROW = re.compile(r"^\| ([A-Z]{2,6}-\d+) \| (.*) \| [^|]* \|$")
ADDON_LINE = re.compile(r"`(crm_\w+)`")
COVERS = re.compile(r"Covers:\s*((?:[A-Z]{2,6}-\d+(?:\s*,\s*|\s+and\s+)?)+)")
ID = re.compile(r"[A-Z]{2,6}-\d+")
DECISIONS = ("AMB-",)  # how contradictions between rows were settled: no rows themselves
STATES = ("passing", "failing", "not run", "no test")


@dataclass
class Row:
    """One requirement with the tests that name it."""

    key: str
    text: str
    section: str
    addons: list[str]
    tests: list[str] = field(default_factory=list)


def main(args: argparse.Namespace) -> int:
    """Print the state of every capability; with ``--missing`` the rows that no test names."""
    rows = catalogue(CATALOGUE.read_text(encoding="utf-8"))
    unknown = attach(rows, covers(layout.ROOT))
    if args.addon:
        rows = {key: row for key, row in rows.items() if args.addon in row.addons}
        if not rows:
            raise HostError(f"No row of docs/requirements.md belongs to {args.addon}.")
    known = results.recorded()
    if not known:
        say("No results yet: ./crm test records them.")
    states = {key: state(row, known) for key, row in rows.items()}
    _print_table(rows, states)
    if args.missing:
        print("\nWithout any test:")
        for key, row in rows.items():
            if states[key] == "no test":
                print(f"  {key:<9} {row.text[:110]}")
    for key, row in rows.items():
        if states[key] == "failing":
            bad = [test for test in row.tests if known.get(test, {}).get("outcome") == "failed"]
            print(f"  failing: {key} {', '.join(bad)}")
    for test, key in unknown:
        print(f"  {test} names {key}, which is not in docs/requirements.md")
    return 1 if unknown else 0


def catalogue(text: str) -> dict[str, Row]:
    """Read the rows of the requirement tables, with the section and the addons they belong to."""
    rows: dict[str, Row] = {}
    section, owners = "", []
    for line in text.splitlines():
        if line.startswith("## "):
            section, owners = line.removeprefix("## ").strip(), []
        elif line.startswith("Addon:"):
            owners = ADDON_LINE.findall(line)
        elif (match := ROW.match(line)) and not match[1].startswith(DECISIONS):
            rows[match[1]] = Row(match[1], match[2], section, owners)
    return rows


def covers(root: Path) -> Iterator[tuple[str, str]]:
    """Yield ``(test, row)`` for each ``Covers:`` line in the repository's tests."""
    for path in sorted([*root.glob("addons/*/tests/**/*.py"), *root.glob("tests/**/*.py")]):
        yield from _covers_of_python(path, root)
    for path in sorted(root.glob("addons/*/static/tests/**/*.js")):
        # The Python test that runs the browser's suites answers for them.
        addon = path.relative_to(root / "addons").parts[0]
        kind = "hoot" if path.name.endswith(".test.js") else "tour"
        for block in COVERS.finditer(path.read_text(encoding="utf-8")):
            for key in ID.findall(block[1]):
                yield f"{addon}.{kind}", key


def _covers_of_python(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    relative = path.relative_to(root).with_suffix("")
    module = ".".join(relative.parts).removeprefix("addons.")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _named(ast.get_docstring(tree), f"{module}.*")
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _named(ast.get_docstring(node), f"{module}.{node.name}.*")
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    yield from _named(
                        ast.get_docstring(method), f"{module}.{node.name}.{method.name}"
                    )
        elif isinstance(node, ast.FunctionDef):
            yield from _named(ast.get_docstring(node), f"{module}.{node.name}")


def _named(docstring: str | None, test: str) -> Iterator[tuple[str, str]]:
    for block in COVERS.finditer(docstring or ""):
        for key in ID.findall(block[1]):
            yield test, key


def attach(rows: dict[str, Row], found: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give each row its tests; return the tests that name a row which does not exist."""
    unknown = []
    for test, key in found:
        if key in rows:
            rows[key].tests.append(test)
        elif not key.startswith(DECISIONS):
            unknown.append((test, key))
    return unknown


def state(row: Row, known: dict[str, dict]) -> str:
    """Return how a row stands: one failing test outweighs any number of passing ones."""
    if not row.tests:
        return "no test"
    outcomes = [outcome for test in row.tests for outcome in _outcomes(test, known)]
    if "failed" in outcomes:
        return "failing"
    return "passing" if "passed" in outcomes else "not run"


def _outcomes(test: str, known: dict[str, dict]) -> list[str]:
    if test in known:
        return [known[test]["outcome"]]
    if test.endswith(".*"):
        prefix = test[:-1]
    elif test.endswith((".hoot", ".tour")):
        addon, _, kind = test.rpartition(".")
        return [
            entry["outcome"]
            for name, entry in known.items()
            if name.startswith(f"{addon}.tests.") and (kind in name.lower() or "test_ui" in name)
        ]
    else:
        prefix = f"{test}["  # parametrised
    return [entry["outcome"] for name, entry in known.items() if name.startswith(prefix)]


def _print_table(rows: dict[str, Row], states: dict[str, str]) -> None:
    sections: dict[str, list[str]] = {}
    for key, row in rows.items():
        sections.setdefault(row.section, []).append(states[key])
    print(f"{'':<52}{''.join(f'{name:>10}' for name in STATES)}{'rows':>7}")
    for section, found in [*sections.items(), ("In all", list(states.values()))]:
        counts = "".join(f"{found.count(name) or '':>10}" for name in STATES)
        print(f"{section[:51]:<52}{counts}{len(found):>7}")
