"""Fill a database, stock or with the suite, with the generated data set."""

import logging
import time
from datetime import datetime, timedelta

from odoo.tools import email_normalize

from odoo.addons.phone_validation.tools import phone_validation

from . import dataset
from .bulk import BulkWriter, followers, messages

_logger = logging.getLogger(__name__)

# as a bulk import does: no mail to those who are assigned
CONTEXT = {"mail_create_nosubscribe": True, "mail_auto_subscribe_no_notify": True, "lang": "en_US"}
MARK = "bench.dataset"
PROBABILITIES = {"new": 10, "qualified": 30, "proposition": 60, "won": 100}
READER_LOGIN = "bench-manager-00"


def has_suite(env):
    """Whether the suite's customers are installed."""
    return "crm_share" in env["res.partner"]._fields


def fill(env, contacts, deals, seed):
    """Load the data set once: a database that holds it already is left alone.

    The stock side gets what `dataset.READER` sees of it, so that both sides page over as many
    visible rows.

    :return: how many contacts and deals this database holds
    :rtype: tuple[int, int]
    """
    parameters = env["ir.config_parameter"].sudo()
    wanted = f"{contacts}/{deals}/{seed}"
    held = parameters.get_param(MARK, "")
    if held:
        if held.partition(" ")[0] != wanted:
            raise ValueError(f"{env.cr.dbname} holds the data set {held}, not {wanted}")
        return tuple(int(number) for number in held.split()[1:])
    loader = loader_for(env)
    started, totals = time.monotonic(), [0, 0]
    for number, block in enumerate(dataset.blocks(contacts, deals, seed), 1):
        loaded = loader.load(block)
        if number & (number - 1) == 0:
            # foreign keys are checked by plans made for the tables' size: at each doubling anew
            loader.flush()
            analyze(env)
        totals = [total + number for total, number in zip(totals, loaded, strict=True)]
    loader.flush()
    parameters.set_param(MARK, f"{wanted} {totals[0]} {totals[1]}")
    analyze(env)
    env.cr.commit()
    _logger.info(
        "%s: %s contacts, %s deals in %.0f s", env.cr.dbname, *totals, time.monotonic() - started
    )
    return tuple(totals)


def loader_for(env):
    """The loader of a database, stock or with the suite."""
    if not has_suite(env):
        return StockLoader(env)
    from .load_suite import SuiteLoader  # imports the suite, which a stock registry has not

    return SuiteLoader(env)


def analyze(env):
    """Bring the planner's statistics up to date, as autovacuum does within minutes."""
    for table in ("res_partner", "crm_lead", "mail_message", "mail_followers"):
        env.cr.execute(f'ANALYZE "{table}"')


