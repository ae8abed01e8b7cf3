"""Running other programs: output into a log file, progress to the screen, failures with the lines
that matter.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import layout
from .ui import HostError

TAIL_LINES = 15


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    log: str = "setup",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    on_line: Callable[[str], None] | None = None,
    hint: str = "",
    stdin: str | None = None,
) -> str:
    """Run a program to its end and return its output (stdout and stderr together).

    :param what: what the program does, in words that finish the sentence "... failed"
    :param log: name of the log file (without folder and suffix) that keeps the output
    :param on_line: called with each line as it comes
    :param hint: what the user can do when it fails
    :raise HostError: the program failed; the message holds its last lines
    """
    words = [str(word) for word in command]
    log_path = layout.sub("log") / f"{log}.log"
    lines: list[str] = []
    with log_path.open("a", encoding="utf-8") as sink:
        sink.write(f"$ {shlex.join(words)}\n")
        try:
            process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=dict(env) if env is not None else None,
                cwd=cwd or layout.ROOT,
            )
        except OSError as error:
            raise HostError(
                f"{what} failed: cannot start {words[0]} ({error.strerror})", hint
            ) from error
        try:
            if stdin is not None:
                process.stdin.write(stdin)
                process.stdin.close()
            for line in process.stdout:
                sink.write(line)
                lines.append(line)
                if on_line:
                    on_line(line.rstrip("\n"))
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code:
        tail = "".join(f"  | {line}" for line in lines[-TAIL_LINES:]).rstrip()
        raise HostError(
            f"{what} failed (exit code {code}):\n{tail}",
            hint or f"The whole output is in {log_path}",
        )
    return "".join(lines)


def quiet(
    command: Sequence[str | Path], env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a short program that may fail; the caller looks at ``returncode`` (127 when the program
    is missing).
    """
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words, capture_output=True, text=True, errors="replace", env=env, check=False
        )
    except OSError as error:
        return subprocess.CompletedProcess(words, 127, "", str(error))


def clean_env(**changes: str) -> dict[str, str]:
    """Return the environment for children without what would lead Python or Odoo astray, with
    ``changes``.
    """
    drop = {
        "PYTHONPATH",
        "PYTHONHOME",
        "ODOO_RC",
        "OPENERP_SERVER",
        "PYTEST_DB_USE_ENV_VARS",
        "VIRTUAL_ENV",
    }
    env = {key: value for key, value in os.environ.items() if key not in drop}
    env.update(changes)
    return env
