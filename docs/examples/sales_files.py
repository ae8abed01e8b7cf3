"""Read a folder of sales data and clean it; nothing here talks to a server.

The folder holds ``accounts.csv``, ``products.csv``, ``sales_teams.csv`` and
``sales_pipeline.csv``. A row that cannot be understood is refused with a reason, never guessed
at and never dropped in silence.
"""

import csv
import difflib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

SECTORS = (
    "Employment", "Entertainment", "Finance", "Marketing", "Medical", "Retail", "Services",
    "Software", "Technology", "Telecommunications",
)  # fmt: skip
STAGES = ("Prospecting", "Engaging", "Won", "Lost")
CLOSED = ("Won", "Lost")


class Refused(NamedTuple):
    """A row left out: its file, line, key and the reason."""

    file: str
    line: int
    key: str
    reason: str


class Refusal(ValueError):
    """Raised while a row is read; the text is the reason."""


class Account(NamedTuple):
    """A company; ``revenue`` in the currency's units."""

    line: int
    name: str
    sector: str
    revenue: float
    employees: int
    country: str
    parent: str


class Agent(NamedTuple):
    """A sales agent with the team he works in."""

    line: int
    name: str
    manager: str
    office: str


class Deal(NamedTuple):
    """A deal; ``account`` and the dates may be missing while it is open."""

    line: int
    key: str
    agent: str
    product: str
    account: str
    stage: str
    engaged: date | None
    closed: date | None
    value: float


@dataclass
class Sales:
    """What the folder holds. ``rows`` counts the lines of each file, read or refused."""

    accounts: list[Account] = field(default_factory=list)
    products: dict[str, float] = field(default_factory=dict)
    agents: list[Agent] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


def read(folder) -> Sales:
    """Read the folder.

    :raise FileNotFoundError: when one of the four files is missing
    """
    folder, sales = Path(folder), Sales()
    sales.accounts = _parse(folder / "accounts.csv", "account", _account, sales)
    sales.products = dict(_parse(folder / "products.csv", "product", _product, sales))
    sales.agents = _parse(folder / "sales_teams.csv", "sales_agent", _agent, sales)
    accounts = {account.name for account in sales.accounts}
    agents = {agent.name for agent in sales.agents}
    products = {_squeeze(product): product for product in sales.products}

    def deal(row):
        return _deal(row, accounts, agents, products, sales.products)

    sales.deals = _parse(folder / "sales_pipeline.csv", "opportunity_id", deal, sales)
    return sales


def _parse(path, key, parse, sales):
    """Parse each row of a file; note the refused ones."""
    parsed, seen = [], set()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        for row in reader:
            sales.rows[path.name] = sales.rows.get(path.name, 0) + 1
            name = (row.get(key) or "").strip()
            try:
                if None in row or None in row.values():
                    raise Refusal(f"{len(reader.fieldnames)} columns expected")
                if not name:
                    raise Refusal(f"{key} is empty")
                if name in seen:
                    raise Refusal(f"{key} {name} occurs a second time")
                seen.add(name)
                row = {column: value.strip() for column, value in row.items()}
                parsed.append(parse({**row, "line": reader.line_num}))
            except Refusal as refusal:
                sales.refused.append(Refused(path.name, reader.line_num, name, str(refusal)))
    return parsed


def _account(row):
    return Account(
        line=row["line"],
        name=row["account"],
        sector=_sector(row["sector"]),
        revenue=_number(row, "revenue") * 1_000_000,  # the file counts in millions
        employees=int(_number(row, "employees")),
        country=row["office_location"],
        parent=row["subsidiary_of"],
    )


def _product(row):
    return row["product"], _number(row, "sales_price")


def _agent(row):
    if not row["manager"]:
        raise Refusal("manager is empty")
    return Agent(row["line"], row["sales_agent"], row["manager"], row["regional_office"])


def _deal(row, accounts, agents, products, prices):
    stage = row["deal_stage"]
    if stage not in STAGES:
        raise Refusal(f"deal_stage {stage!r} is none of {', '.join(STAGES)}")
    if row["sales_agent"] not in agents:
        raise Refusal(f"sales_agent {row['sales_agent']!r} is not in sales_teams.csv")
    account = row["account"]
    if account and account not in accounts:
        raise Refusal(f"account {account!r} is not in accounts.csv")
    if not account and stage in CLOSED:
        raise Refusal(f"a deal in stage {stage} has no account")
    # "GTXPro" is "GTX Pro"
    product = products.get(_squeeze(row["product"]))
    if not product:
        raise Refusal(f"product {row['product']!r} is not in products.csv")
    engaged, closed = _day(row, "engage_date"), _day(row, "close_date")
    if stage in CLOSED and not closed:
        raise Refusal(f"a deal in stage {stage} has no close_date")
    if engaged and closed and closed < engaged:
        raise Refusal(f"close_date {closed} is before engage_date {engaged}")
    # an open deal is worth what the product costs
    value = _number(row, "close_value") if stage in CLOSED else prices[product]
    return Deal(
        row["line"],
        row["opportunity_id"],
        row["sales_agent"],
        product,
        account,
        stage,
        engaged,
        closed,
        value,
    )


def _sector(text):
    """Correct a misspelt sector: technolgy is Technology."""
    found = difflib.get_close_matches(text.capitalize(), SECTORS, n=1, cutoff=0.8)
    if not found:
        raise Refusal(f"sector {text!r} is none of {', '.join(SECTORS)}")
    return found[0]


def _number(row, column):
    try:
        value = float(row[column])
    except ValueError:
        raise Refusal(f"{column} {row[column]!r} is not a number") from None
    if not 0 <= value < float("inf"):
        raise Refusal(f"{column} {row[column]!r} is not a positive number")
    return value


def _day(row, column):
    """Read dd-mm-yy; two-digit years are of this century."""
    if not row[column]:
        return None
    try:
        return datetime.strptime(row[column], "%d-%m-%y").date()
    except ValueError:
        raise Refusal(f"{column} {row[column]!r} is not a day of the form dd-mm-yy") from None


def _squeeze(text):
    return re.sub(r"\W", "", text).lower()
