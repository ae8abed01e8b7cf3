"""The command ``./crm test``."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from .. import addons, layout, setup
from ..ui import HostError, say
from . import results, stages, templates

STAGES = ("lint", "unit", "addons", "i18n", "server")
LONG = {
    "fresh_machine": ("fresh machine", "fresh_machine.py"),
    "stock_suites": ("stock suites", "stock_suites.py"),
}


def main(args: argparse.Namespace) -> int:
    """Run what was asked for; the exit code is 0 only when everything passed and something was
    executed.
    """
    started = time.monotonic()
    names, paths = _split(args.addons)
    cases: list[results.Case] = []
    for option, (title, script) in LONG.items():
        if getattr(args, option):
            machine = setup.ready("scratch", tools=True) if option == "stock_suites" else None
            cases += stages.script_stage(machine, title, script, args.pytest)
    if not cases:
        cases = _regular(args, names, paths)
    judged = results.judge(cases, results.justified_skips())
    if not args.pytest and not paths:
        results.record(judged)
    text, well = results.summary(judged, time.monotonic() - started)
    print(text, flush=True)
    return 0 if well else 1


def _regular(args: argparse.Namespace, names: list[str], paths: list[str]) -> list[results.Case]:
    machine = setup.ready("scratch", tools=True)
    everything = not names
    wanted = set(args.stage.split(",")) if args.stage else set(STAGES)
    if unknown := wanted - set(STAGES):
        raise HostError(
            f"No such stage: {', '.join(sorted(unknown))}.", f"Stages: {', '.join(STAGES)}"
        )
    extra = list(args.pytest)
    cases: list[results.Case] = []
    if "lint" in wanted and everything:
        cases += stages.lint_stage()
    if "unit" in wanted and not paths:
        cases += stages.unit_stage(None if everything else names, extra)
    store = templates.Templates(machine)
    if "addons" in wanted:
        for name in names or list(addons.own()):
            mine = [path for path in paths if path.startswith(str(addons.folder(name)) + "/")]
            found = _guarded(
                name,
                lambda name=name, mine=mine: stages.addon_stage(
                    machine, store, name, [*mine, *extra], args.keep_db
                ),
            )
            results.show_failures(found)
            cases += found
    if "i18n" in wanted and everything:
        cases += _guarded("i18n", lambda: stages.i18n_stage(machine))
    if "server" in wanted and everything:
        cases += _guarded("server", lambda: stages.server_stage(machine, store, extra))
    store.collect_garbage()
    return cases


def _guarded(stage: str, work) -> list[results.Case]:
    """A stage that cannot be carried out is a failure of this stage and does not hide the others'
    results.
    """
    try:
        return work()
    except HostError as error:
        say(f"  {error.message}")
        return [results.Case(stage, "preparation", results.FAILED, error.message)]


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Split what was named into addons and paths of tests; a path names its addon too."""
    names, paths = [], []
    for word in words:
        path = Path(word.partition("::")[0]).resolve()
        if path.is_file() or (path.is_dir() and path.parent != layout.ADDONS):
            if layout.ADDONS not in path.parents:
                raise HostError(
                    f"{word} is not below addons/.", "Name an addon, or a file of its tests."
                )
            names.append(path.relative_to(layout.ADDONS).parts[0])
            paths.append(str(path) + word[len(word.partition("::")[0]) :])
        else:
            names.append(path.name if path.parent == layout.ADDONS else word)
    return addons.check_known(list(dict.fromkeys(names))), paths
