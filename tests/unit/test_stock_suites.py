"""The comparison of the host's own suites with and without ours."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

stock_suites = pytest.importorskip("stock_suites")

REPORT = """
<testsuites><testsuite>
  <testcase classname="odoo.addons.crm.tests.test_a.TestA" name="test_ok"/>
  <testcase classname="odoo.addons.crm.tests.test_a.TestA" name="test_bad"><failure/></testcase>
  <testcase classname="odoo.addons.crm.tests.test_a.TestA" name="test_skip"><skipped/></testcase>
  <testcase classname="odoo.addons.crm.tests.test_a.TestA" name="test_sub"><failure/></testcase>
  <testcase classname="odoo.addons.crm.tests.test_a.TestA" name="test_sub"/>
</testsuite></testsuites>
"""


def test_outcomes():
    found = stock_suites.outcomes(ElementTree.ElementTree(ElementTree.fromstring(REPORT)))
    start = "crm.tests.test_a.TestA."
    assert found == {
        f"{start}test_ok": "passed",
        f"{start}test_bad": "failed",
        f"{start}test_skip": "skipped",
        # passed at last, but one of its subtests had failed
        f"{start}test_sub": "failed",
    }


def test_compare():
    bare = {"a": "passed", "b": "failed", "c": "passed", "d": "passed", "e": "skipped"}
    suite = {"a": "passed", "b": "passed", "c": "failed", "e": "skipped"}
    # a test that does not run any more is as bad as one that fails
    assert stock_suites.compare(bare, suite) == (["c", "d"], ["b"])
