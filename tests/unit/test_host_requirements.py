"""The report about requirement rows."""

from pathlib import Path

from host import requirements

CATALOGUE = """# Requirements
## Leads
Addon: `crm_core`; calls by `crm_telephony`

| ID | Requirement | From |
|---|---|---|
| LEAD-01 | A lead has a name. | A |
| LEAD-02 | A lead | has a number. | A, B |
## Settled conflicts
| AMB-01 | Which one | that one |
"""

TESTS = '''
class TestLead:
    def test_name(self):
        """A lead has a name.

        Covers: LEAD-01
        """

    def test_more(self):
        """Covers: LEAD-02, LEAD-99, AMB-01"""

    def helper(self):
        return "Covers: LEAD-01 in a string is no claim"
'''


def write_tests(root: Path) -> None:
    folder = root / "addons" / "crm_core" / "tests"
    folder.mkdir(parents=True)
    (folder / "test_lead.py").write_text(TESTS)


def test_rows_sections_and_owners_are_read():
    rows = requirements.catalogue(CATALOGUE)
    assert list(rows) == ["LEAD-01", "LEAD-02"]
    assert rows["LEAD-01"].addons == ["crm_core", "crm_telephony"]
    assert rows["LEAD-02"].text == "A lead | has a number."


def test_docstrings_claim_rows_and_wrong_rows_are_named(tmp_path):
    write_tests(tmp_path)
    rows = requirements.catalogue(CATALOGUE)
    unknown = requirements.attach(rows, requirements.covers(tmp_path))
    name = "crm_core.tests.test_lead.TestLead"
    assert rows["LEAD-01"].tests == [f"{name}.test_name"]
    assert rows["LEAD-02"].tests == [f"{name}.test_more"]
    assert unknown == [(f"{name}.test_more", "LEAD-99")]


def test_a_failing_test_outweighs_passing_ones():
    row = requirements.Row("LEAD-01", "", "", [], ["a.test_1", "a.test_2"])
    passed, failed = {"outcome": "passed"}, {"outcome": "failed"}
    assert requirements.state(row, {}) == "not run"
    assert requirements.state(row, {"a.test_1": passed}) == "passing"
    assert requirements.state(row, {"a.test_1": passed, "a.test_2": failed}) == "failing"
    assert requirements.state(requirements.Row("X-1", "", "", []), {}) == "no test"


def test_a_class_answers_for_all_its_tests():
    row = requirements.Row("LEAD-01", "", "", [], ["a.TestX.*"])
    assert requirements.state(row, {"a.TestX.test_1": {"outcome": "passed"}}) == "passing"


def test_browser_suites_answer_through_the_python_test_that_runs_them(tmp_path):
    folder = tmp_path / "addons" / "crm_core" / "static" / "tests"
    folder.mkdir(parents=True)
    (folder / "x.test.js").write_text("// Covers: LEAD-01\n")
    rows = requirements.catalogue(CATALOGUE)
    requirements.attach(rows, requirements.covers(tmp_path))
    known = {"crm_core.tests.test_hoot.TestHoot.test_hoot": {"outcome": "passed"}}
    assert requirements.state(rows["LEAD-01"], known) == "passing"


def test_the_real_catalogue_is_read_completely():
    rows = requirements.catalogue(requirements.CATALOGUE.read_text(encoding="utf-8"))
    lines = requirements.CATALOGUE.read_text(encoding="utf-8").splitlines()
    expected = [line for line in lines if requirements.ROW.match(line) and "| AMB-" not in line]
    assert len(rows) == len(expected) > 450
    assert all(row.section for row in rows.values())
