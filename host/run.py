"""``./crm run``: from whatever there is to a server that answers, in the foreground."""

from __future__ import annotations

import argparse
import fcntl
import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import config, databases, layout, settings, setup, suite, venv
from .ui import HostError, say, step

START_TIMEOUT_SECONDS = 180
PORTS_TO_TRY = 20
LOUD = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")
LOG_LIMIT_BYTES = 20_000_000


def main(args: argparse.Namespace) -> int:
    """Run the server until it is stopped; return its exit code."""
    database = databases.check_name(args.db or settings.default_database())
    options = settings.read()["options"]
    interface = args.http_interface or options.get("http_interface", "127.0.0.1")
    if args.print_password:
        return print_password(database)
    with Running(database) as running:
        if running.other:
            say(f"The server of the database {database} is already running.")
            _tell_address(running.other["address"], database)
            return 0
        port = _choose_port(interface, args.port, int(options.get("http_port", "8069")))
        machine = setup.ready("durable")
        _prepare_database(machine, database, args)
        conf = machine.conf(
            f"run-{database}",
            database=database,
            extra={"http_interface": interface, "http_port": str(port)},
        )
        return _serve(
            machine, conf, database, f"http://{_visible(interface)}:{port}", running, args.verbose
        )


def print_password(database: str) -> int:
    """Print login and password to stdout."""
    if not config.has_password(database):
        raise HostError(
            f"No password was made here for a database {database}.", "./crm run makes one."
        )
    print(f"admin\n{config.admin_password(database)}")
    return 0


class Running:
    """The lock that a running server holds. The server itself inherits it, so it tells the truth
    when ./crm is killed.
    """

    def __init__(self, database: str) -> None:
        self.path = layout.sub("locks") / f"run-{database}"
        self.other: dict[str, str] | None = None
        self.handle = self.path.open("a+")

    def __enter__(self) -> Running:
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.handle.seek(0)
            text = self.handle.read()
            if not text:
                raise HostError(
                    "Another ./crm run is still preparing this database.",
                    "Wait for it to print the address.",
                ) from None
            self.other = json.loads(text)
        return self

    def __exit__(self, *_error: object) -> None:
        if not self.other:
            self.handle.truncate(0)
        self.handle.close()

    def publish(self, address: str) -> None:
        """Let others know where the server is."""
        self.handle.truncate(0)
        self.handle.write(json.dumps({"address": address}))
        self.handle.flush()


def is_running(database: str) -> bool:
    """Tell whether a server of ``./crm run`` uses this database."""
    with Running(database) as running:
        return bool(running.other)


def _choose_port(interface: str, asked: int | None, default: int) -> int:
    if asked:
        if not _is_free(interface, asked):
            raise HostError(
                f"Port {asked} is in use by another program.",
                "Choose another: ./crm run --port 8070",
            )
        return asked
    for port in range(default, default + PORTS_TO_TRY):
        if _is_free(interface, port):
            if port != default:
                say(f"Port {default} is in use by another program; taking {port}.")
            return port
    raise HostError(f"No free port from {default} on.", "Choose one: ./crm run --port 9000")


def _is_free(interface: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in interface else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except PermissionError as error:
            raise HostError(
                f"Port {port} is reserved for the system.", "Choose one above 1023."
            ) from error
        except OSError as error:
            if error.errno == 99:  # the address is not one of this machine
                raise HostError(
                    f"{interface} is no address of this machine.", "Use 127.0.0.1 or 0.0.0.0."
                ) from error
            return False
    return True


def _visible(interface: str) -> str:
    if interface in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{interface}]" if ":" in interface else interface


def _prepare_database(machine: setup.Machine, database: str, args: argparse.Namespace) -> None:
    names = (
        [name.strip() for name in args.addons.split(",") if name.strip()] if args.addons else None
    )
    found = machine.databases().inspect(database)
    if not found["exists"] or not found["initialised"]:
        if found["exists"]:
            machine.databases().drop(database)
        languages = [code for code in args.lang.split(",") if code]
        suite.create(machine, database, names, demo=args.demo, languages=languages)
        return
    if args.demo:
        say(
            f"The database {database} exists already; --demo matters only when it is made (try "
            "--db demo)."
        )
    todo = suite.plan(found, names)
    if todo and not args.no_update:
        suite.bring_up_to_date(machine, database, todo)


def _serve(
    machine: setup.Machine, conf: Path, database: str, address: str, running: Running, verbose: bool
) -> int:
    log_path = layout.sub("log") / f"run-{database}.log"
    if log_path.exists() and log_path.stat().st_size > LOG_LIMIT_BYTES:
        log_path.replace(log_path.with_suffix(".log.1"))
    command = [str(venv.python()), "-m", "odoo", "server", "-c", str(conf)]
    with log_path.open("ab") as sink:
        start = sink.tell()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=machine.server.env,
            cwd=layout.ROOT,
            pass_fds=[running.handle.fileno()],
        )
    previous = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    follower = Follower(log_path, start, verbose)
    try:
        with step("Starting the server"):
            wait_until_ready(process, address, log_path, start)
        running.publish(address)
        _tell_address(address, database, password_holds=_password_holds(machine, database))
        say(f"  log       {log_path}")
        say("  stop      Ctrl-C\n")
        while process.poll() is None:
            follower.show()
            time.sleep(0.3)
        follower.show()
        return process.returncode
    except KeyboardInterrupt:
        # The terminal sent the signal to the server too; a second Ctrl-C makes it hurry.
        say("\nStopping ...")
        _wait_for_end(process)
        return 0
    finally:
        if process.poll() is None:
            process.terminate()
            _wait_for_end(process)
        signal.signal(signal.SIGTERM, previous)


def _wait_for_end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=30)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port of the loopback address that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(
    process: subprocess.Popen[bytes], address: str, log_path: Path, start: int
) -> None:
    """Wait until the login page answers.

    :raise HostError: the server ended or took too long; the message holds its last lines
    """
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with opener.open(f"{address}/web/login", timeout=60) as response:
                if response.status == 200:
                    return
        except urllib.error.HTTPError as error:
            raise HostError(
                f"The login page answers {error.code}.\n{_tail(log_path, start)}", f"See {log_path}"
            ) from error
        except OSError:
            time.sleep(0.2)
    raise HostError(f"The server did not start:\n{_tail(log_path, start)}", f"See {log_path}")


def _tail(log_path: Path, start: int) -> str:
    with log_path.open("rb") as handle:
        handle.seek(start)
        lines = handle.read().decode("utf-8", "replace").splitlines()
    return "\n".join(f"  | {line}" for line in lines[-15:])


class Follower:
    """Shows the server's complaints (or, when asked, all it says) as they come into the log."""

    def __init__(self, path: Path, start: int, everything: bool) -> None:
        self.path = path
        self.position = start
        self.everything = everything

    def show(self) -> None:
        """Print what has been added since the last call."""
        with self.path.open("rb") as handle:
            handle.seek(self.position)
            data = handle.read()
        whole = data[: data.rfind(b"\n") + 1]
        self.position += len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            if self.everything or LOUD.match(line):
                say(line)


def _password_holds(machine: setup.Machine, database: str) -> bool:
    if not config.has_password(database):
        return False
    return (
        machine.databases()
        .inspect(database, config.admin_password(database))
        .get("password_holds", False)
    )


def _tell_address(address: str, database: str, password_holds: bool = True) -> None:
    say(f"\n  CRM       {address}/odoo")
    say("  login     admin")
    if config.has_password(database) and password_holds:
        say(f"  password  {config.admin_password(database)}")
    else:
        say("  password  the one you gave it")
