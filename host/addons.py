"""The addons of the suite as files: manifests, dependency closures, digests of their contents."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from . import layout
from .odoo_source import manifest
from .ui import HostError

TEST_PREFIX = "test_"
# What these folders hold is read from the files at run time, so a change in them asks for no update
# of a database.
NOT_IN_DATABASE = ("tests", "static/src", "static/tests", "static/lib", "readme", "__pycache__")


@functools.cache
def own() -> dict[str, dict]:
    """Return the manifests of the repository's addons by name."""
    folders = sorted(path.parent for path in layout.ADDONS.glob("*/__manifest__.py"))
    found = {folder.name: manifest(folder) for folder in folders}
    return {name: values for name, values in found.items() if values.get("installable", True)}


def suite() -> list[str]:
    """Return what a plain ``./crm run`` installs: every addon but the hidden ones that
    hold tests.
    """
    return [name for name in own() if not name.startswith(TEST_PREFIX)]


def check_known(names: list[str]) -> list[str]:
    """Return ``names`` when the repository has them all.

    :raise HostError: some are unknown; the message lists them and what there is
    """
    unknown = [name for name in names if name not in own()]
    if unknown:
        raise HostError(
            f"No such addon here: {', '.join(unknown)}.", f"There are: {', '.join(own())}."
        )
    return names


def closure(names: list[str]) -> list[str]:
    """Return the addons of ours that ``names`` need, themselves included, each after what it
    depends on.
    """
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in own() and name not in ordered:
            for dependency in own()[name].get("depends", []):
                visit(dependency)
            ordered.append(name)

    for name in sorted(names):
        visit(name)
    return ordered


def stock_dependencies(names: list[str]) -> list[str]:
    """Return the host's modules that the closure of ``names`` asks for directly."""
    wanted = {
        dep
        for name in closure(names)
        for dep in own()[name].get("depends", ["base"])
        if dep not in own()
    }
    return sorted(wanted | {"base"})


def digest(name: str) -> str:
    """Return a digest of what an installation of the addon puts into a database."""
    folder = layout.ADDONS / name
    sha = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if not path.is_file() or _is_left_out(relative):
            continue
        sha.update(relative.encode())
        sha.update(hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()[:20]


def _is_left_out(relative: str) -> bool:
    if relative.endswith(".pyc"):
        return True
    return any(
        relative.startswith(f"{part}/") or f"/{part}/" in relative for part in NOT_IN_DATABASE
    )


def folder(name: str) -> Path:
    """Return an addon's folder."""
    return layout.ADDONS / name
