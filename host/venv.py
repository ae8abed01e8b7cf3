"""The project's virtual environment: pinned packages, with Odoo made importable by a path file."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

from . import layout, proc
from .odoo_source import Odoo
from .ui import HostError, Step, step

PATH_FILE = "crm_host.pth"
FORBIDDEN = "PyPDF2"


def python() -> Path:
    """Return the environment's interpreter."""
    return layout.host_dir() / "venv" / "bin" / "python"


def pins_key(*names: str) -> str:
    """Return a digest of requirement files (all of them when none is named)."""
    digest = hashlib.sha256()
    for name in names or ("requirements.txt", "requirements-dev.txt"):
        digest.update((layout.ROOT / name).read_bytes())
    return digest.hexdigest()[:16]


def ensure(odoo: Odoo, *, tools: bool = False) -> Path:
    """Make the environment, install what is pinned and link Odoo; return the interpreter.

    :param tools: also install what only tests and lint need
    """
    target = layout.host_dir() / "venv"
    stamp = layout.host_dir() / "state" / "venv.json"
    running_on = ".".join(map(str, sys.version_info[:2]))
    if _python_of(target) != running_on:
        with step(f"Making a Python {running_on} environment"):
            stamp.unlink(missing_ok=True)
            shutil.rmtree(target, ignore_errors=True)
            proc.run([sys.executable, "-m", "venv", target], what="Making the Python environment")
    done = json.loads(stamp.read_text()) if stamp.exists() else {}
    for name in ("requirements.txt", *(["requirements-dev.txt"] if tools else [])):
        key = pins_key(name)
        if done.get(name) != key:
            with step(f"Installing Python packages of {name}") as running:
                _install(target, name, running)
            done[name] = key
            layout.write_atomically(stamp, json.dumps(done))
    _link(target, odoo)
    return python()


def _python_of(target: Path) -> str | None:
    """Return the ``major.minor`` of a working environment, or None."""
    answer = proc.quiet(
        [target / "bin" / "python", "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"]
    )
    return answer.stdout.strip() if answer.returncode == 0 else None


def _install(target: Path, name: str, running: Step) -> None:
    def show(line: str) -> None:
        if match := re.match(
            r"\s*(Collecting|Downloading|Building|Installing|Processing)\s+(\S+)", line
        ):
            running.note(f"{match[1].lower()} {match[2].rpartition('/')[2]}")

    command = [
        target / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
    ]
    proc.run(
        [*command, "-r", layout.ROOT / name],
        what=f"Installing the Python packages of {name}",
        env=proc.clean_env(),
        on_line=show,
        hint="Is the network reachable? Run it again: what is installed already is kept.",
    )
    if list(target.glob(f"lib/python*/site-packages/{FORBIDDEN}")):
        raise HostError(
            f"{FORBIDDEN} is in the environment; Odoo would prefer it to pypdf and fail when it "
            "merges PDF files.",
            f"Remove it: {target}/bin/python -m pip uninstall {FORBIDDEN}",
        )


def _link(target: Path, odoo: Odoo) -> None:
    (site,) = target.glob("lib/python*/site-packages")
    path_file = site / PATH_FILE
    line = f"{odoo.python_path}\n"
    if not path_file.exists() or path_file.read_text() != line:
        layout.write_atomically(path_file, line)
