"""The Chromium process: found, started in a private folder, stopped without a trace.

Chromium is spoken to through a pair of pipes, not a port: no other process of the machine can
reach it, and when this process dies in whatever way the pipes close and Chromium ends by itself.
"""

import contextlib
import fcntl
import logging
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

_logger = logging.getLogger(__name__)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FOLDER_PREFIX = "crm-print-"
STOP_SECONDS = 5
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-breakpad",
    "--disable-quic",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--password-store=basic",
    "--use-mock-keychain",
    # A second wall behind the interception of requests: no name resolves, no proxy is asked.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "about:blank",
)
# Odoo limits the memory and the processor time of its workers, and children inherit the limits;
# Chromium reserves far more address space than it uses and would be killed by either.
LAUNCHER = 'ulimit -S -v "$(ulimit -H -v)"; ulimit -S -t "$(ulimit -H -t)"; exec "$0" "$@"'


class ChromiumError(Exception):
    """Chromium died or refused a document."""


class ChromiumUnavailable(ChromiumError):
    """Chromium is missing or does not start."""


def find_program():
    """Return the path of Chromium's program, None when there is none.

    :rtype: str | None
    """
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Process:
    """One running Chromium with its private folder.

    :param options: further command line options
    :raise ChromiumUnavailable: there is no Chromium on this machine, or it cannot be executed
    """

    def __init__(self, options=()):
        program = find_program()
        if not program:
            raise ChromiumUnavailable("Chromium is not installed on this server")
        remove_stale_folders()
        self.owner = os.getpid()
        self.stopped = False
        self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{self.owner}-"))
        self.log_path = self.folder / "log"
        try:
            self._spawn(program, options)
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise ChromiumUnavailable(f"Chromium cannot be executed: {error}") from error

    def _spawn(self, program, options):
        arguments = ["/bin/sh", "-c", LAUNCHER, program, *options, *self._flags()]
        child_in, self.write_fd = _high_pipe()
        self.read_fd, child_out = _high_pipe()
        try:
            # Not subprocess: it has no way to place the pipes on 3 and 4 that is safe in threads.
            self.pid = os.posix_spawn(
                arguments[0],
                arguments,
                self._environment(),
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (
                        os.POSIX_SPAWN_OPEN,
                        1,
                        str(self.log_path),
                        os.O_WRONLY | os.O_CREAT | os.O_APPEND,
                        0o600,
                    ),
                    (os.POSIX_SPAWN_DUP2, 1, 2),
                    (os.POSIX_SPAWN_DUP2, child_in, 3),
                    (os.POSIX_SPAWN_DUP2, child_out, 4),
                ],
                setpgroup=0,
                setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGXCPU],
            )
        except OSError:
            os.close(self.write_fd)
            os.close(self.read_fd)
            raise
        finally:
            os.close(child_in)
            os.close(child_out)
        self._exited = False

    def _flags(self):
        yield f"--user-data-dir={self.folder / 'profile'}"
        if os.geteuid() == 0:
            yield "--no-sandbox"
        yield from FLAGS

    def _environment(self):
        """Return what Chromium needs of our environment: passwords in it stay with us."""
        kept = ("PATH", "LANG", "LC_ALL", "TZ", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
        return {
            **{key: os.environ[key] for key in kept if key in os.environ},
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
        }

    def is_running(self):
        """Tell whether the process lives; a dead one is reaped."""
        if not self._exited and self.owner == os.getpid():
            try:
                self._exited = os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
            except ChildProcessError:
                self._exited = True
        return not self._exited and self.owner == os.getpid()

    def last_words(self):
        """Return the end of what Chromium wrote to its error output."""
        try:
            return self.log_path.read_text(errors="replace")[-500:].strip()
        except OSError:
            return ""

    def stop(self):
        """End the process with all its children and remove its folder."""
        if self.owner != os.getpid():
            return  # inherited by a fork: it belongs to the parent
        if self.stopped:
            return
        self.stopped = True
        os.close(self.write_fd)
        deadline = time.monotonic() + STOP_SECONDS
        while self.is_running() and time.monotonic() < deadline:
            time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        if not self._exited:
            os.waitpid(self.pid, 0)
            self._exited = True
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_stale_folders():
    """Remove the folders of Chromiums whose server process was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*-*"):
        pid = folder.name.removeprefix(FOLDER_PREFIX).split("-")[0]
        try:
            ours = folder.stat().st_uid == os.geteuid()
        except FileNotFoundError:
            continue
        if pid.isdigit() and ours and not folder.is_symlink() and not _lives(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _high_pipe():
    """Return a pipe whose ends are above the numbers they get in the child."""
    ends = os.pipe()
    try:
        return tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    finally:
        for end in ends:
            os.close(end)
