"""The stored results: ``docs/benchmarks.json`` and the page rendered from it."""

import json
import os
import platform
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

INTRODUCTION = """\
# Benchmarks

Written by `./crm bench`; do not edit. Both sides of a row are measured in the same run on the same
machine, turn by turn, in processes of their own. The ratio is taken within each round; the table
shows its median and, in brackets, its quartiles. The times are those of the machine named below
and say nothing about another one; the ratios do.

A page is the request the web client sends for a list's first page: all its columns, the count, as
a plain user with the record rules. The stock database holds what that user may see of the other.
"""


def machine():
    """What the figures depend on, without naming the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "system": platform.system(),
        "python": platform.python_version(),
        "odoo": version("odoo"),
    }


def store(folder, rows, sizes, options, postgresql):
    """Merge the rows into the stored results, and render them.

    Rows measured before stay until they are measured again, each with its own date and size.

    :param folder: where the two files are
    """
    path = Path(folder) / "benchmarks.json"
    stored = {}
    if path.exists():
        stored = {row["name"]: row for row in json.loads(path.read_text())["rows"]}
    facts = {
        "measured": datetime.now(timezone.utc).date().isoformat(),
        "machine": {**machine(), "postgresql": postgresql},
        "contacts": options.contacts,
        "deals": options.deals,
        "seed": options.seed,
        "held": sizes,
    }
    for row in rows:
        stored[row["name"]] = {**row, **facts}
    result = {"rows": list(stored.values())}
    path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    path.with_suffix(".md").write_text(render(result["rows"]))


def render(rows):
    """The page that shows the stored rows."""
    lines = [
        INTRODUCTION,
        "| what | against | baseline | candidate | ratio | budget |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = (
            row["title"],
            row["labels"][0],
            f"{duration(row['baseline']['median'])} per {row['unit']}",
            duration(row["candidate"]["median"]),
            ratio(row["ratio"]),
            verdict(row),
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "## Conditions",
        "",
        "| row | measured | rounds | contacts | deals | machine |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        facts = row["machine"]
        machine_text = (
            f"{facts['cores']} cores, {facts['memory_gib']} GiB, {facts['system']}, "
            f"Python {facts['python']}, PostgreSQL {facts['postgresql']}, Odoo {facts['odoo']}"
        )
        cells = (row["name"], row["measured"], row["rounds"], row["contacts"], row["deals"])
        lines.append(f"| {' | '.join(map(str, cells))} | {machine_text} |")
    return "\n".join(lines) + "\n"


def line(row):
    """One row for the terminal."""
    sides = " ".join(f"{duration(row[side]['median']):>10}" for side in ("baseline", "candidate"))
    return f"{row['name']:<18} {sides}  {ratio(row['ratio']):<26} {verdict(row)}"


def duration(seconds):
    """Seconds in a readable unit."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def ratio(spread):
    """A ratio with its quartiles."""
    return f"{spread['median']:.2f}× ({spread['low']:.2f}–{spread['high']:.2f})"


def verdict(row):
    """Whether the budget is kept."""
    if row["budget"] is None:
        return "–"
    return f"≤ {row['budget']:g}×: {'kept' if row['met'] else '**missed**'}"
