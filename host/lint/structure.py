"""The shape of the suite: who may depend on whom, and what every addon must bring."""

from __future__ import annotations

import re

from .. import addons

ROOTS: dict[str, set[str]] = {"crm_access": set(), "crm_core": {"crm_access"}, "crm_print": set()}
# One capability each; they are siblings and never depend on one another.
ENGINES = (
    "crm_cases",
    "crm_dedupe",
    "crm_documents",
    "crm_fields",
    "crm_import",
    "crm_invoicing",
    "crm_marketing",
    "crm_messaging",
    "crm_proposals",
    "crm_queue_job",
    "crm_reports",
    "crm_telephony",
    "crm_tickets",
    "crm_webform",
)
# What builds on an engine by design.
ABOVE: dict[str, set[str]] = {
    "crm_subscriptions": {"crm_invoicing"},
    "crm_simulator": {"crm_telephony", "crm_messaging", "crm_documents"},
}
FREE = {"crm_access", "crm_core"}
KEYS = ("name", "version", "summary", "category", "author", "website", "license", "depends")


def dependencies(own: dict[str, dict] | None = None) -> list[str]:
    """The arrows of docs/architecture.md hold: siblings never depend on one another, glue joins
    exactly two.
    """
    own = addons.own() if own is None else own
    problems: list[str] = []
    for name, values in own.items():
        ours = {
            dependency
            for dependency in values.get("depends", [])
            if dependency in own or dependency.startswith("crm_")
        }
        ours = {dependency for dependency in ours if dependency in own}
        if not name.startswith(addons.TEST_PREFIX):
            problems += _problems(name, values, ours, own)
    return problems + _circles(own)


def _problems(name: str, values: dict, ours: set[str], own: dict[str, dict]) -> list[str]:
    if any(dependency.startswith(addons.TEST_PREFIX) for dependency in ours):
        return [f"{name}: depends on an addon that holds tests"]
    if name in ROOTS:
        return _beyond(name, ours, ROOTS[name])
    if name in ENGINES:
        return _beyond(name, ours, FREE)
    if name in ABOVE:
        return _beyond(name, ours, ABOVE[name] | FREE)
    return _glue_or_provider(name, values, ours, own)


def _beyond(name: str, ours: set[str], allowed: set[str]) -> list[str]:
    return [
        f"{name}: must not depend on {other} (docs/architecture.md)"
        for other in sorted(ours - allowed)
    ]


def _glue_or_provider(name: str, values: dict, ours: set[str], own: dict[str, dict]) -> list[str]:
    bases = [base for base in (*ENGINES, *ROOTS, *ABOVE) if name.startswith(f"{base}_")]
    if not bases:
        return [
            f"{name}: unknown kind of addon; give it a line in host/lint/structure.py and "
            "docs/architecture.md"
        ]
    base = max(bases, key=len)
    rest = name.removeprefix(f"{base}_")
    if not values.get("auto_install"):
        # A vendor: it depends on its engine only.
        return _beyond(name, ours, {base} | FREE)
    other = f"crm_{rest}" if f"crm_{rest}" in own else rest
    missing = [part for part in (base, other) if part not in values.get("depends", [])]
    problems = [f"{name}: glue of {base} and {other} must depend on {part}" for part in missing]
    return problems + _beyond(name, ours, {base, other} | FREE)


def _circles(own: dict[str, dict]) -> list[str]:
    problems, done = [], set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            problems.append(f"{' -> '.join([*path[path.index(name) :], name])}: a circle")
        elif name in own and name not in done:
            for dependency in own[name].get("depends", []):
                visit(dependency, (*path, name))
            done.add(name)

    for name in own:
        visit(name, ())
    return problems


def manifests(own: dict[str, dict] | None = None) -> list[str]:
    """Every manifest has the required keys, the licence, and a version of this series."""
    problems = []
    for name, values in (addons.own() if own is None else own).items():
        problems += [f"{name}: the manifest lacks {key}" for key in KEYS if not values.get(key)]
        if values.get("license") != "LGPL-3":
            problems.append(f"{name}: the licence is {values.get('license')}, not LGPL-3")
        if not re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", str(values.get("version"))):
            problems.append(f"{name}: the version {values.get('version')} is not 19.0.x.y.z")
    return problems


def hoot_suites() -> list[str]:
    """An addon with Hoot suites has a Python test that runs them in a browser; without it they
    would never run.
    """
    problems = []
    for name in addons.own():
        folder = addons.folder(name)
        has_suites = any(folder.glob("static/tests/**/*.test.js"))
        runs_them = any(
            "hoot_suite" in path.read_text(encoding="utf-8")
            for path in folder.glob("tests/**/*.py")
        )
        if has_suites and not runs_them:
            problems.append(
                f"{name}: has Hoot suites in static/tests but no HootCase in tests/ that runs them"
            )
    return problems
