"""The command line of ``./crm``."""

from __future__ import annotations

import argparse
import importlib
import sys

from .ui import HostError, say

DESCRIPTION = """\
A CRM suite on Odoo 19 Community: everything from a fresh machine to a running server, and
everything a developer needs.

  ./crm run       is all you need to try it: it fetches what is missing, makes a database
                  and starts the server
  ./crm test      is all that the continuous integration runs
"""
EPILOG = """\
./crm COMMAND --help explains one command. Guides: docs/administrators.md, docs/architecture.md
"""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps our line breaks and leaves room for the longest command."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all sub-commands."""
    parser = argparse.ArgumentParser(
        prog="./crm", description=DESCRIPTION, epilog=EPILOG, formatter_class=Formatter
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    _add_run(commands)
    _add_administration(commands)
    _add_development(commands)
    return parser


def _command(
    commands: argparse._SubParsersAction, name: str, target: str, summary: str, more: str = ""
) -> argparse.ArgumentParser:
    """Add a sub-command that calls ``module:function`` of this package."""
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}\n\n{more}".strip(),
        formatter_class=Formatter,
    )
    parser.set_defaults(target=target)
    return parser


def _add_run(commands: argparse._SubParsersAction) -> None:
    run = _command(
        commands,
        "run",
        "run:main",
        "start the CRM, preparing whatever is missing",
        "The first run fetches Odoo (about 130 MB) and Python packages and takes some minutes; "
        "later ones take seconds.\n"
        "It may be interrupted at any point and run again. Addons that changed since the last "
        "run are updated.",
    )
    run.add_argument(
        "--demo", action="store_true", help="make the database with a demonstration story"
    )
    run.add_argument(
        "--addons", metavar="A,B", help="install these addons only (and what they need)"
    )
    run.add_argument("--db", metavar="NAME", help="the database (default: crm)")
    run.add_argument(
        "--port", type=int, help="where the server listens (default: 8069, or the next free one)"
    )
    run.add_argument(
        "--http-interface",
        metavar="ADDRESS",
        help="address to listen on (default: 127.0.0.1, this machine only)",
    )
    run.add_argument(
        "--lang",
        metavar="CODES",
        default="ru_RU,uk_UA",
        help="languages beside English (default: %(default)s)",
    )
    run.add_argument(
        "--no-update",
        action="store_true",
        help="leave the database as it is even if addons changed",
    )
    run.add_argument(
        "--print-password",
        action="store_true",
        help="print the administrator's login and password, and stop",
    )
    run.add_argument("-v", "--verbose", action="store_true", help="show the server's whole log")


def _add_administration(commands: argparse._SubParsersAction) -> None:
    def with_database(
        name: str, target: str, summary: str, more: str = ""
    ) -> argparse.ArgumentParser:
        parser = _command(commands, name, target, summary, more)
        parser.add_argument("--db", metavar="NAME", help="the database (default: crm)")
        return parser

    update = with_database(
        "update",
        "administer:update",
        "bring a database in step with the addons' files",
        "Without names: what changed since the last time, and new addons of the suite.",
    )
    update.add_argument(
        "addons", nargs="*", metavar="ADDON", help="update these even if they did not change"
    )
    update.add_argument("--all", action="store_true", help="update every addon of the suite")

    backup = with_database(
        "backup", "administer:backup", "write database and files into one zip file"
    )
    backup.add_argument("file", metavar="FILE", help="the zip file to write")
    backup.add_argument("--force", action="store_true", help="overwrite the file")

    restore = with_database(
        "restore",
        "administer:restore",
        "make a database from a backup",
        "The copy calls nobody: mail servers, scheduled actions, providers and webhooks are "
        "switched off in it (Odoo calls\n"
        "this neutralising). For a move to another machine, where the restored database takes "
        "over, say --live.",
    )
    restore.add_argument("file", metavar="FILE", help="the zip file that ./crm backup wrote")
    restore.add_argument(
        "--live",
        action="store_true",
        help="do not neutralise: this copy takes over from the original",
    )
    restore.add_argument("--force", action="store_true", help="replace a database of this name")

    uninstall = with_database(
        "uninstall",
        "administer:uninstall",
        "remove an addon and its data from a database",
        "Asks first and says what goes with it. Later runs do not install it again unless it "
        "is named.",
    )
    uninstall.add_argument("addon", metavar="ADDON")
    uninstall.add_argument("-y", "--yes", action="store_true", help="do not ask")

    with_database("shell", "administer:shell", "a Python prompt with the database's records (env)")
    _command(commands, "stop", "administer:stop", "stop the private PostgreSQL servers")


