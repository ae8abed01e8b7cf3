"""The stages of a test run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from .. import addons, i18n, layout, lint, proc, run, setup, suite, venv
from ..ui import HostError, Step, step
from . import results, templates
from .results import FAILED, PASSED, Case

PROGRESS = re.compile(r"::(\w+) (PASSED|FAILED|SKIPPED|ERROR).*\[ *(\d+)%\]")
NOTHING_COLLECTED = 5
PURE = "tests/pure"


def lint_stage() -> list[Case]:
    """Every check of ``./crm lint`` as a case."""
    return [
        Case("lint", check.name, FAILED if check.problems else PASSED, check.text(), check.seconds)
        for check in lint.run_all()
    ]


def unit_stage(names: Sequence[str] | None, extra: Sequence[str]) -> list[Case]:
    """Tests that need no registry: of ``host/`` and ``bench/`` in ``tests/unit``, of addons in
    their ``tests/pure``.
    """
    folders = [layout.ROOT / "tests" / "unit"] if names is None else []
    folders += [addons.folder(name) / PURE for name in (addons.own() if names is None else names)]
    folders = [folder for folder in folders if any(folder.glob("**/test_*.py"))]
    if not folders:
        return []
    plugin = ["-p", "no:odoo", "-p", "no:pytest_odoo", "-p", "pure", "--import-mode=importlib"]
    env = proc.clean_env(
        PYTHONPATH=os.pathsep.join([str(layout.INSIDE), str(layout.ROOT)]),
        CRM_ROOT=str(layout.ROOT),
    )
    return _pytest("unit", [*plugin, *folders, *extra], env)


def addon_stage(
    machine: setup.Machine, store: templates.Templates, name: str, extra: Sequence[str], keep: bool
) -> list[Case]:
    """One addon's tests, browser tours included, on a database that holds what it
    declares to need.
    """
    paths = [part for part in extra if part.startswith(str(layout.ADDONS))] or [
        str(addons.folder(name))
    ]
    options = [part for part in extra if not part.startswith(str(layout.ADDONS))]
    template = store.for_addons([name])
    cases = [_install_case(name, store.complaints(template))]
    database = f"crm_test_{name}"
    store.databases.copy(template, database)
    conf = templates.test_conf(machine, database)
    try:
        arguments = [
            "--odoo-log-level=warn",
            f"--odoo-config={conf}",
            f"--odoo-database={database}",
            "--odoo-http",
        ]
        arguments += ["--ignore-glob", f"*/{PURE}/*", *paths, *options]
        found = _pytest(name, arguments, machine.server.env)
        if not found and not options and f"test_{name}" not in addons.own():
            found = [Case(name, "tests", FAILED, f"Neither {name} nor test_{name} has a test.")]
        return cases + found
    finally:
        if not keep:
            templates.forget(machine, database)


def i18n_stage(machine: setup.Machine) -> list[Case]:
    """Every user-visible string is in the templates and translated; each addon is one case."""
    names = addons.suite()
    problems = i18n.bring_in_step(machine, names, check=True)
    cases = []
    for name in names:
        mine = [line for line in problems if line.startswith(f"{name}:")]
        outcome = FAILED if mine else PASSED
        cases.append(Case("i18n", f"{name}.is_translated", outcome, "\n".join(mine)))
    return cases


def server_stage(
    machine: setup.Machine, store: templates.Templates, extra: Sequence[str]
) -> list[Case]:
    """``tests/server``: what drives a running server, with what a plain ``./crm run`` installs."""
    folder = layout.ROOT / "tests" / "server"
    if not any(folder.glob("**/test_*.py")):
        return []
    template = store.for_addons(suite.wanted_addons(None))
    database = "crm_test_server"
    store.databases.copy(template, database)
    conf = templates.test_conf(machine, database)
    port = run.free_port()
    command = [
        str(venv.python()),
        "-m",
        "odoo",
        "server",
        "-c",
        str(conf),
        "--http-port",
        str(port),
    ]
    log = layout.sub("log") / "test-server-odoo.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, env=machine.server.env
        )
    try:
        address = f"http://127.0.0.1:{port}"
        run.wait_until_ready(server, address, log, 0)
        env = {
            **machine.server.env,
            "CRM_TEST_URL": address,
            "CRM_TEST_DB": database,
            "CRM_TEST_LOGIN": "admin",
        }
        env.update(
            CRM_TEST_PASSWORD="admin",
            CRM_CONF=str(conf),
            CRM_ROOT=str(layout.ROOT),
            PYTHONPATH=str(layout.ROOT),
        )
        plugin = ["-p", "no:odoo", "-p", "no:pytest_odoo", "--import-mode=importlib"]
        return _pytest("server", [*plugin, str(folder), *extra], env)
    finally:
        server.terminate()
        server.wait()
        templates.forget(machine, database)


def script_stage(
    machine: setup.Machine | None, name: str, script: str, arguments: Sequence[str]
) -> list[Case]:
    """A long proof of its own (fresh machine, stock suites): its output is shown, its exit code is
    the result.
    """
    path = layout.ROOT / "tests" / script
    if not path.exists():
        raise HostError(f"tests/{script} does not exist.")
    interpreter, env = sys.executable, proc.clean_env()
    if machine:
        conf = machine.conf("test-scripts", extra={"max_cron_threads": "0"})
        interpreter, env = (
            str(venv.python()),
            {**machine.server.env, "CRM_CONF": str(conf), "ODOO_RC": str(conf)},
        )
    env["CRM_ROOT"] = str(layout.ROOT)
    started = time.monotonic()
    code = subprocess.run(
        [interpreter, str(path), *arguments], env=env, cwd=layout.ROOT, check=False
    ).returncode
    seconds = time.monotonic() - started
    return [
        Case(name, script, FAILED if code else PASSED, f"exit code {code}" if code else "", seconds)
    ]


def _install_case(name: str, complaints: list[str]) -> Case:
    text = "\n".join(complaints)
    return Case(
        name, f"{name}.installs_alone_without_complaint", FAILED if complaints else PASSED, text
    )


def _pytest(stage: str, arguments: Iterable[str | Path], env: dict[str, str]) -> list[Case]:
    report = layout.sub("state", "junit") / f"{stage}.xml"
    report.unlink(missing_ok=True)
    log = layout.sub("log") / f"test-{stage}.log"
    log.unlink(missing_ok=True)
    common = [
        "-p",
        "no:cacheprovider",
        "-v",
        "--tb=short",
        "--color=no",
        f"--rootdir={layout.ROOT}",
        f"--junitxml={report}",
    ]
    command = [venv.python(), "-m", "pytest", *common, *arguments]
    with step(f"Tests: {stage}") as running:
        try:
            proc.run(
                command,
                what=f"pytest for {stage}",
                log=f"test-{stage}",
                env=env,
                on_line=_progress(running),
            )
        except HostError as error:
            if not report.exists():
                return [Case(stage, "pytest", FAILED, error.message)]
    cases = results.from_junit(report, stage)
    return cases


def _progress(running: Step):
    def show(line: str) -> None:
        if match := PROGRESS.search(line):
            running.note(f"{match[3]} % {match[1]}")

    return show
