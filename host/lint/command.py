"""The command ``./crm lint``."""

from __future__ import annotations

import argparse

from .. import odoo_source, setup, system, venv
from ..ui import say
from . import run_all


def main(args: argparse.Namespace) -> int:
    """Run the checks and print the problems; return 1 when there are any."""
    with setup.lock("setup", "Another ./crm is preparing this machine; waiting for it ..."):
        system.ensure([need for need in system.run_needs() if need.package.endswith("venv")])
        venv.ensure(odoo_source.ensure(), tools=True)
    checks = run_all(args.only, fix=args.fix)
    for check in checks:
        if check.problems:
            say(f"\n{check.name}:")
            print("\n".join(f"  {line}" for line in check.problems), flush=True)
    bad = sum(bool(check.problems) for check in checks)
    print(f"\n{len(checks) - bad} checks passed, {bad} failed")
    return 1 if bad else 0
