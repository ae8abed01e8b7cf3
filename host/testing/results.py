"""Results of all stages: read from JUnit files, judged against the list of justified skips, summed
up, kept.
"""

from __future__ import annotations

import fnmatch
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from .. import layout
from ..ui import HostError, say

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
SKIPS = layout.ROOT / "host" / "skips.txt"
RECORD = "test-results.json"


@dataclass(frozen=True)
class Case:
    """One test: where it belongs, its name, how it ended, and why when it did not pass."""

    stage: str
    name: str
    outcome: str
    message: str = ""
    seconds: float = 0.0


def from_junit(path: Path, stage: str) -> list[Case]:
    """Read a JUnit file as pytest writes it.

    :raise HostError: the file is missing: pytest ended before any test (the caller's log tells why)
    """
    if not path.exists():
        raise HostError(f"{stage}: pytest ended before it could report.")
    cases = []
    for element in ET.parse(path).iter("testcase"):
        where = element.get("classname", "").removeprefix("odoo.").removeprefix("addons.")
        name = f"{where}.{element.get('name', '')}".lstrip(".")
        outcome, message = PASSED, ""
        for child in element:
            if child.tag in ("failure", "error"):
                outcome, message = FAILED, child.get("message") or (child.text or "").strip()
                break
            if child.tag == "skipped":
                outcome, message = SKIPPED, child.get("message") or ""
        cases.append(Case(stage, name, outcome, message, float(element.get("time") or 0)))
    return cases


def justified_skips(path: Path = SKIPS) -> dict[str, str]:
    """Return the skips that are allowed: a pattern of test names with the reason.

    :raise HostError: a line has no reason
    """
    found = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            pattern, _, reason = line.partition("|")
            if not reason.strip():
                raise HostError(
                    f"{path.name}: '{line.strip()}' has no reason.",
                    "Write: pattern of test names | reason",
                )
            found[pattern.strip()] = reason.strip()
    return found


def judge(cases: Iterable[Case], allowed: dict[str, str]) -> list[Case]:
    """Return the cases with every skip that nobody justified turned into a failure."""
    judged = []
    for case in cases:
        if case.outcome == SKIPPED:
            reason = next(
                (
                    why
                    for pattern, why in allowed.items()
                    if fnmatch.fnmatchcase(case.name, pattern)
                ),
                None,
            )
            if reason is None:
                message = f"skipped without being on the list in host/skips.txt: {case.message}"
                case = Case(case.stage, case.name, FAILED, message, case.seconds)
            else:
                case = Case(
                    case.stage, case.name, SKIPPED, f"{case.message} ({reason})", case.seconds
                )
        judged.append(case)
    return judged


def summary(cases: list[Case], seconds: float) -> tuple[str, bool]:
    """Return the closing text, whose last line is ``N passed, N failed, N skipped``, and whether
    all is well.
    """
    count = {
        outcome: [case for case in cases if case.outcome == outcome]
        for outcome in (PASSED, FAILED, SKIPPED)
    }
    lines = ["", "-" * 72]
    stages: dict[str, list[Case]] = {}
    for case in cases:
        stages.setdefault(case.stage, []).append(case)
    for stage, members in stages.items():
        bad = sum(case.outcome == FAILED for case in members)
        took = sum(case.seconds for case in members)
        lines.append(
            f"{'FAIL' if bad else 'ok':<5}{stage:<44}{len(members) - bad:>5} of "
            f"{len(members):<5}{took:>7.1f} s"
        )
    for title, outcome in (("Skipped", SKIPPED), ("Failed", FAILED)):
        if count[outcome]:
            lines.append(f"\n{title}:")
            lines += [
                f"  {case.stage}: {case.name}\n      {_first_lines(case.message)}"
                for case in count[outcome]
            ]
    executed = len(count[PASSED]) + len(count[FAILED])
    if not executed:
        lines.append("\nNo test was executed: that is a failure too.")
    lines.append(f"\n{seconds:.0f} s in all")
    lines.append(
        f"{len(count[PASSED])} passed, {len(count[FAILED])} failed, {len(count[SKIPPED])} skipped"
    )
    return "\n".join(lines), bool(executed) and not count[FAILED]


def _first_lines(message: str, limit: int = 3) -> str:
    return (
        "\n      ".join(line for line in message.splitlines() if line.strip())
        if message.count("\n") < limit
        else ("\n      ".join(message.splitlines()[:limit]) + " ...")
    )


def record(cases: list[Case]) -> None:
    """Keep the latest outcome of every test, for ``./crm requirements``."""
    path = layout.sub("state") / RECORD
    known = json.loads(path.read_text()) if path.exists() else {}
    now = int(time.time())
    stages = {case.stage for case in cases}
    known = {name: entry for name, entry in known.items() if entry["stage"] not in stages}
    known.update({case.name: {**asdict(case), "when": now} for case in cases})
    layout.write_atomically(path, json.dumps(known, indent=1))


def recorded() -> dict[str, dict]:
    """Return the latest outcome of every test by its name."""
    path = layout.sub("state") / RECORD
    return json.loads(path.read_text()) if path.exists() else {}


def show_failures(cases: list[Case]) -> None:
    """Print failures as soon as a stage has ended, so that one need not wait for the others."""
    for case in cases:
        if case.outcome == FAILED:
            say(f"  FAILED {case.name}\n      {_first_lines(case.message, 12)}")
