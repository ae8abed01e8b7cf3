"""The command line of ``./crm``."""

from __future__ import annotations

import argparse
import importlib
import sys

from .ui import HostError, say

DESCRIPTION = """\
A CRM suite on Odoo 19 Community: everything from a fresh machine to a running server, and everything a developer needs.

  ./crm run       is all you need to try it: it fetches what is missing, makes a database and starts the server
  ./crm test      is all that the continuous integration runs
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all sub-commands."""
    parser = argparse.ArgumentParser(
        prog="./crm", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_run(commands)
    return parser


def _command(commands: argparse._SubParsersAction, name: str, target: str, summary: str, more: str = "") -> argparse.ArgumentParser:
    """Add a sub-command that calls ``module:function`` of this package."""
    parser = commands.add_parser(
        name, help=summary, description=f"{summary}\n\n{more}".strip(), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(target=target)
    return parser


def _add_run(commands: argparse._SubParsersAction) -> None:
    run = _command(
        commands,
        "run",
        "run:main",
        "start the CRM, preparing whatever is missing",
        "The first run fetches Odoo (about 130 MB) and Python packages and takes some minutes; later ones take seconds.\n"
        "It may be interrupted at any point and run again. Addons that changed since the last run are updated.",
    )
    run.add_argument("--demo", action="store_true", help="make the database with a demonstration story")
    run.add_argument("--addons", metavar="A,B", help="install these addons only (and what they need)")
    run.add_argument("--db", metavar="NAME", help="the database (default: crm)")
    run.add_argument("--port", type=int, help="where the server listens (default: 8069, or the next free one)")
    run.add_argument("--http-interface", metavar="ADDRESS", help="address to listen on (default: 127.0.0.1, this machine only)")
    run.add_argument("--lang", metavar="CODES", default="ru_RU,uk_UA", help="languages beside English (default: %(default)s)")
    run.add_argument("--no-update", action="store_true", help="leave the database as it is even if addons changed")
    run.add_argument("--print-password", action="store_true", help="print the administrator's login and password, and stop")
    run.add_argument("-v", "--verbose", action="store_true", help="show the server's whole log")


def main(argv: list[str]) -> int:
    """Run one command; return the exit code."""
    parser = build_parser()
    args = parser.parse_args(argv)
    if not args.command:
        parser.print_help()
        return 0
    module, _, function = args.target.partition(":")
    try:
        return getattr(importlib.import_module(f".{module}", __package__), function)(args) or 0
    except HostError as error:
        say(f"\ncrm: {error.message}")
        if error.hint:
            say("\n".join(f"     {line}" for line in error.hint.splitlines()))
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again: it goes on where it was.")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
