"""How a test run is summed up: skips are judged, nothing executed is no success."""

import pytest

from host.testing import results
from host.testing.results import FAILED, PASSED, SKIPPED, Case
from host.ui import HostError

JUNIT = """<testsuites><testsuite>
<testcase classname="odoo.addons.crm_core.tests.test_lead.TestLead" name="test_a" time="0.5"/>
<testcase classname="addons.crm_core.tests.test_lead.TestLead" name="test_b"><failure message="1 != 2">trace</failure></testcase>
<testcase classname="addons.crm_core.tests.test_lead.TestLead" name="test_c"><skipped message="no browser"/></testcase>
<testcase classname="addons.crm_core.tests.test_lead.TestLead" name="test_d"><error message="boom"/></testcase>
</testsuite></testsuites>"""  # noqa: E501


def test_junit_is_read_with_stable_names(tmp_path):
    path = tmp_path / "r.xml"
    path.write_text(JUNIT)
    cases = results.from_junit(path, "crm_core")
    assert [case.outcome for case in cases] == [PASSED, FAILED, SKIPPED, FAILED]
    assert cases[0].name == "crm_core.tests.test_lead.TestLead.test_a"
    assert cases[1].name == "crm_core.tests.test_lead.TestLead.test_b"
    assert cases[1].message == "1 != 2"


def test_a_missing_report_is_an_error(tmp_path):
    with pytest.raises(HostError):
        results.from_junit(tmp_path / "none.xml", "x")


def test_an_unjustified_skip_fails_the_run():
    cases = [Case("s", "a.test_x", PASSED), Case("s", "a.test_y", SKIPPED, "no browser")]
    judged = results.judge(cases, {})
    text, well = results.summary(judged, 1.0)
    assert not well
    assert text.splitlines()[-1] == "1 passed, 1 failed, 0 skipped"
    assert "no browser" in text


def test_a_justified_skip_is_listed_with_its_reason():
    cases = [Case("s", "a.test_x", PASSED), Case("s", "a.test_y", SKIPPED, "needs a modem")]
    judged = results.judge(cases, {"a.test_y": "no machine has one"})
    text, well = results.summary(judged, 1.0)
    assert well
    assert "needs a modem (no machine has one)" in text
    assert text.splitlines()[-1] == "1 passed, 0 failed, 1 skipped"


def test_nothing_executed_is_a_failure():
    for cases in ([], [Case("s", "a", SKIPPED)]):
        text, well = results.summary(results.judge(cases, {"a": "why"}), 1.0)
        assert not well
        assert "No test was executed" in text


def test_the_list_of_skips_demands_reasons(tmp_path):
    path = tmp_path / "skips.txt"
    path.write_text("# comment\n\na.* | because\n")
    assert results.justified_skips(path) == {"a.*": "because"}
    path.write_text("a.*\n")
    with pytest.raises(HostError):
        results.justified_skips(path)


def test_results_are_kept_and_replaced_by_stage(host_dir):
    results.record([Case("one", "a", PASSED), Case("two", "b", FAILED)])
    results.record([Case("one", "c", PASSED)])
    assert set(results.recorded()) == {"b", "c"}
