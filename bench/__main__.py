"""Measure the suite against stock Odoo: ``python -m bench --help``."""

import argparse
import os

import psycopg2

import odoo
from odoo.tools import config

from . import report, runner, workloads


def parse(argv=None):
    """Read the command line.

    :rtype: argparse.Namespace
    """
    parser = argparse.ArgumentParser(prog="./crm bench", description=__doc__)
    parser.add_argument("workloads", nargs="*", help="names of workloads; all without any")
    parser.add_argument("--list", action="store_true", help="name the workloads and end")
    parser.add_argument(
        "--config", default=os.environ.get("ODOO_RC"), help="odoo.conf with the cluster"
    )
    parser.add_argument("--addons-path", help="where the addons are, if odoo.conf does not say")
    parser.add_argument(
        "--contacts", type=int, default=100_000, help="contacts generated (%(default)s)"
    )
    parser.add_argument("--deals", type=int, help="deals generated (a third of the contacts)")
    parser.add_argument(
        "--seed", type=int, default=1, help="another seed, other names (%(default)s)"
    )
    parser.add_argument(
        "--rounds", type=int, default=9, help="measured turns of each side (%(default)s)"
    )
    parser.add_argument("--prefix", default="bench", help="of the databases' names (%(default)s)")
    parser.add_argument("--fresh", action="store_true", help="make the databases anew")
    parser.add_argument("--stock-template", help="a stock database to copy instead of installing")
    parser.add_argument("--suite-template", help="a database with the suite to copy")
    parser.add_argument("--save", metavar="FOLDER", help="store the results, e.g. in docs")
    parser.add_argument("--check", action="store_true", help="fail when a budget is missed")
    options = parser.parse_args(argv)
    if options.deals is None:
        options.deals = options.contacts // 3
    if options.rounds < runner.MINIMUM_ROUNDS:
        parser.error(f"--rounds: at least {runner.MINIMUM_ROUNDS}, or the spread says nothing")
    if not options.list and not options.config:
        parser.error("--config or the variable ODOO_RC names the odoo.conf")
    return options


def main(argv=None):
    """Run the benchmark; return the exit code."""
    options = parse(argv)
    if options.list:
        for cls in workloads.registry().values():
            print(f"{cls.name:<18} {cls.title}, against {cls.labels[0]}")
        return 0
    config.parse_config(["-c", options.config, "--log-level=warn"], setup_logging=True)
    print(
        f"{options.contacts:,} contacts, {options.deals:,} deals, {options.rounds} rounds",
        flush=True,
    )
    rows, sizes = runner.run(options, lambda row: print(report.line(row), flush=True))
    if options.save:
        report.store(options.save, rows, sizes, options, _postgresql())
    missed = [row["name"] for row in rows if row["met"] is False]
    if missed:
        print(f"Budget missed: {', '.join(missed)}")
    return 1 if options.check and missed else 0


def _postgresql():
    _, parameters = odoo.sql_db.connection_info_for("postgres")
    connection = psycopg2.connect(**parameters)
    try:
        return f"{connection.server_version // 10000}.{connection.server_version % 10000}"
    finally:
        connection.close()


if __name__ == "__main__":
    raise SystemExit(main())
