"""Import a folder of sales data into the CRM over its JSON-2 API.

    ODOO_API_KEY=... python import_sales.py FOLDER --url http://127.0.0.1:8069

The key is an administrator's: agents become users. No invitation is mailed to them. Companies,
teams, funnel and deals follow. Each record gets an external identifier, so that a second run
finds it again: it changes what differs and nothing else. Rows that cannot be imported are
written to the report with the reason, and the closing lines account for every row.
"""

import argparse
import csv
import os
import sys
import time

import sales_files
from crm_client import Client
from sales_sync import Record, Sync, slug

FUNNEL = "Product Sales"
# stage -> status and probability
STAGES = {
    "Prospecting": ("open", 10),
    "Engaging": ("open", 40),
    "Won": ("won", 100),
    "Lost": ("lost", 0),
}
# no "created" message on each record and no "assigned to you" mail for each old deal
CONTEXT = {
    "lang": "en_US",
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}
REPORT_COLUMNS = ("file", "line", "key", "reason")


class Importer:
    """Imports what `sales_files.read` has understood.

    :param Client client: speaks with an administrator's key
    :param sales: the data
    """

    def __init__(self, client, sales):
        self.client, self.sales = client, sales
        self.sync = Sync(client, "sales_pipeline", progress=self.progress)
        self.started = time.monotonic()

    def progress(self, text):
        """Say what has been done so far."""
        print(f"{time.monotonic() - self.started:6.1f} s  {text}", file=sys.stderr)

    def run(self):
        """Import everything, what is referred to first."""
        users = self.users()
        self.teams(users)
        companies = self.companies()
        stages = self.funnel()
        tags = self.products()
        return self.deals(users, companies, stages, tags)

    def users(self):
        """Agents and their managers, as CRM users who log in with a made-up address."""
        groups = [self.sync.database_id("crm_access.group_crm_user")]
        agents = {agent.name: agent.line for agent in self.sales.agents}
        managers = dict.fromkeys(agent.manager for agent in self.sales.agents)
        records = [
            Record(
                slug(name),
                {"name": name, "login": f"{slug(name)}@sales.example", "group_ids": groups},
                ("sales_teams.csv", agents.get(name, 0), name),
            )
            for name in {**managers, **agents}
        ]
        # the groups are set once: a role given later by hand stays
        return self.sync.load("res.users", records, keep=("group_ids",), no_reset_password=True)

    def teams(self, users):
        """One sales team for each manager, named after him and his regional office."""
        members = {}
        for agent in self.sales.agents:
            team = members.setdefault(agent.manager, {"office": agent.office, "users": []})
            if slug(agent.name) in users:
                team["users"].append(users[slug(agent.name)])
        records = [
            Record(
                slug(manager),
                {
                    "name": f"{team['office']}: {manager}",
                    "user_id": users.get(slug(manager), False),
                    "member_ids": sorted(team["users"]),
                },
                ("sales_teams.csv", 0, manager),
            )
            for manager, team in members.items()
        ]
        return self.sync.load("crm.team", records)

    def companies(self):
        """Accounts as companies that every CRM user may change; parents before subsidiaries."""
        industries = self.sync.named(
            "res.partner.industry", {a.sector for a in self.sales.accounts}
        )
        countries = self.sync.countries({account.country for account in self.sales.accounts})
        waves = (
            [a for a in self.sales.accounts if not a.parent],
            [a for a in self.sales.accounts if a.parent],
        )
        loaded = {}
        for wave in waves:
            records = []
            for account in wave:
                source = ("accounts.csv", account.line, account.name)
                if account.parent and slug(account.parent) not in loaded:
                    self.sync.refuse(
                        source, f"subsidiary_of {account.parent!r} is not in accounts.csv"
                    )
                    continue
                values = {
                    "name": account.name,
                    "is_company": True,
                    "crm_share": "write",
                    "industry_id": industries[account.sector],
                    "country_id": countries.get(account.country, False),
                    "crm_annual_revenue": account.revenue,
                    "crm_employee_count": account.employees,
                    "parent_id": loaded.get(slug(account.parent), False),
                }
                records.append(Record(slug(account.name), values, source))
            loaded.update(self.sync.load("res.partner", records))
        return loaded

    def funnel(self):
        """The funnel with its stages: the stages' ids by name, the funnel's under ``None``."""
        keys = {name: f"stage_{slug(name)}" for name in STAGES}
        if "funnel" not in self.sync.known("crm.funnel"):
            columns = ["id", "name", "kind"]
            columns += [f"stage_ids/{name}" for name in ("id", "name", "status", "probability")]
            first = [self.sync.xmlid("crm.funnel", "funnel"), FUNNEL, "deal"]
            rows = []
            for name, (status, probability) in STAGES.items():
                rows.append(
                    [
                        *first,
                        self.sync.xmlid("crm.stage", keys[name]),
                        name,
                        status,
                        str(probability),
                    ]
                )
                first = ["", "", ""]  # further stages of the same funnel
            self.sync.load_rows("crm.funnel", columns, rows)
        stages = self.sync.known("crm.stage")
        return {
            None: self.sync.known("crm.funnel")["funnel"],
            **{name: stages[key] for name, key in keys.items()},
        }

    def products(self):
        """Products as tags; the catalog comes with the invoicing addon."""
        return self.sync.named("crm.tag", set(self.sales.products))

    def deals(self, users, companies, stages, tags):
        """Deals in their stage, with their dates and value."""
        records = []
        for deal in self.sales.deals:
            source = ("sales_pipeline.csv", deal.line, deal.key)
            if slug(deal.agent) not in users:
                self.sync.refuse(source, f"sales_agent {deal.agent!r} could not be imported")
                continue
            if deal.account and slug(deal.account) not in companies:
                self.sync.refuse(source, f"account {deal.account!r} could not be imported")
                continue
            values = {
                "name": f"{deal.product}, {deal.account or 'no account'} ({deal.key})",
                "type": "opportunity",
                "funnel_id": stages[None],
                "stage_id": stages[deal.stage],
                "user_id": users[slug(deal.agent)],
                "partner_id": companies[slug(deal.account)] if deal.account else False,
                "bid_amount": deal.value,
                "tag_ids": [tags[deal.product]],
                "date_closed": f"{deal.closed} 12:00:00" if deal.closed else False,
            }
            if deal.engaged:
                values["date_open"] = f"{deal.engaged} 12:00:00"
            records.append(Record(deal.key, values, source))
        return self.sync.load("crm.lead", records)


