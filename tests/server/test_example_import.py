"""The worked example imports a dirty folder into a running server."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "sales"
EXAMPLE = ROOT / "docs" / "examples" / "import_sales.py"
FUNNEL = [("funnel_id.name", "=", "Product Sales")]


class Run:
    """One run of the example: what it printed and what it refused."""

    def __init__(self, server, key, report):
        command = [sys.executable, str(EXAMPLE), str(DATA), "--url", server.url]
        options = ["--database", server.database, "--report", str(report)]
        self.done = subprocess.run(
            command + options,
            env={**os.environ, "ODOO_API_KEY": key},
            text=True,
            capture_output=True,
            check=False,
        )
        assert self.done.returncode in (0, 2), self.done.stderr
        with report.open(encoding="utf-8") as stream:
            self.refused = list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def runs(server, keys, tmp_path_factory):
    """The example, run twice on the same data."""
    folder = tmp_path_factory.mktemp("reports")
    return [Run(server, keys["admin"], folder / f"refused{number}.csv") for number in range(2)]


@pytest.fixture(scope="module")
def deals(runs, clients):
    """The imported deals by opportunity id."""
    fields = [
        "name", "stage_id", "partner_id", "user_id", "team_id", "probability", "expected_revenue",
        "date_closed", "date_open", "tag_ids", "crm_number", "active",
    ]  # fmt: skip
    rows = clients["admin"].call("crm.lead", "search_read", domain=FUNNEL, fields=fields)
    return {row["name"].rpartition("(")[2].rstrip(")"): row for row in rows}


def test_every_row_is_accounted_for(runs, deals):
    with (DATA / "sales_pipeline.csv").open(encoding="utf-8-sig") as stream:
        total = sum(1 for _ in csv.DictReader(stream))
    refused = [row for row in runs[0].refused if row["file"] == "sales_pipeline.csv"]
    assert total == 21
    assert len(deals) + len(refused) == total
    assert set(deals) == {f"A000000{number}" for number in range(1, 6)}
    assert all(row["reason"] for row in runs[0].refused)
    assert runs[0].done.returncode == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (7, "engage_date '31-02-17'"),
        (8, "is before engage_date"),
        (10, "has no close_date"),
        (11, "has no account"),
        (12, "'Nobody Known' is not in"),
        (13, "'MG Unknown' is not in"),
        (14, "'Unknown Inc' is not in"),
        (16, "account 'Otter Bank' could not be imported"),
        (17, "'Winning' is none of"),
        (19, "occurs a second time"),
        (20, "is empty"),
        (21, "columns expected"),
        (22, "columns expected"),
    ],
)
def test_reasons(runs, line, reason):
    found = {
        int(row["line"]): row["reason"]
        for row in runs[0].refused
        if row["file"] == "sales_pipeline.csv"
    }
    assert reason in found[line]


def test_deals_are_in_their_stage(deals):
    stages = {key: row["stage_id"][1].partition(" (")[0] for key, row in deals.items()}
    assert stages == {
        "A0000001": "Won",
        "A0000002": "Lost",
        "A0000003": "Engaging",
        "A0000004": "Prospecting",
        "A0000005": "Won",
    }
    chances = {key: row["probability"] for key, row in deals.items()}
    assert chances == {
        "A0000001": 100, "A0000002": 0, "A0000003": 40, "A0000004": 10, "A0000005": 100,
    }  # fmt: skip
    # a lost deal stays in its stage, it is not archived
    assert all(row["active"] and row["crm_number"] for row in deals.values())


def test_dates_and_value(deals):
    won, lost, open_deal = deals["A0000001"], deals["A0000002"], deals["A0000003"]
    assert won["date_closed"] == "2017-03-01 12:00:00"
    assert won["date_open"] == "2016-10-20 12:00:00"
    assert lost["date_closed"] == "2017-03-11 12:00:00"
    assert lost["date_open"] == "2016-02-29 12:00:00"
    assert not open_deal["date_closed"]
    assert won["expected_revenue"] == 1054
    assert deals["A0000005"]["expected_revenue"] == 26123.45
    # an open deal is worth the product's price
    assert open_deal["expected_revenue"] == 1200


def test_links(deals, clients):
    assert deals["A0000001"]["partner_id"][1] == "Quartz Mills"
    assert not deals["A0000003"]["partner_id"]
    assert deals["A0000003"]["user_id"][1] == "Іван Мельник"
    tags = clients["admin"].call(
        "crm.tag", "read", ids=deals["A0000001"]["tag_ids"], fields=["name"]
    )
    assert [tag["name"] for tag in tags] == ["ZX One"]


def test_companies(runs, clients):
    fields = [
        "industry_id", "country_id", "parent_id", "crm_annual_revenue", "crm_employee_count",
        "is_company", "crm_customer", "crm_share",
    ]  # fmt: skip
    names = ["Quartz Mills", "Ember Clinics", "Сад и Дом", "Otter Bank", "Slate Media"]
    domain = [("name", "in", names)]
    rows = clients["admin"].call(
        "res.partner", "search_read", domain=domain, fields=["name", *fields]
    )
    companies = {row["name"]: row for row in rows}
    assert set(companies) == {"Quartz Mills", "Ember Clinics", "Сад и Дом"}
    mills, clinics = companies["Quartz Mills"], companies["Ember Clinics"]
    assert mills["industry_id"][1] == "Technology"
    assert clinics["industry_id"][1] == "Medical"
    assert mills["crm_annual_revenue"] == 120_500_000
    assert clinics["crm_employee_count"] == 85
    assert clinics["parent_id"][1] == "Quartz Mills"
    assert clinics["country_id"][1] == "South Korea"
    assert companies["Сад и Дом"]["country_id"][1] == "Philippines"
    assert all(row["is_company"] and row["crm_customer"] for row in rows)


def test_teams(runs, clients):
    domain = [("name", "in", ["North: Paul Granger", "South: Ruth Langley"])]
    teams = clients["admin"].call(
        "crm.team", "search_read", domain=domain, fields=["name", "user_id", "member_ids"]
    )
    members = {team["name"]: len(team["member_ids"]) for team in teams}
    assert members == {"North: Paul Granger": 2, "South: Ruth Langley": 1}


def test_a_plain_user_sees_the_funnel(deals, clients):
    domain = [*FUNNEL, ("stage_id.name", "=", "Won")]
    assert clients["alice"].call("crm.lead", "search_count", domain=domain) == 2
    names = clients["alice"].call(
        "res.partner", "search_count", domain=[("name", "=", "Сад и Дом")]
    )
    assert names == 1


def test_second_run_changes_nothing(runs):
    assert " 0 created, 0 changed, " in runs[1].done.stdout
    assert runs[0].refused == runs[1].refused


def test_a_changed_row_is_updated(runs, deals, server, keys, clients, tmp_path):
    """A deal that was set back by hand returns to what the file says, closing date included."""
    deal = deals["A0000001"]["id"]
    clients["admin"].call(
        "crm.lead", "write", ids=[deal], vals={"stage_id": deals["A0000004"]["stage_id"][0]}
    )
    run = Run(server, keys["admin"], tmp_path / "refused.csv")
    assert " 0 created, 1 changed, " in run.done.stdout
    [row] = clients["admin"].call(
        "crm.lead", "read", ids=[deal], fields=["stage_id", "date_closed", "probability"]
    )
    assert row["stage_id"] == deals["A0000001"]["stage_id"]
    assert row["date_closed"] == "2017-03-01 12:00:00"
    assert row["probability"] == 100
