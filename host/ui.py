"""What the user sees: progress of long steps, and errors in plain words with what to do next."""

from __future__ import annotations

import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Iterator

HEARTBEAT_SECONDS = 15
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class HostError(Exception):
    """Something the user must know: ``message`` says what is wrong, ``hint`` what to do
    about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def _speaks_unicode() -> bool:
    return (getattr(sys.stderr, "encoding", "") or "").lower().replace("-", "") == "utf8"


def say(text: str = "") -> None:
    """Print one line for the user (progress goes to stderr, so that output can be piped)."""
    if not _speaks_unicode():
        text = text.encode("ascii", "replace").decode()
    print(text, file=sys.stderr, flush=True)


def elapsed_text(seconds: float) -> str:
    """Return ``7 s`` or ``2 min 05 s``."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02} s"


class Step:
    """One running step; ``note`` shows what it is doing at the moment."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.detail = ""
        self.started = time.monotonic()
        self._over = threading.Event()
        self._tty = sys.stderr.isatty() and _speaks_unicode()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def note(self, detail: str) -> None:
        """Show a detail beside the running step."""
        self.detail = " ".join(detail.split())

    def seconds(self) -> float:
        """Return the seconds since the step began."""
        return time.monotonic() - self.started

    def start(self) -> None:
        if not self._tty:
            say(f"-> {self.title} ...")
        self._thread.start()

    def finish(self, mark: str) -> None:
        self._over.set()
        self._thread.join()
        if self._tty:
            sys.stderr.write("\r\x1b[2K")
        say(f"{mark} {self.title} ({elapsed_text(self.seconds())})")

    def _tick(self) -> None:
        frame = 0
        while not self._over.wait(0.1 if self._tty else HEARTBEAT_SECONDS):
            line = f"{self.title} · {elapsed_text(self.seconds())} {self.detail}"
            if self._tty:
                width = shutil.get_terminal_size().columns - 4
                sys.stderr.write(f"\r\x1b[2K{SPINNER[frame % len(SPINNER)]} {line[:width]}")
                sys.stderr.flush()
                frame += 1
            else:
                say(f"   {line}")


@contextlib.contextmanager
def step(title: str) -> Iterator[Step]:
    """Show a long step while the block runs; ends with a tick, or a cross when the block raises."""
    running = Step(title)
    running.start()
    try:
        yield running
    except BaseException:
        running.finish("✗")
        raise
    running.finish("✓")
