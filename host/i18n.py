"""``./crm i18n``: translation templates from the code, translations in step with them."""

from __future__ import annotations

import argparse

from . import addons, setup
from .testing import templates
from .ui import say, step


def main(args: argparse.Namespace) -> int:
    """Write templates and merge them into the translations; list what is left to translate."""
    names = addons.check_known(args.addons) or addons.suite()
    problems = bring_in_step(setup.ready("scratch", tools=True), names, check=args.check)
    for problem in problems:
        print(problem)
    say(f"{len(problems)} problems." if problems else "All translations are complete.")
    return 1 if problems else 0


def bring_in_step(machine: setup.Machine, names: list[str], *, check: bool) -> list[str]:
    """Export and merge on a database with the whole suite; return what is missing or out
    of step.
    """
    store = templates.Templates(machine)
    database = "crm_test_i18n"
    store.databases.copy(store.for_addons(addons.suite()), database)
    try:
        with step("Comparing translations" if check else "Writing translations"):
            folders = {name: str(addons.folder(name)) for name in names}
            return store.databases.translations(database, folders, check)
    finally:
        templates.forget(machine, database)
