"""Customers and deals: making one, and the first page of their lists."""

from . import dataset
from .load import READER_LOGIN, has_suite
from .webclient import first_page
from .workloads import Workload

RECORDS = 20
PAGES = 5


class Create(Workload):
    """Create records one by one, as a form or an API client does."""

    unit = "record"
    login = READER_LOGIN
    model = None

    def values(self, env, block):
        """The values of `RECORDS` records, in both sides' own fields."""
        raise NotImplementedError

    def run(self, env):
        block = next(dataset.blocks(dataset.BLOCK, RECORDS, seed=2))
        for values in self.values(env, block):
            env[self.model].create(values)
        env.flush_all()
        return RECORDS


class CreateContact(Create):
    name = "contact_create"
    title = "Create a person with email, phone and city"
    model = "res.partner"

    def values(self, env, block):
        people = [contact for contact in block.contacts if not contact.is_company][:RECORDS]
        for contact in people:
            names = {"name": contact.name}
            if has_suite(env):
                names = {
                    "crm_first_name": contact.first,
                    "crm_middle_name": contact.middle,
                    "crm_last_name": contact.last,
                }
            yield {
                **names,
                "email": contact.email,
                "phone": contact.phone,
                "city": contact.city,
            }


class CreateDeal(Create):
    name = "deal_create"
    title = "Create a deal with email and phone"
    model = "crm.lead"

    def values(self, env, block):
        for deal in block.deals:
            yield {
                "name": deal.name,
                "type": "opportunity",
                "email_from": deal.contact.email,
                "phone": deal.contact.phone,
                "expected_revenue": deal.amount,
            }


class FirstPage(Workload):
    """The first page of a list with its count, several requests long."""

    unit = "page"
    login = READER_LOGIN
    # window actions of the stock and of the suite's list
    actions = (None, None)

    def prepare(self, env):
        self.model, self.arguments = first_page(env, self.actions[has_suite(env)])

    def run(self, env):
        model = env[self.model._name].with_context(self.model.env.context)
        for _ in range(PAGES):
            env.invalidate_all()
            page = model.web_search_read(**self.arguments)
            if len(page["records"]) != self.arguments["limit"]:
                raise ValueError(f"{self.name}: a page of {len(page['records'])} records")
        return PAGES


class ContactsPage(FirstPage):
    name = "contacts_page"
    title = "First page of contacts, as a user who may see a third of them"
    actions = ("contacts.action_contacts", "crm_core.crm_contact_action")


class DealsPage(FirstPage):
    name = "deals_page"
    title = "First page of deals, as a user who may not see the restricted ones"
    actions = ("crm.crm_lead_opportunities", "crm_core.crm_lead_action_deals")