class StockLoader:
    """Writes blocks with stock fields only."""

    contact_context = {}
    contact_satellites = ()
    user_groups = ("sales_team.group_sale_salesman_all_leads", "base.group_partner_manager")

    def __init__(self, env):
        self.env = env(context={**env.context, **CONTEXT})
        self.now = datetime.now().replace(microsecond=0)
        self.countries = {country.code: country.id for country in env["res.country"].search([])}
        self.users = self._users()
        self.stages = self._stages()
        self.contacts = BulkWriter(
            self.env(context={**self.env.context, **self.contact_context}),
            "res.partner",
            [messages("res.partner"), followers("res.partner"), *self.contact_satellites],
        )
        self.deals = BulkWriter(self.env, "crm.lead", [messages("crm.lead"), followers("crm.lead")])
        self.ids = {}

    def _users(self):
        """The managers, made at first use."""
        groups = self.env["res.groups"]
        for xmlid in ("base.group_user", *self.user_groups):
            groups |= self.env.ref(xmlid)
        Users = self.env["res.users"].with_context(no_reset_password=True)
        users = Users.create(
            [
                {
                    "name": f"Manager {number:02}",
                    "login": f"bench-manager-{number:02}",
                    "group_ids": [(6, 0, groups.ids)],
                }
                for number in range(dataset.MANAGERS)
            ]
        )
        self.partners = users.partner_id.ids
        return users.ids

    def _stages(self):
        """The stock stages, in the order of `dataset.STAGES`."""
        stages = self.env["crm.stage"].search([], limit=len(dataset.STAGES))
        return dict(zip(dataset.STAGES, stages.ids, strict=True))

    # === BLOCKS === #

    def load(self, block):
        """Add a block; return how many contacts and deals of it this side holds."""
        block = self.select(block)
        self.ids = {}
        for contact in block.contacts:
            self.ids[contact.index] = self.contacts.add(
                self.contact_shape(contact),
                self.contact_values(contact),
                self.contact_columns(contact),
                self.contact_rows(contact),
            )
        # the deals' templates are computed from their contacts
        self.contacts.flush()
        for deal in block.deals:
            self.deals.add(
                self.deal_shape(deal),
                self.deal_values(deal),
                self.deal_columns(deal),
                self.deal_rows(deal),
            )
        return len(block.contacts), len(block.deals)

    def flush(self):
        """Send the rest."""
        self.contacts.flush()
        self.deals.flush()

    def select(self, block):
        """The part of a block this side holds."""
        return dataset.seen(block, dataset.READER)

    # === CONTACTS === #

    def contact_shape(self, contact):
        return contact.is_company, contact.parent is not None

    def contact_values(self, contact):
        """What the ORM is given."""
        return {
            "name": contact.name,
            "is_company": contact.is_company,
            "parent_id": self.ids[contact.parent.index] if contact.parent else False,
            "function": contact.position or False,
            "email": contact.email,
            "phone": contact.phone,
            "city": contact.city,
            "country_id": self.countries[contact.country],
        }

    def contact_columns(self, contact):
        """The columns the ORM would compute from these values."""
        parent, own_id = contact.parent, self.contacts.upcoming_id()
        company_name = parent.name if parent else contact.name if contact.is_company else None
        return {
            "name": contact.name,
            "complete_name": f"{parent.name}, {contact.name}" if parent else contact.name,
            "parent_id": self.ids[parent.index] if parent else None,
            "commercial_partner_id": self.ids[parent.index] if parent else own_id,
            "commercial_company_name": company_name,
            "function": contact.position or None,
            "email": contact.email,
            "email_normalized": email_normalize(contact.email),
            "phone": contact.phone,
            "phone_sanitized": e164(contact.phone),
            "city": contact.city,
            "country_id": self.countries[contact.country],
            "create_date": self.now - timedelta(days=contact.age),
        }

    def contact_rows(self, contact):
        """Differing columns of the rows that hang on a contact, per table."""
        return {}

    # === DEALS === #

    def deal_shape(self, deal):
        return deal.stage, deal.contact.is_company, deal.contact.parent is not None

    def deal_values(self, deal):
        """What the ORM is given."""
        return {
            "name": deal.name,
            "type": "opportunity",
            "partner_id": self.ids[deal.contact.index],
            "user_id": self.users[deal.manager],
            "stage_id": self.stages[deal.stage],
            "expected_revenue": deal.amount,
            "probability": PROBABILITIES[deal.stage],
        }

    def deal_columns(self, deal):
        """The columns the ORM would compute from these values."""
        contact = deal.contact
        return {
            "name": deal.name,
            "partner_id": self.ids[contact.index],
            "user_id": self.users[deal.manager],
            "expected_revenue": deal.amount,
            "prorated_revenue": round(deal.amount * PROBABILITIES[deal.stage] / 100, 2),
            "contact_name": None if contact.is_company else contact.name,
            "partner_name": contact.name
            if contact.is_company
            else contact.parent and contact.parent.name,
            "create_date": self.now - timedelta(days=deal.age),
            **self.deal_copies(contact),
        }

    def deal_copies(self, contact):
        """The copies of the contact's data, and what is computed from them."""
        return {
            "function": contact.position or None,
            "city": contact.city,
            "country_id": self.countries[contact.country],
            "email_from": contact.email,
            "email_normalized": email_normalize(contact.email),
            "email_domain_criterion": "@" + contact.email.partition("@")[2],
            "phone": contact.phone,
            "phone_sanitized": e164(contact.phone),
        }

    def deal_rows(self, deal):
        """Differing columns of the rows that hang on a deal, per table."""
        return {"mail_followers": [{"partner_id": self.partners[deal.manager]}]}


def e164(phone):
    """Normalise an international number the way the host does."""
    return phone_validation.phone_format(phone, None, None, force_format="E164")
