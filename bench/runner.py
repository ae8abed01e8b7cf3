"""Measure workloads: two sides in their own processes, turn by turn in the same run."""

import json
import subprocess
import sys

from . import databases, stats
from .workloads import BUDGETS, registry

MINIMUM_ROUNDS = 7


class WorkerProcess:
    """A `bench.worker` seen from outside."""

    def __init__(self, options, database):
        command = [sys.executable, "-m", "bench.worker", options.config, database]
        if options.addons_path:
            command.append(f"--addons-path={options.addons_path}")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=databases.TOP
        )

    def ask(self, do, **arguments):
        """Send a command and wait for the answer.

        :raise RuntimeError: when the worker died; it has said why on standard error
        """
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended while doing {do} {arguments}")
        return json.loads(line)

    def close(self):
        """Let the worker end."""
        self.process.stdin.close()
        self.process.wait()


def run(options, report):
    """Measure the workloads asked for.

    :param options: the command line
    :param report: called with each finished row
    :return: the rows, and how many records each database holds
    :rtype: tuple[list[dict], dict]
    """
    chosen = registry()
    if unknown := set(options.workloads) - set(chosen):
        raise SystemExit(f"Unknown workloads: {', '.join(sorted(unknown))}")
    chosen = [
        cls for cls in chosen.values() if not options.workloads or cls.name in options.workloads
    ]
    workers, sizes, rows = {}, {}, []
    try:
        for kind in dict.fromkeys(kind for cls in chosen for kind in cls.sides):
            workers[kind] = WorkerProcess(options, databases.ensure(options, kind))
            sizes[kind] = workers[kind].ask(
                "fill", contacts=options.contacts, deals=options.deals, seed=options.seed
            )
        for cls in chosen:
            rows.append(_measure(cls, workers, options.rounds))
            report(rows[-1])
    finally:
        for worker in workers.values():
            worker.close()
    return rows, sizes


def _measure(cls, workers, rounds):
    """Warm both sides up, then let them take turns."""
    sides = [workers[kind] for kind in cls.sides]
    for worker in dict.fromkeys(sides):
        worker.ask("prepare", workload=cls.name)
    times = ([], [])
    for number in range(-1, rounds):
        for side, worker in enumerate(sides):
            seconds = worker.ask("round", workload=cls.name, side=side)
            if number >= 0:
                times[side].append(seconds)
    budget = BUDGETS.get(cls.name)
    row = {
        "name": cls.name,
        "title": cls.title,
        "unit": cls.unit,
        "labels": cls.labels,
        **stats.compare(*times),
        "budget": budget.limit if budget else None,
    }
    row["met"] = budget.met(row["ratio"]["median"]) if budget else None
    return row
