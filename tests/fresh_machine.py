"""Prove the two commands of README.md on a machine that has nothing: a minimal Debian in a folder.

    ./crm test --fresh-machine            (as root; debootstrap must be installed)
    ./crm test --fresh-machine -- --suite trixie --keep

What it shows, in this order:

1. a user who may not install packages is told their exact names;
2. ``./crm run``, killed at several points (the power switch, not Ctrl-C) and run again, ends at a
   login page within ten minutes, and the printed password opens the web client;
3. a later run, after another kill, reaches the login page within twenty seconds;
4. a user without privileges gets there too, with a PostgreSQL of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP))

from host import odoo_source  # noqa: E402
from host.run import free_port  # noqa: E402
from host.ui import HostError, say, step  # noqa: E402

FIRST_RUN_SECONDS = 600
LATER_RUN_SECONDS = 20
KILL_AFTER_SECONDS = (6, 20, 45, 75)
CLONE = "srv/crm"
USER, USER_HOME = "tester", "home/tester"
PASSED_ON = re.compile(
    r"(?i)^(https?_proxy|no_proxy|all_proxy|pip_.*|ssl_cert_file|node_extra_ca_certs)$"
)
APT_NETWORK = re.compile(r"Acquire::(http|https|ftp|Check-|Retries)|Proxy", re.IGNORECASE)
PRINTED = re.compile(r"^  (CRM|login|password) +(\S+)$")


class Machine:
    """A minimal Debian below ``root``; commands run in it with processes and mounts of
    their own.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def bootstrap(self, suite: str) -> None:
        """Make the folder: what debootstrap calls minbase, with the Python and git of README.md."""
        mirrors = odoo_source.debian_mirrors()
        if not mirrors:
            raise HostError("apt on this machine knows no Debian mirror.")
        with step(f"Making a minimal Debian ({suite}) in {self.root}"):
            command = ["debootstrap", "--variant=minbase", "--include=python3,git", suite]
            log = self.root.with_suffix(".log")
            with log.open("w") as sink:
                done = subprocess.run(
                    [*command, str(self.root), mirrors[0]], stdout=sink, stderr=sink
                )
            if done.returncode:
                tail = "\n".join(log.read_text().splitlines()[-10:])
                raise HostError(f"debootstrap failed:\n{tail}")
        self._settings()

    def _settings(self) -> None:
        """Give it this machine's way to the network: names, apt's proxies, pip's indexes,
        authorities.
        """
        self._copy(Path("/etc/resolv.conf"))
        self._copy(Path("/etc/pip.conf"))
        self._copy(Path("/etc/ssl/certs/ca-certificates.crt"))
        for path in Path("/etc/apt/apt.conf.d").glob("*"):
            if APT_NETWORK.search(path.read_text(errors="replace")):
                self._copy(path)
        for path in Path("/usr/local/share/ca-certificates").glob("*.crt"):
            self._copy(path)
        mine = Path.home() / ".config" / "pip" / "pip.conf"
        if mine.exists():
            shutil.copy(mine, self.root / "etc" / "pip.conf")
        # Services of packages must not start by themselves in a folder.
        policy = self.root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)

    def _copy(self, path: Path) -> None:
        if path.exists():
            target = self.root / path.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copy(path, target)

    def clone(self, where: str, owner: str | None = None) -> None:
        """Clone the project into it, as its README says."""
        command = ["git", "clone", "--quiet", "--no-hardlinks", str(TOP), str(self.root / where)]
        subprocess.run(command, check=True)
        if owner:
            self.run(f"chown -R {owner}: /{where}")

    def command(self, line: str, user: str | None = None) -> list[str]:
        """Return the words that run a shell line in the machine; all it started dies with it."""
        root = shlex.quote(str(self.root))
        prepare = [
            f"mount -t proc proc {root}/proc",
            f"mount -t tmpfs tmpfs {root}/dev/shm",
            *(
                f"mkdir -p {root}{path} && mount --bind {path} {root}{path}"
                for path in _pip_folders()
            ),
        ]
        inner = f"exec chroot {root} /bin/sh -c {shlex.quote(line)}"
        if user:
            entry = f"runuser -u {user} -- /bin/sh -c {shlex.quote(line)}"
            inner = f"exec chroot {root} /bin/sh -c {shlex.quote('exec ' + entry)}"
        script = " && ".join([*prepare, inner])
        flags = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        return ["unshare", *flags, "/bin/sh", "-c", script]

    def run(self, line: str, user: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a shell line to its end."""
        return subprocess.run(
            self.command(line, user), capture_output=True, text=True, env=_environment(user)
        )

    def start(self, line: str, user: str | None = None) -> subprocess.Popen[str]:
        """Start a shell line; its output is read from ``stderr``."""
        return subprocess.Popen(
            self.command(line, user),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=_environment(user),
            start_new_session=True,
        )


def _environment(user: str | None) -> dict[str, str]:
    passed = {key: value for key, value in os.environ.items() if PASSED_ON.match(key)}
    home = f"/{USER_HOME}" if user else "/root"
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8", **passed}


def _pip_folders() -> list[str]:
    """Return the local folders that pip's settings name as sources of packages."""
    texts = [value for key, value in os.environ.items() if key.startswith("PIP_")]
    for path in (Path("/etc/pip.conf"), Path.home() / ".config" / "pip" / "pip.conf"):
        texts.append(path.read_text() if path.exists() else "")
    named = re.findall(r"(?:file://|[\s=]|^)(/[\w./-]+)", "\n".join(texts))
    # The pages of an index point to files beside it.
    folders = {path.removesuffix("/simple") for path in named}
    return sorted(path for path in folders if Path(path).is_dir())


def kill(process: subprocess.Popen[str]) -> None:
    """Pull the plug."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until_address(process: subprocess.Popen[str], limit: float) -> tuple[dict[str, str], float]:
    """Read what ``./crm run`` prints until it has told address, login and password.

    :return: those, and the seconds it took
    :raise HostError: it ended, or took longer than ``limit``
    """
    started, printed, lines = time.monotonic(), {}, []
    for line in process.stderr:
        lines.append(line)
        say(f"    {line.rstrip()}")
        if match := PRINTED.match(line):
            printed[match[1]] = match[2]
        if "Ctrl-C" in line:
            seconds = time.monotonic() - started
            if seconds > limit:
                raise HostError(f"It took {seconds:.0f} s; the limit is {limit:.0f} s.")
            return printed, seconds
    raise HostError("./crm run ended before it told an address:\n" + "".join(lines[-20:]))


def log_in(printed: dict[str, str], database: str = "crm") -> None:
    """Open the login page and log in with what was printed.

    :raise HostError: the page or the password does not work
    """
    base = printed["CRM"].removesuffix("/odoo")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{base}/web/login", timeout=60) as page:
        if page.status != 200 or b'name="password"' not in page.read():
            raise HostError("The login page is not one.")
    params = {"db": database, "login": printed["login"], "password": printed["password"]}
    request = urllib.request.Request(
        f"{base}/web/session/authenticate",
        json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        {"Content-Type": "application/json"},
    )
    with opener.open(request, timeout=60) as response:
        answer = json.load(response)
    if not answer.get("result", {}).get("uid"):
        raise HostError(f"The printed password does not open the client: {answer.get('error')}")


def prove(machine: Machine, suite: str) -> list[str]:
    """Run the proof; return what was shown."""
    shown = []
    machine.bootstrap(suite)
    machine.run(f"useradd --create-home {USER}")
    machine.clone(CLONE)
    machine.clone(f"{USER_HOME}/crm", USER)

    told = machine.run(f"cd /{USER_HOME}/crm && ./crm run", USER)
    if (
        told.returncode != 1
        or "apt-get install" not in told.stderr
        or "postgresql" not in told.stderr
    ):
        raise HostError(f"A user without privileges was not told what to install:\n{told.stderr}")
    shown.append("without privileges: the exact packages are named")

    port = free_port()
    line = f"cd /{CLONE} && exec ./crm run --port {port}"
    for seconds in KILL_AFTER_SECONDS:
        say(f"  ./crm run, killed after {seconds} s:")
        process = machine.start(line)
        time.sleep(seconds)
        kill(process)
    process = machine.start(line)
    printed, took = until_address(process, FIRST_RUN_SECONDS)
    log_in(printed)
    kill(process)
    total = took + sum(KILL_AFTER_SECONDS)
    if total > FIRST_RUN_SECONDS:
        raise HostError(f"The first run took {total:.0f} s in all.")
    shown.append(f"first run, killed {len(KILL_AFTER_SECONDS)} times on the way: {total:.0f} s")

    process = machine.start(line)
    printed, took = until_address(process, LATER_RUN_SECONDS)
    log_in(printed)
    kill(process)
    shown.append(f"later run, after a kill: {took:.1f} s to the login page")

    process = machine.start(f"cd /{USER_HOME}/crm && exec ./crm run --port {port}", USER)
    printed, took = until_address(process, FIRST_RUN_SECONDS)
    log_in(printed)
    kill(process)
    shown.append(f"a user without privileges, packages present: {took:.0f} s")
    return shown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--suite", default=odoo_source.codename() or "bookworm")
    parser.add_argument("--keep", action="store_true", help="leave the folder in place")
    options = parser.parse_args()
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        say("This proof must be run as root, with debootstrap installed.")
        return 2
    folder = Path(tempfile.mkdtemp(prefix="crm-fresh-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        for line in prove(Machine(folder / "root"), options.suite):
            print(f"shown: {line}", flush=True)
        return 0
    except HostError as error:
        say(f"\n{error.message}")
        return 1
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
