"""The benchmark's arithmetic and its report."""

import json
from types import SimpleNamespace

import pytest

from bench import report, stats
from bench.workloads import Budget

OPTIONS = SimpleNamespace(contacts=10, deals=5, seed=1)


def row(name, ratio, limit=1.2):
    """A finished row whose candidate takes ``ratio`` times the baseline."""
    baseline = [1.0, 1.0, 1.1, 0.9, 1.0, 1.0, 1.0]
    figures = stats.compare(baseline, [value * ratio for value in baseline])
    met = Budget(limit).met(figures["ratio"]["median"])
    fixed = {"title": name, "unit": "page", "labels": ["stock", "suite"]}
    return {"name": name, **fixed, **figures, "budget": limit, "met": met}


def test_ratio_is_paired():
    """A machine that slows down for a while slows both sides and leaves the ratio alone."""
    baseline = [1.0, 1.0, 9.0, 1.0, 1.0, 5.0, 1.0]
    figures = stats.compare(baseline, [2 * value for value in baseline])
    assert figures["ratio"] == {"median": 2.0, "low": 2.0, "high": 2.0}
    assert figures["rounds"] == 7


def test_quartiles():
    spread = stats.Spread.of([1, 2, 3, 4, 5])
    assert (spread.low, spread.median, spread.high) == (2, 3, 4)


@pytest.mark.parametrize(("ratio", "met"), [(1.1, True), (1.2, True), (1.3, False)])
def test_budget(ratio, met):
    assert Budget(1.2).met(ratio) is met


def test_speed_up_as_budget():
    """At least 50 times as fast is at most a fiftieth of the time."""
    assert Budget(1 / 50).met(1 / 60)
    assert not Budget(1 / 50).met(1 / 40)


def test_store_keeps_other_rows(tmp_path):
    report.store(tmp_path, [row("a", 1.1), row("b", 1.1)], {}, OPTIONS, "15.0")
    report.store(tmp_path, [row("b", 1.5)], {}, OPTIONS, "15.0")
    stored = json.loads((tmp_path / "benchmarks.json").read_text())["rows"]
    assert [(line["name"], line["met"]) for line in stored] == [("a", True), ("b", False)]
    page = (tmp_path / "benchmarks.md").read_text()
    assert "1.10× (1.10–1.10)" in page
    assert "≤ 1.2×: kept" in page and "≤ 1.2×: **missed**" in page


def test_report_names_no_machine():
    assert set(report.machine()) == {"cores", "memory_gib", "system", "python", "odoo"}
