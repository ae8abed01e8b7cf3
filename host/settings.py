"""Settings of this installation: ``odoo.conf`` of the repository, ``odoo.local.conf`` beside it,
the environment.
"""

from __future__ import annotations

import configparser
import os
from pathlib import Path

from . import layout

ENV_ODOO = "CRM_ODOO"
PG_SERVER_VARIABLES = (
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGUSER",
    "PGPASSWORD",
    "PGSERVICE",
    "PGPASSFILE",
)


def read() -> configparser.RawConfigParser:
    """Return the two configuration files, the local one over the shared one."""
    parser = configparser.RawConfigParser()
    parser.read([layout.ROOT / "odoo.conf", layout.ROOT / "odoo.local.conf"], encoding="utf-8")
    for section in ("options", "crm"):
        if not parser.has_section(section):
            parser.add_section(section)
    return parser


def odoo_source() -> Path | None:
    """Return the folder of another Odoo 19 that the user named (``CRM_ODOO`` or ``odoo`` in
    ``[crm]``), or None.
    """
    chosen = os.environ.get(ENV_ODOO) or read().get("crm", "odoo", fallback="")
    return Path(chosen).expanduser().resolve() if chosen.strip() else None


def external_postgres() -> bool:
    """Tell whether the user named a PostgreSQL server of their own (``PG*`` variables or
    ``db_host``).
    """
    if any(os.environ.get(name) for name in PG_SERVER_VARIABLES):
        return True
    options = read()["options"]
    return any(
        options.get(name, "").strip() not in ("", "False")
        for name in ("db_host", "db_port", "db_user")
    )


def default_database() -> str:
    """Return the database's name when the command line names none."""
    return os.environ.get("PGDATABASE") or read().get("options", "db_name", fallback="") or "crm"
