"""Odoo's configuration as it is really used: the repository's ``odoo.conf`` with what this machine
adds.
"""

from __future__ import annotations

import io
import secrets
from pathlib import Path

from . import layout, settings
from .odoo_source import Odoo
from .postgres import Server

SECRETS = "secrets.conf"
# Without the signs that are easily mistaken for one another. 16 of 54 are 92 bits.
PASSWORD_SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PASSWORD_LENGTH = 16


def write(
    name: str,
    odoo: Odoo,
    server: Server,
    *,
    data: str,
    database: str | None = None,
    extra: dict[str, str] | None = None,
) -> Path:
    """Write a private configuration (readable by its owner only) and return its path.

    :param name: file name without suffix
    :param data: ``durable`` or ``scratch``: which folder keeps attachments and sessions
    :param database: the one database that this configuration serves
    :param extra: options that win over everything else
    """
    parser = settings.read()
    parser.remove_section("crm")
    options: dict[str, str] = dict(server.options)
    if not parser.get("options", "data_dir", fallback=""):
        folder = layout.sub("data", data)
        folder.chmod(0o700)
        options["data_dir"] = str(folder)
    addons = [*map(str, odoo.addons), str(layout.ADDONS)]
    if more := parser.get("options", "addons_path", fallback=""):
        addons += [part.strip() for part in more.split(",") if part.strip()]
    options["addons_path"] = ",".join(addons)
    options["admin_passwd"] = parser.get("options", "admin_passwd", fallback="") or _secret(
        "admin_passwd"
    )
    if database:
        options.update(db_name=database, dbfilter=f"^{database}$")
    options.update(extra or {})
    for key, value in options.items():
        parser.set("options", key, value)
    buffer = io.StringIO()
    parser.write(buffer)
    path = layout.sub("conf") / f"{name}.conf"
    layout.write_atomically(path, buffer.getvalue(), 0o600)
    return path


def admin_password(database: str) -> str:
    """Return the administrator's password of a database, made up the first time."""
    return _secret(f"login:{database}")


def forget_password(database: str) -> None:
    """Forget a password that is no longer true (a restored database has its own)."""
    known = _read_secrets()
    if known.pop(f"login:{database}", None):
        _write_secrets(known)


def has_password(database: str) -> bool:
    """Tell whether we made this database's password."""
    return f"login:{database}" in _read_secrets()


def _secret(key: str) -> str:
    known = _read_secrets()
    if key not in known:
        known[key] = "".join(secrets.choice(PASSWORD_SIGNS) for _ in range(PASSWORD_LENGTH))
        _write_secrets(known)
    return known[key]


def _read_secrets() -> dict[str, str]:
    path = layout.sub("state") / SECRETS
    if not path.exists():
        return {}
    pairs = (
        line.partition("=") for line in path.read_text(encoding="utf-8").splitlines() if "=" in line
    )
    return {key: value for key, _, value in pairs}


def _write_secrets(known: dict[str, str]) -> None:
    text = "".join(f"{key}={value}\n" for key, value in sorted(known.items()))
    layout.write_atomically(layout.sub("state") / SECRETS, text, 0o600)