def _add_development(commands: argparse._SubParsersAction) -> None:
    test = _command(
        commands,
        "test",
        "testing.command:main",
        "run every test, or those of some addons",
        "Without names all that the continuous integration runs: lint, unit tests, each addon "
        "on a database that holds only\n"
        "what it needs (browser tours and Hoot included), tests/server against a running "
        "server, translations.\n"
        "The last line reads: N passed, N failed, N skipped. A skip that host/skips.txt does "
        "not justify is a failure.\n\n"
        "  ./crm test crm_core                             one addon\n"
        "  ./crm test addons/crm_core/tests/test_lead.py   one file\n"
        "  ./crm test crm_core -- -k conversion            options after -- go to pytest",
    )
    test.add_argument(
        "addons",
        nargs="*",
        metavar="ADDON",
        help="addons, or files of their tests; all without any",
    )
    test.add_argument(
        "--stage", metavar="A,B", help="only these stages: lint, unit, addons, i18n, server"
    )
    test.add_argument("--keep-db", action="store_true", help="leave the test databases in place")
    test.add_argument(
        "--fresh-machine",
        action="store_true",
        help="long: the two commands of README.md on a minimal Debian root",
    )
    test.add_argument(
        "--stock-suites",
        action="store_true",
        help="long: the host's own tests with and without the suite",
    )

    lint = _command(
        commands, "lint", "lint.command:main", "style, structure, licences and old idioms"
    )
    lint.add_argument("--fix", action="store_true", help="mend what can be mended by a tool")
    lint.add_argument(
        "--only", action="append", metavar="CHECK", help="one check by its name (may be repeated)"
    )

    rows = _command(
        commands,
        "requirements",
        "requirements:main",
        "which requirement rows have a passing test",
        "Reads docs/requirements.md, the lines 'Covers: CON-07' of the tests, and the latest "
        "results of ./crm test.",
    )
    rows.add_argument("--missing", action="store_true", help="list the rows without any test")
    rows.add_argument("--addon", metavar="NAME", help="only the rows of this addon")

    words = _command(
        commands,
        "i18n",
        "i18n:main",
        "write the translation templates and bring the translations in step",
        "Exports i18n/<addon>.pot and merges it into ru.po and uk.po; says what is left to "
        "translate.",
    )
    words.add_argument("addons", nargs="*", metavar="ADDON", help="all without any")
    words.add_argument(
        "--check", action="store_true", help="change nothing, only say what is out of step"
    )

    bench = _command(
        commands,
        "bench",
        "administer:bench",
        "measure the suite against stock Odoo (arguments go to bench/)",
    )
    bench.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="...", help="see ./crm bench --help"
    )


def _split_rest(argv: list[str]) -> tuple[list[str], list[str]]:
    """Split at ``--``: what follows goes to the program behind a command (pytest)."""
    if "--" in argv:
        at = argv.index("--")
        return argv[:at], argv[at + 1 :]
    return argv, []


def main(argv: list[str]) -> int:
    """Run one command; return the exit code."""
    parser = build_parser()
    if argv[:1] == ["bench"]:
        # All that follows belongs to the benchmark, --help included.
        args = parser.parse_args(argv[:1])
        args.arguments = argv[1:]
    else:
        ours, rest = _split_rest(argv)
        args = parser.parse_args(ours)
        args.pytest = rest
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
