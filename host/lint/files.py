"""Checks of files as text."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from .. import layout, proc

LONGEST = 700
SOURCES = (".py", ".js", ".xml", ".scss", ".css", ".sh", ".mjs")
# A sign class inside each pattern keeps this file from finding itself.
TRACES = {
    "a path of somebody's machine": re.compile(r"(?<![\w.])/(?:ro[o]t|hom[e]/\w+|wor[k])/[\w.]"),
    "a private key": re.compile(r"BEGI[N] (?:RSA |EC |OPENSSH )?PRIVATE KEY"),
    "a merge conflict": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}


def tracked() -> list[Path]:
    """Return the repository's files (tracked or about to be), or all of them when this is no git
    checkout.
    """
    listing = proc.quiet(
        ["git", "-C", layout.ROOT, "ls-files", "--cached", "--others", "--exclude-standard"]
    )
    if listing.returncode == 0:
        paths = [layout.ROOT / line for line in listing.stdout.splitlines()]
    else:
        parts = ("addons", "host", "tests", "bench", "docs")
        paths = [path for part in parts for path in (layout.ROOT / part).rglob("*")]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def registry_hosts() -> set[str]:
    """Return the hosts of the package registries this machine uses, as its package clients tell.

    No list of them stands in the project, and mirrors count as well.
    """
    told = ""
    for command in (
        ["apt-get", "indextargets", "--format", "$(REPO_URI)"],
        ["npm", "config", "get", "registry"],
        ["pip", "config", "get", "global.index-url"],
    ):
        if shutil.which(command[0]):
            told += proc.quiet(command).stdout
    return {host.lower() for host in re.findall(r"\w+://(?:[^/@\s]*@)?([\w.-]+)", told)}


def length() -> list[str]:
    """No source file is longer than a reader can hold."""
    problems = []
    for path in tracked():
        if (
            path.suffix in SOURCES
            and "/static/lib/" not in path.as_posix()
            and "/demo/" not in path.as_posix()
        ):
            count = len(path.read_text(encoding="utf-8", errors="replace").splitlines())
            if count > LONGEST:
                problems.append(
                    f"{path.relative_to(layout.ROOT)}: {count} lines, the limit is {LONGEST}"
                )
    return problems


def machine_traces() -> list[str]:
    """No file holds a path of a developer's machine, the address of a registry, a key, or a merge
    conflict.
    """
    problems = []
    traces = dict(TRACES)
    if hosts := registry_hosts():
        names = "|".join(re.escape(host) for host in sorted(hosts))
        traces["the host of a package registry"] = re.compile(
            rf"(?<![\w.])(?:{names})(?![\w.])", re.I
        )
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for what, pattern in traces.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                problems.append(
                    f"{path.relative_to(layout.ROOT)}:{line}: {what}: {match.group(0).strip()}"
                )
    return problems
