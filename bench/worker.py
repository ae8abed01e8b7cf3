"""A process that holds one database's registry and does one side's share of the work.

It reads one JSON command a line from standard input and answers one JSON line each on standard
output: ``{"do": "fill", ...}``, ``{"do": "prepare", "workload": ...}``,
``{"do": "round", "workload": ..., "side": ...}``. Logs go to standard error.
"""

import argparse
import gc
import json
import sys
import time

import odoo
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.tools import config

from . import load, workloads


class Worker:
    """Answers the commands for one database."""

    def __init__(self, database):
        self.registry = Registry(database)
        self.workloads = {}

    def environment(self, cr, login):
        """Open an environment as the user with a login; superuser without."""
        env = Environment(cr, odoo.SUPERUSER_ID, {})
        if not login:
            return env
        user = env["res.users"].search([("login", "=", login)])
        return Environment(cr, user.id, user.context_get())

    def do_fill(self, contacts, deals, seed):
        """Load the data set."""
        with self.registry.cursor() as cr:
            return load.fill(self.environment(cr, None), contacts, deals, seed)

    def do_prepare(self, workload):
        """Set a workload up."""
        self.workloads[workload] = instance = workloads.registry()[workload]()
        with self.registry.cursor() as cr:
            instance.prepare(self.environment(cr, instance.login))

    def do_round(self, workload, side):
        """Run a workload once and roll it back; return seconds per unit of work."""
        instance = self.workloads[workload]
        work = (instance.baseline, instance.candidate)[side]
        with self.registry.cursor() as cr:
            env = self.environment(cr, instance.login)
            env.invalidate_all()
            gc.collect()
            started = time.perf_counter()
            units = work(env)
            elapsed = time.perf_counter() - started
            cr.rollback()
        return elapsed / units


def main():
    parser = argparse.ArgumentParser(prog="bench.worker")
    parser.add_argument("config")
    parser.add_argument("database")
    parser.add_argument("--addons-path")
    options = parser.parse_args()
    arguments = ["-c", options.config, "-d", options.database, "--log-level=warn"]
    if options.addons_path:
        arguments.append(f"--addons-path={options.addons_path}")
    config.parse_config(arguments, setup_logging=True)
    answers, sys.stdout = sys.stdout, sys.stderr
    worker = Worker(options.database)
    for line in sys.stdin:
        command = json.loads(line)
        answer = getattr(worker, f"do_{command.pop('do')}")(**command)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
