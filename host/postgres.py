"""Private PostgreSQL clusters: a durable one for ``./crm run``, a fast and careless one for tests
and benchmarks.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import layout, proc, settings, system
from .ui import HostError, step

DATABASE_USER = "crm"
PORT = 5432
SOCKET_PATH_LIMIT = 107
COMMON = {
    "listen_addresses": "''",
    "port": str(PORT),
    "unix_socket_permissions": "0777",
    "max_connections": "200",
    "max_locks_per_transaction": "256",
    "jit": "off",
    "logging_collector": "off",
    "log_timezone": "'UTC'",
}
DURABLE = {**COMMON, "shared_buffers": "256MB"}
# Tests and benchmarks lose nothing when the machine loses power, so nothing waits for the disk.
SCRATCH = {
    **COMMON,
    "shared_buffers": "512MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
}
KINDS = {"durable": DURABLE, "scratch": SCRATCH}


@dataclass(frozen=True)
class Server:
    """How to reach a server: options for Odoo's configuration and the environment of client
    programs.
    """

    options: dict[str, str]
    env: dict[str, str]
    name: str


def ensure(kind: str) -> Server:
    """Return the server to use, started: the user's own when they named one, else the private
    cluster ``kind``.
    """
    if settings.external_postgres():
        return Server({}, proc.clean_env(), "your own PostgreSQL")
    cluster = Cluster(kind)
    cluster.ensure_running()
    return cluster.server()


def stop_all() -> list[str]:
    """Stop the private clusters that run; return their kinds."""
    return [kind for kind in KINDS if Cluster(kind).stop()]


class Cluster:
    """One private cluster: data folder, socket folder, and the operating system's user that it runs
    as.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.owner = "postgres" if os.geteuid() == 0 else None
        base = layout.host_dir() / "pg"
        if self.owner and not _reachable_by(self.owner, layout.host_dir()):
            # PostgreSQL refuses to run as root and its own user cannot enter our folder (it may lie
            # under /root).
            base = Path("/var/lib/postgresql") / f"crm-{layout.place_hash()}"
        self.data = base / kind
        self.sockets = _socket_folder(base, kind)
        self.log = base / f"{kind}.log"

    def server(self) -> Server:
        host = str(self.sockets)
        options = {"db_host": host, "db_port": str(PORT), "db_user": DATABASE_USER}
        if self.data.exists():
            options["pg_path"] = str(self._bin())
        # Variables the user may have set for other servers must not lead our clients astray.
        env = {key: value for key, value in proc.clean_env().items() if not key.startswith("PG")}
        env.update(PGHOST=host, PGPORT=str(PORT), PGUSER=DATABASE_USER)
        return Server(options, env, f"private PostgreSQL ({self.kind})")

    def ensure_running(self) -> None:
        """Start the cluster when it does not run, making it first when there is none."""
        if not self._is_made():
            with step(f"Making a private PostgreSQL ({self.kind})"):
                self._make()
        self._prepare_sockets()
        if not self.is_running():
            self._start()

    def is_running(self) -> bool:
        """Ask the server itself: a process id left by a crash or a restart of the machine proves
        nothing.
        """
        if not self._is_made():
            return False
        ready = [self._bin() / "pg_isready", "-q", "-h", self.sockets, "-p", str(PORT)]
        if proc.quiet(ready).returncode != 0:
            return False
        return (
            proc.quiet(
                self._as_owner([self._bin() / "pg_ctl", "status", "-D", self.data])
            ).returncode
            == 0
        )

    def stop(self) -> bool:
        """Stop the cluster; return whether it was running."""
        if not self.is_running():
            return False
        command = [self._bin() / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w"]
        proc.run(self._as_owner(command), what="Stopping PostgreSQL", cwd=Path("/"))
        return True

    def _is_made(self) -> bool:
        parent = self.data.parent
        if self.owner and not os.access(parent, os.X_OK):
            return False
        return (self.data / "PG_VERSION").exists()

    def _bin(self) -> Path:
        versions = system.postgres_versions()
        if not versions:
            raise HostError(
                "PostgreSQL 13 or newer is not installed.", "apt-get install postgresql"
            )
        if not self._is_made():
            return versions[max(versions)]
        made_with = int((self.data / "PG_VERSION").read_text().strip())
        if made_with not in versions:
            raise HostError(
                f"The database was made with PostgreSQL {made_with}, which is no longer installed "
                f"(found: {', '.join(map(str, sorted(versions)))}).",
                f"apt-get install postgresql-{made_with}, back up with ./crm backup, "
                f"move {self.data} away and restore with ./crm restore --live.",
            )
        return versions[made_with]

    def _as_owner(self, command: list[str | Path]) -> list[str | Path]:
        return ["runuser", "-u", self.owner, "--", *command] if self.owner else command

    def _own(self, path: Path, mode: int) -> None:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        if self.owner:
            user = pwd.getpwnam(self.owner)
            os.chown(path, user.pw_uid, user.pw_gid)

    def _make(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.data.with_name(f"{self.kind}.making")
        shutil.rmtree(fresh, ignore_errors=True)
        self._own(fresh, 0o700)
        command = [
            self._bin() / "initdb",
            "-D",
            fresh,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        ]
        proc.run(self._as_owner(command), what="Making the database cluster", cwd=Path("/"))
        os.replace(fresh, self.data)

    def _prepare_sockets(self) -> None:
        # Whoever may enter this folder may connect, so nobody else may: root passes anyway.
        if not self.sockets.exists() or stat.S_IMODE(self.sockets.stat().st_mode) != 0o700:
            self._own(self.sockets, 0o700)
        allowed = {os.geteuid()} | ({pwd.getpwnam(self.owner).pw_uid} if self.owner else set())
        if self.sockets.stat().st_uid not in allowed:
            raise HostError(
                f"{self.sockets} belongs to somebody else.",
                "Remove it, or set TMPDIR to a folder of yours.",
            )

    def _start(self) -> None:
        own = {**KINDS[self.kind], "unix_socket_directories": f"'{self.sockets}'"}
        text = "".join(f"{key} = {value}\n" for key, value in own.items())
        main = (self.data / "postgresql.conf").read_text()
        if "include_if_exists = 'crm.conf'" not in main:
            layout.write_atomically(
                self.data / "postgresql.conf", f"{main}\ninclude_if_exists = 'crm.conf'\n", 0o600
            )
        layout.write_atomically(self.data / "crm.conf", text, 0o600)
        if self.owner:
            user = pwd.getpwnam(self.owner)
            for name in ("postgresql.conf", "crm.conf"):
                os.chown(self.data / name, user.pw_uid, user.pw_gid)
            if not self.log.exists():
                self.log.touch()
                os.chown(self.log, user.pw_uid, user.pw_gid)
        # setsid: Ctrl-C in the terminal of ./crm run must not reach the database.
        command = [
            "setsid",
            *self._as_owner(
                [
                    self._bin() / "pg_ctl",
                    "start",
                    "-D",
                    self.data,
                    "-l",
                    self.log,
                    "-w",
                    "-t",
                    "120",
                ]
            ),
        ]
        try:
            proc.run(command, what="Starting PostgreSQL", cwd=Path("/"))
        except HostError as error:
            tail = (
                self.log.read_text(errors="replace").splitlines()[-8:] if self.log.exists() else []
            )
            raise HostError(
                error.message + "\n" + "\n".join(f"  | {line}" for line in tail), f"See {self.log}"
            ) from error
        self._ensure_role()

    def _ensure_role(self) -> None:
        """Make the role that Odoo uses: it may create databases and is no superuser."""
        psql = [
            self._bin() / "psql",
            "-h",
            self.sockets,
            "-p",
            str(PORT),
            "-U",
            "postgres",
            "-d",
            "postgres",
            "-XAtqc",
        ]
        if (
            proc.quiet(
                [*psql, f"SELECT 1 FROM pg_roles WHERE rolname = '{DATABASE_USER}'"]
            ).stdout.strip()
            != "1"
        ):
            proc.run(
                [*psql, f"CREATE ROLE {DATABASE_USER} LOGIN CREATEDB"],
                what="Making the database role",
            )


def _reachable_by(user: str, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    return proc.quiet(["runuser", "-u", user, "--", "test", "-x", folder]).returncode == 0


def _socket_folder(base: Path, kind: str) -> Path:
    """Return a folder whose socket path fits into the operating system's limit of 107 bytes."""
    folder = base / f"run-{kind}"
    if len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}") <= SOCKET_PATH_LIMIT:
        return folder
    return Path(tempfile.gettempdir()) / f"crm-{os.geteuid()}-{layout.place_hash()}-{kind}"
