"""The two databases: one of stock Odoo, one with the suite."""

import logging
import subprocess
import sys
from pathlib import Path

import psycopg2
from psycopg2 import sql

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config

from .workloads import STOCK, SUITE

TOP = Path(__file__).parents[1]
# what the suite stands on is installed on the stock side too
ADDONS = {
    STOCK: "crm,contacts,project,calendar,phone_validation,google_gmail,microsoft_outlook",
    SUITE: "crm_core,crm_print",
}
_logger = logging.getLogger(__name__)


def name(prefix, kind):
    """The name of a database of ours."""
    return f"{prefix}_{kind}"


def ensure(options, kind):
    """Make a database unless it is there.

    :param options: the command line: ``config``, ``addons_path``, ``prefix``, ``fresh`` and a
        ``stock_template`` or ``suite_template`` to copy instead of installing
    :return: its name
    """
    database = name(options.prefix, kind)
    template = getattr(options, f"{kind}_template")
    with _connection() as cr:
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
        if cr.fetchone():
            if not options.fresh:
                return database
            cr.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))
        cr.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'unicode'").format(
                sql.Identifier(database), sql.Identifier(template or "template0")
            )
        )
    _logger.warning("Making the database %s", database)
    command = [sys.executable, "-m", "bench.databases", options.config, database, ADDONS[kind]]
    if options.addons_path:
        command.append(f"--addons-path={options.addons_path}")
    subprocess.run(command, check=True, cwd=TOP)
    return database


class _connection:
    """An autocommitting cursor on the cluster's maintenance database."""

    def __enter__(self):
        _, parameters = odoo.sql_db.connection_info_for("postgres")
        self.connection = psycopg2.connect(**parameters)
        self.connection.autocommit = True
        return self.connection.cursor()

    def __exit__(self, *exc_info):
        self.connection.close()


def install(argv):
    """Install addons: ``CONFIG DATABASE ADDON,... [odoo options]``."""
    config_file, database, addons, *rest = argv
    config.parse_config(
        ["-c", config_file, "-d", database, "--no-http", "--log-level=warn", *rest],
        setup_logging=True,
    )
    addons = addons.split(",")
    Registry.new(database, update_module=True, install_modules=["base"])
    with Registry(database).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
        # an addon the database has not listed yet would be ignored with a mere log line
        env["ir.module.module"].update_list()
        known = env["ir.module.module"].search([("name", "in", addons)]).mapped("name")
    if missing := set(addons) - set(known):
        raise SystemExit(f"Unknown addons: {', '.join(sorted(missing))}")
    Registry.new(database, update_module=True, install_modules=addons)


if __name__ == "__main__":
    install(sys.argv[1:])
