"""The worked example's reading of files; importing them is tested on a running server."""

import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs" / "examples"))

import sales_files  # noqa: E402
import sales_sync  # noqa: E402


@pytest.fixture(scope="module")
def sales():
    return sales_files.read(ROOT / "tests" / "data" / "sales")


def test_every_row_is_read_or_refused(sales):
    held = {
        "accounts.csv": len(sales.accounts),
        "products.csv": len(sales.products),
        "sales_teams.csv": len(sales.agents),
        "sales_pipeline.csv": len(sales.deals),
    }
    for refused in sales.refused:
        held[refused.file] += 1
    assert held == sales.rows
    assert sum(held.values()) == 35


def test_cleaning(sales):
    assert {account.sector for account in sales.accounts} == {
        "Technology", "Medical", "Retail", "Finance",
    }  # fmt: skip
    deal = sales.deals[0]
    assert (deal.key, deal.product) == ("A0000001", "ZX One")
    assert (deal.engaged, deal.closed) == (date(2016, 10, 20), date(2017, 3, 1))
    open_deals = [deal for deal in sales.deals if not deal.closed]
    assert [deal.value for deal in open_deals if deal.key != "A0000015"] == [1200, 26000]


def test_equal():
    assert sales_sync.equal(1054.0, 1054)
    assert sales_sync.equal(False, 0.0)
    assert not sales_sync.equal(10.0, 10.01)
    assert sales_sync.equal([2, 1], [1, 2])
    assert not sales_sync.equal("a", False)


def test_slug():
    assert sales_sync.slug("Acme & Sons, Ltd.") == "acme_sons_ltd"
    assert sales_sync.slug("Сад и Дом") == "сад_и_дом"


def test_second_record_of_a_key_is_refused():
    sync = sales_sync.Sync(client=None, prefix="x")
    records = [sales_sync.Record("a", {}, ("f.csv", line, "A")) for line in (2, 3)]
    assert list(sync._unique(records)) == ["a"]
    assert sync.refused == [("f.csv", 3, "A", "a stands for another row already")]