def write_report(path, refused):
    """List the refused rows."""
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(REPORT_COLUMNS)
        writer.writerows(refused)


def main(argv=None):
    """Run the import; the exit code is 0 when every row was imported, 2 with refused ones."""
    parser = argparse.ArgumentParser(description="Import sales data into the CRM")
    parser.add_argument("folder", help="with the four .csv files")
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--database", help="where one server serves several")
    parser.add_argument("--report", default="refused.csv", help="refused rows (%(default)s)")
    options = parser.parse_args(argv)
    key = os.environ.get("ODOO_API_KEY") or parser.error(
        "the variable ODOO_API_KEY holds the API key"
    )
    sales = sales_files.read(options.folder)
    importer = Importer(Client(options.url, key, options.database, CONTEXT), sales)
    deals = importer.run()
    refused = [*sales.refused, *importer.sync.refused]
    write_report(options.report, refused)
    total = sales.rows.get("sales_pipeline.csv", 0)
    refused_deals = sum(row[0] == "sales_pipeline.csv" for row in refused)
    print(
        f"sales_pipeline.csv: {total} rows = {len(deals)} imported + {refused_deals} refused; "
        f"{importer.sync.summary()}; refused rows in all: {len(refused)}, see {options.report}"
    )
    if total != len(deals) + refused_deals:
        print("Some rows are unaccounted for", file=sys.stderr)
        return 1
    return 2 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
