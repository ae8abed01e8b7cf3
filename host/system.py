"""Programs of the operating system: which are missing, and how they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import proc, settings
from .ui import HostError, step

MINIMUM_POSTGRES = 13


@dataclass(frozen=True)
class Need:
    """A package of the operating system: its name, what it is for, and how to see that it
    is there.
    """

    package: str
    reason: str
    present: Callable[[], bool]


def postgres_versions() -> dict[int, Path]:
    """Return the folders with PostgreSQL's server programs by major version, 13 and newer."""
    found: dict[int, Path] = {}
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if not ((folder / "initdb").exists() and (folder / "pg_ctl").exists()):
            continue
        words = proc.quiet([folder / "postgres", "--version"]).stdout.split()
        major = words[2].split(".")[0] if len(words) > 2 else ""
        if major.isdigit() and int(major) >= MINIMUM_POSTGRES:
            found.setdefault(int(major), folder)
    return found


def _has_program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _has_venv() -> bool:
    check = "import venv, ensurepip"
    return (
        subprocess.run([sys.executable, "-c", check], capture_output=True, check=False).returncode
        == 0
    )


def _has_font() -> bool:
    return any(
        Path(folder).glob("**/DejaVuSans.ttf")
        for folder in ("/usr/share/fonts", "/usr/local/share/fonts")
    )


def _venv_package() -> str:
    distribution_python = sys.executable.startswith("/usr/bin/")
    return (
        f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if distribution_python
        else "python3-venv"
    )


def _has_browser() -> bool:
    browsers = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return any(shutil.which(name) for name in browsers)


def run_needs() -> list[Need]:
    """Return what a running server needs from the operating system."""
    needs = [
        Need(_venv_package(), "the project's Python environment", _has_venv),
        Need("chromium", "PDF of invoices and reports, browser tests", _has_browser),
        Need("wkhtmltopdf", "the same PDF when Chromium fails", _has_program("wkhtmltopdf")),
        Need("fonts-dejavu-core", "letters in PDF and screenshots, Cyrillic included", _has_font),
        Need(
            "ca-certificates",
            "fetching packages",
            lambda: Path("/etc/ssl/certs/ca-certificates.crt").exists(),
        ),
    ]
    if not settings.external_postgres():
        needs.append(Need("postgresql", "the private database", lambda: bool(postgres_versions())))
    else:
        needs.append(Need("postgresql-client", "backup and restore", _has_program("pg_dump")))
    return needs


def test_needs() -> list[Need]:
    """Return what the test suite needs beside what a server needs."""
    return [
        *run_needs(),
        Need("poppler-utils", "tests that read PDF", _has_program("pdftotext")),
    ]


def ensure(needs: list[Need]) -> None:
    """Install the packages that are missing.

    :raise HostError: something is missing and we may not or cannot install it; names the exact
    packages
    """
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    names = sorted({need.package for need in missing})
    listing = "\n".join(f"  {need.package}: {need.reason}" for need in missing)
    by_hand = (
        "Run this as an administrator, then the same ./crm command again:\n"
        f"  apt-get install {' '.join(names)}"
    )
    if not shutil.which("apt-get"):
        raise HostError(
            f"Missing on this machine:\n{listing}",
            "Install these (Debian's names) and run it again.",
        )
    prefix = _administrator_prefix()
    if prefix is None:
        raise HostError(
            f"Missing on this machine, and only an administrator may install it:\n{listing}",
            by_hand,
        )
    with step(f"Installing {', '.join(names)}") as running:
        env = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
        # If an earlier run was killed while packages were being installed, this finishes the work.
        mend = [*env, "dpkg", "--configure", "-a"]
        proc.run(mend, what="Finishing an interrupted installation of packages", hint=by_hand)
        proc.run(
            [*env, "apt-get", "update"],
            what="Reading the package lists",
            on_line=running.note,
            hint=by_hand,
        )
        options = ["-y", "--fix-broken", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
        command = [*env, "apt-get", "install", *options, *names]
        proc.run(command, what="Installing packages", on_line=running.note, hint=by_hand)
    still = [need.package for need in missing if not need.present()]
    if still:
        raise HostError(f"Installed, but still not usable: {', '.join(still)}", by_hand)


def _administrator_prefix() -> list[str] | None:
    """Return the words to put before a command that needs root, or None when there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if proc.quiet(["sudo", "-n", "true"]).returncode == 0:
        return ["sudo", "-n"]
    if sys.stdin.isatty() and subprocess.run(["sudo", "-v"], check=False).returncode == 0:
        return ["sudo", "-n"]
    return None
