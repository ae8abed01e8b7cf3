"""Run the host's own test suites on the bare host and with the suite installed, and compare.

    python tests/stock_suites.py --config odoo.conf [--save docs]

Both runs are on the full registry (pytest-odoo): updating `crm` with its tests would load it
while our rules are in the database and our fields are not. The exit code is 1 when a test that
passes on the bare host does not pass with the suite.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP))

from odoo.modules import Manifest  # noqa: E402
from odoo.tools import config  # noqa: E402

from bench import databases  # noqa: E402
from bench.workloads import STOCK, SUITE  # noqa: E402

SUITES = ("crm", "contacts", "sales_team")
KINDS = {STOCK: "bare host", SUITE: "with the suite"}
# pytest: 0 all passed, 1 some failed; anything else means that it did not run
RAN = (0, 1)


def run(options, database, report):
    """Run the suites in a database.

    :return: outcome (``passed``, ``failed``, ``skipped``) by test id
    :rtype: dict[str, str]
    """
    paths = [str(Path(Manifest.for_addon(name).path) / "tests") for name in options.suites]
    command = [
        *(
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--odoo-log-level=critical",
        ),
        *(f"--odoo-config={options.config}", f"--odoo-database={database}", f"--junitxml={report}"),
        *(["--odoo-http"] if options.http else []),
        *paths,
    ]
    if options.addons_path:
        command.append(f"--odoo-addons-path={options.addons_path}")
    code = subprocess.run(
        command, cwd=TOP, stdout=None if options.verbose else subprocess.DEVNULL
    ).returncode
    if code not in RAN:
        raise SystemExit(f"pytest ended with {code} in {database}")
    return outcomes(ElementTree.parse(report))


def outcomes(tree):
    """Read a JUnit report: the outcome of each test by ``module.Class.method``.

    A test with a failing subtest or a failing tear-down has failed.
    """
    found = {}
    for case in tree.iter("testcase"):
        classname = case.get("classname").rpartition("addons.")[2]
        identifier = f"{classname}.{case.get('name')}"
        kinds = {child.tag for child in case}
        outcome = (
            "failed"
            if kinds & {"failure", "error"}
            else "skipped"
            if "skipped" in kinds
            else "passed"
        )
        if found.get(identifier) != "failed":
            found[identifier] = outcome
    return found


def compare(bare, suite):
    """What passes on the bare host and not with the suite, and the other way round.

    :return: ids of the broken tests, ids of the cured ones
    :rtype: tuple[list[str], list[str]]
    """
    broken = sorted(
        test
        for test, outcome in bare.items()
        if outcome == "passed" and suite.get(test) != "passed"
    )
    cured = sorted(
        test
        for test, outcome in suite.items()
        if outcome == "passed" and bare.get(test) != "passed"
    )
    return broken, cured


def render(results, suites, http):
    """The result as a page."""
    broken, cured = compare(*results.values())
    tours = "tours included" if http else "without tours"
    lines = [
        "# The host's own tests",
        "",
        "Written by `./crm test --stock-suites -- --save docs`; do not edit. Odoo's own suites run",
        f"with pytest-odoo on the full registry, {tours}, without demonstration data, once",
        "on the bare host and once with crm_core installed.",
        "",
        "| suite | run | passed | failed | skipped |",
        "|---|---|---|---|---|",
    ]
    for name in suites:
        for kind, found in results.items():
            counts = Counter(
                outcome for test, outcome in found.items() if test.startswith(f"{name}.")
            )
            figures = " | ".join(
                str(counts[outcome]) for outcome in ("passed", "failed", "skipped")
            )
            lines.append(f"| {name} | {KINDS[kind]} | {figures} |")
    lines += ["", f"Broken by the suite: {len(broken)}. Cured by it: {len(cured)}.", ""]
    lines += [f"- broken: `{test}`" for test in broken]
    lines += [f"- cured: `{test}`" for test in cured]
    failing = sorted(test for test, outcome in results[STOCK].items() if outcome == "failed")
    if failing:
        lines += ["", "Fail on the bare host:", "", *(f"- `{test}`" for test in failing)]
    return "\n".join(lines).rstrip() + "\n"


def main(argv=None):
    """Run both, print the comparison; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suites", nargs="*", default=SUITES, help="the host's (%(default)s)")
    parser.add_argument(
        "--config", default=os.environ.get("ODOO_RC"), help="odoo.conf with the cluster"
    )
    parser.add_argument("--addons-path", help="where the addons are, if odoo.conf does not say")
    parser.add_argument(
        "--prefix", default="stocktest", help="of the databases' names (%(default)s)"
    )
    parser.add_argument("--stock-template", help="a stock database to copy instead of installing")
    parser.add_argument("--suite-template", help="a database with the suite to copy")
    parser.add_argument("--no-http", dest="http", action="store_false", help="leave the tours out")
    parser.add_argument("--save", metavar="FOLDER", help="store the result there, e.g. in docs")
    parser.add_argument("--verbose", action="store_true", help="show what the tests say")
    options = parser.parse_args(argv)
    if not options.config:
        parser.error("--config or the variable ODOO_RC names the odoo.conf")
    options.fresh = True
    arguments = ["-c", options.config]
    if options.addons_path:
        arguments.append(f"--addons-path={options.addons_path}")
    config.parse_config(arguments)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            database = databases.ensure(options, kind)
            results[kind] = run(options, database, Path(folder) / f"{kind}.xml")
    page = render(results, options.suites, options.http)
    print(page)
    if options.save:
        (Path(options.save) / "stock_suites.md").write_text(page)
    return 1 if compare(*results.values())[0] else 0


if __name__ == "__main__":
    raise SystemExit(main())
