"""Where things lie: the repository and the git-ignored folder of everything fetched or
generated.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
INSIDE = ROOT / "host" / "inside"
ENV_HOST_DIR = "CRM_HOST_DIR"


def host_dir() -> Path:
    """Return the folder for Odoo, environment, clusters and caches (``.host``, or what
    ``CRM_HOST_DIR`` names).
    """
    chosen = os.environ.get(ENV_HOST_DIR)
    return Path(chosen).expanduser().resolve() if chosen else (ROOT / ".host").resolve()


def sub(*parts: str) -> Path:
    """Return a folder below the host folder, making it when it is missing."""
    path = host_dir().joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def place_hash() -> str:
    """Return a short, stable name of this installation, for folders that must lie elsewhere."""
    return hashlib.sha256(str(host_dir()).encode()).hexdigest()[:10]


def write_atomically(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that an interruption leaves the old or the new content, never a part;
    ``mode`` from the start.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        os.fchmod(descriptor, mode)
        handle.write(text)
    os.replace(temporary, path)
