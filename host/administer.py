"""Commands for administrators: update, backup, restore, uninstall, shell, stop; and the way to the
benchmark.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from . import addons, config, databases, layout, postgres, proc, run, settings, setup, suite, venv
from .ui import HostError, say, step

RESTORING, REPLACED = "_restoring", "_replaced"


def _database(args: argparse.Namespace) -> str:
    return databases.check_name(args.db or settings.default_database())


def _existing(machine: setup.Machine, database: str) -> dict:
    found = machine.databases().inspect(database)
    if not (found["exists"] and found["initialised"]):
        raise HostError(
            f"There is no database {database}.", "./crm run makes it; --db names another."
        )
    return found


def _refuse_while_running(database: str) -> None:
    if run.is_running(database):
        raise HostError(
            f"The server of the database {database} is running.",
            "Stop it first (Ctrl-C where it runs).",
        )


def update(args: argparse.Namespace) -> int:
    """Update what changed, what was named, or everything."""
    database = _database(args)
    _refuse_while_running(database)
    named = addons.check_known(args.addons)
    machine = setup.ready("durable")
    found = _existing(machine, database)
    todo = suite.plan(found, None, update_all=args.all)
    installed = [name for name in named if found["modules"].get(name) == "installed"]
    if absent := sorted(set(named) - set(installed)):
        raise HostError(
            f"Not installed in {database}: {', '.join(absent)}.",
            "./crm run --addons installs them.",
        )
    if named:
        todo.install, todo.update = [], installed
    if not todo:
        say(f"The database {database} is in step with the addons.")
        return 0
    suite.bring_up_to_date(machine, database, todo)
    return 0


def backup(args: argparse.Namespace) -> int:
    """Write a zip file with the database's dump and its files; a server may go on running."""
    database = _database(args)
    target = Path(args.file).expanduser().resolve()
    if target.exists() and not args.force:
        raise HostError(f"{target} exists.", "Choose another name, or say --force to overwrite it.")
    if not target.parent.is_dir():
        raise HostError(f"There is no folder {target.parent}.")
    machine = setup.ready("durable")
    _existing(machine, database)
    partial = target.with_name(f".{target.name}.partial")
    with step(f"Backing up {database}"):
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        _odoo_db(machine, "dump", database, partial)
        with zipfile.ZipFile(partial) as archive:
            if "dump.sql" not in archive.namelist():
                raise HostError(
                    "Odoo wrote a backup without a database in it.", "Is pg_dump installed?"
                )
        os.replace(partial, target)
    say(f"{target} ({target.stat().st_size / 1e6:.1f} MB)")
    return 0


def restore(args: argparse.Namespace) -> int:
    """Make a database from a backup under a passing name, then give it its own."""
    database = _database(args)
    source = Path(args.file).expanduser().resolve()
    if not source.is_file():
        raise HostError(f"There is no file {source}.")
    if not zipfile.is_zipfile(source):
        raise HostError(f"{source.name} is no backup of ./crm backup (a zip file).")
    _refuse_while_running(database)
    machine = setup.ready("durable")
    access = machine.databases()
    if access.inspect(database)["exists"] and not args.force:
        raise HostError(
            f"A database {database} exists already.",
            "Restore beside it (--db copy), or say --force to replace it.",
        )
    passing = f"{database}{RESTORING}"
    with step(f"Restoring {source.name} as {database}"):
        access.drop(passing)
        _odoo_db(machine, "load", *([] if args.live else ["--neutralize"]), passing, source)
        found = access.inspect(passing)
        if not found.get("initialised"):
            raise HostError(f"{source.name} holds no Odoo database.")
        if not args.live and not found["neutralised"]:
            access.drop(passing)
            raise HostError(
                "Odoo did not neutralise the copy, so it was removed.",
                f"See {layout.host_dir()}/log",
            )
        replaced = f"{database}{REPLACED}"
        access.drop(replaced)
        if access.inspect(database)["exists"]:
            access.rename(database, replaced)
        access.rename(passing, database)
        access.drop(replaced)
    config.forget_password(database)
    say(f"The database {database} is ready: ./crm run --db {database}")
    say("Users and passwords are those of the backup.")
    if not args.live:
        say("It is neutralised: it sends no mail, runs no scheduled actions and calls no provider.")
    return 0


def _odoo_db(machine: setup.Machine, action: str, *words: str | Path) -> None:
    conf = machine.conf("durable-setup", extra={"list_db": "True"})
    command = [venv.python(), "-m", "odoo", "db", "-c", conf, action, *words]
    proc.run(command, what=f"odoo db {action}", log="odoo-setup", env=machine.server.env)


def uninstall(args: argparse.Namespace) -> int:
    """Uninstall an addon through the host, hooks included, and remember that it was wanted away."""
    database = _database(args)
    addons.check_known([args.addon])
    _refuse_while_running(database)
    machine = setup.ready("durable")
    found = _existing(machine, database)
    access = machine.databases()
    going = access.uninstall(database, args.addon, dry_run=True)
    ours = [name for name in going if name in addons.own()]
    say(f"Uninstalling {args.addon} from {database} removes with their data: {', '.join(going)}.")
    if not args.yes:
        if not sys.stdin.isatty():
            raise HostError("Nobody is here to confirm.", "Say --yes, after ./crm backup.")
        if input("A backup is the only way back. Continue? [y/N] ").strip().lower() not in (
            "y",
            "yes",
        ):
            say("Nothing was changed.")
            return 1
    state = found.get("state") or {"follows_suite": False, "digests": {}}
    # Their digests stay noted: that is how later runs know that somebody wanted these addons away.
    state["digests"].update({name: state["digests"].get(name, "uninstalled") for name in ours})
    with step(f"Uninstalling {args.addon}") as running:
        access.uninstall(database, args.addon, state=state)
        running.note("done")
    suite.report(access)
    return 0


def shell(args: argparse.Namespace) -> int:
    """Open the host's shell on the database."""
    database = _database(args)
    machine = setup.ready("durable")
    _existing(machine, database)
    conf = machine.conf(f"shell-{database}", database=database, extra={"log_level": "warn"})
    command = [
        str(venv.python()),
        "-m",
        "odoo",
        "shell",
        "-c",
        str(conf),
        "-d",
        database,
        "--no-http",
    ]
    return subprocess.run(command, env=machine.server.env, cwd=layout.ROOT, check=False).returncode


def stop(_args: argparse.Namespace) -> int:
    """Stop the private PostgreSQL servers."""
    stopped = postgres.stop_all()
    say(
        f"Stopped PostgreSQL ({', '.join(stopped)})."
        if stopped
        else "No private PostgreSQL was running."
    )
    return 0


def bench(args: argparse.Namespace) -> int:
    """Run the benchmark in the environment, on the scratch server."""
    machine = setup.ready("scratch", tools=True)
    conf = machine.conf("bench", extra={"max_cron_threads": "0", "list_db": "True"})
    env = {**machine.server.env, "CRM_CONF": str(conf), "ODOO_RC": str(conf)}
    command = [str(venv.python()), "-m", "bench", *args.arguments]
    return subprocess.run(command, env=env, cwd=layout.ROOT, check=False).returncode
