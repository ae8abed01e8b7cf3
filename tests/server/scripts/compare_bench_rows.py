# Runs in the server's Odoo shell: loads a block through COPY, creates records of the same values
# through the ORM, compares their rows, and rolls everything back.
# ruff: noqa: F821 -- `env` is the shell's
import os
import sys

sys.path.insert(0, os.environ["CRM_ROOT"])

from bench import dataset
from bench.bulk import Satellite
from bench.load import loader_for

# moments, ids, and what the host's scoring says at a moment
PASSING = {"id", "create_date", "write_date", "date", "message_id", "automated_probability"}
PASSING |= {"calendar_last_notif_ack", "date_open", "date_closed", "date_last_stage_update"}
# numbers are drawn one after the other
PASSING |= {"crm_number", "day_open", "day_close"}
OWN_ID = {"commercial_partner_id"}


def rows_of(writer, record_id):
    own = Satellite(writer.model._table, "id").rows(env.cr, record_id)
    tables = [(writer.model._table, own)]
    tables += [(s.table, s.rows(env.cr, record_id)) for s in writer.satellites]
    return [(table, flat) for table, rows in tables for flat in flatten(rows, record_id)]


def flatten(rows, record_id):
    for row, children in rows:
        links = {name for name, value in row.items() if value == record_id and name != "id"}
        kept = {k: v for k, v in row.items() if k not in PASSING and k not in links}
        yield {**kept, **dict.fromkeys(links, "own id")}
        for child, child_rows in children:
            for child_row, _ in child_rows:
                yield {k: v for k, v in child_row.items() if k != child.link}


def differences(writer, copied, created):
    left, right = rows_of(writer, copied), rows_of(writer, created)
    if [table for table, _ in left] != [table for table, _ in right]:
        yield f"rows in {[t for t, _ in left]} and {[t for t, _ in right]}"
        return
    for (table, one), (_, other) in zip(left, right, strict=True):
        for name in one.keys() | other.keys():
            if one.get(name) != other.get(name):
                yield f"{table}.{name}: {one.get(name)!r} and {other.get(name)!r}"


loader = loader_for(env)
block = next(dataset.blocks(dataset.BLOCK, 400, seed=3))
loader.load(block)
loader.flush()
found, compared = [], 0
# the first record of a shape is the ORM's own: look at the last ones
for contact in loader.select(block).contacts[150:160] + loader.select(block).contacts[-30:]:
    created = loader.contacts.model.create(loader.contact_values(contact))
    env.flush_all()
    found += differences(loader.contacts, loader.ids[contact.index], created.id)
    compared += 1
for deal in loader.select(block).deals[-40:]:
    [copied] = env["crm.lead"].search([("name", "=", deal.name)]).ids
    created = loader.deals.model.create(loader.deal_values(deal))
    env.flush_all()
    found += differences(loader.deals, copied, created.id)
    compared += 1
env.cr.rollback()
for text in sorted(set(found))[:40]:
    print(text)
print(f"COMPARED {compared} records, {len(found)} differences")
