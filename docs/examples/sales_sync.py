"""Bring records of the server in line with records of a file.

Built on external identifiers (`ir.model.data`) and on `load`, the method behind the host's own
import: it takes many rows a call, creates those whose identifier is new and updates the others.
What is equal already is not sent at all.
"""

import difflib
import re
from collections import defaultdict
from typing import NamedTuple

# rows for each call of `load`; one call is one transaction
BATCH = 500
# records read at once to be compared
READ = 2000


class Record(NamedTuple):
    """What a record is to hold.

    ``key`` is unique within its model; ``values`` uses database ids for relations; ``source``
    is the file, line and key named when the row is refused.
    """

    key: str
    values: dict
    source: tuple


def slug(text):
    """Turn a name into a part of an identifier: lower-case letters of any script, digits, "_"."""
    return re.sub(r"[\W_]+", "_", text.lower()).strip("_")


class Sync:
    """Loads records and keeps the account of it.

    :param client: a `crm_client.Client`
    :param str prefix: begins every external identifier; another source takes another prefix
    :param progress: called with a line of text now and then
    """

    def __init__(self, client, prefix, progress=lambda text: None):
        self.client, self.prefix, self.progress = client, prefix, progress
        self.refused = []
        self.counts = defaultdict(int)

    def summary(self):
        """How many records were created, changed and left as they were, of all models."""
        return ", ".join(
            f"{self.counts[what]} {what}" for what in ("created", "changed", "unchanged")
        )

    def refuse(self, source, reason):
        """Note a row that is left out."""
        self.refused.append((*source, reason))

    # === LOOKING UP === #

    def database_id(self, xmlid):
        """The database id behind an external identifier."""
        module, _, name = xmlid.partition(".")
        domain = [("module", "=", module), ("name", "=", name)]
        [found] = self.client.call("ir.model.data", "search_read", domain=domain, fields=["res_id"])
        return found["res_id"]

    def named(self, model, names):
        """Find records by name, creating those that are missing.

        :rtype: dict[str, int]
        """
        domain = [("name", "in", sorted(names))]
        found = self.client.call(model, "search_read", domain=domain, fields=["name"])
        ids = {record["name"]: record["id"] for record in found}
        missing = sorted(set(names) - set(ids))
        if missing:
            created = self.client.call(
                model, "create", vals_list=[{"name": name} for name in missing]
            )
            ids.update(zip(missing, created, strict=True))
        return ids

    def countries(self, names):
        """Find countries, forgiving a letter (Philipines) or a part left out (Korea).

        :rtype: dict[str, int]
        """
        known = {
            country["name"]: country["id"]
            for country in self.client.call(
                "res.country", "search_read", domain=[], fields=["name"]
            )
        }
        found = {}
        for name in filter(None, names):
            close = (
                [name] if name in known else difflib.get_close_matches(name, known, n=1, cutoff=0.9)
            )
            close = close or [other for other in known if other.endswith(f" {name}")][-1:]
            if close:
                found[name] = known[close[0]]
        return found

    # === LOADING === #

    def load(self, model, records, keep=(), **context):
        """Create the records that are new, update those that differ.

        :param list records: `Record` objects
        :param keep: fields that are set at creation only
        :param context: added to the call's context
        :return: the database ids by key; refused records are left out
        :rtype: dict[str, int]
        """
        records = self._unique(records)
        ids = self.known(model)
        new = [record for key, record in records.items() if key not in ids]
        self._send(model, new, None, context)
        ids = self.known(model)
        changed = set()
        # twice: a change of stage sets the closing date, which is then set to what the file says
        for _ in range(2):
            different = self._different(model, records, ids, keep)
            changed.update(key for keys in different.values() for key in keys)
            for names, keys in different.items():
                self._send(model, [records[key] for key in keys], names, context)
        created = {record.key for record in new} & set(ids)
        self.counts["created"] += len(created)
        self.counts["changed"] += len(changed - created)
        self.counts["unchanged"] += len(set(ids) & set(records) - changed - created)
        self.progress(f"{model}: {len(set(ids) & set(records))} of {len(records)}")
        return {key: ids[key] for key in records if key in ids}

    def _unique(self, records):
        """Records by key; a second one of the same key is refused, it would overwrite the first."""
        unique = {}
        for record in records:
            if record.key in unique:
                self.refuse(record.source, f"{record.key} stands for another row already")
            else:
                unique[record.key] = record
        return unique

    def xmlid(self, model, key):
        """The external identifier of a record."""
        return f"__import__.{self.prefix}_{model.replace('.', '_')}_{key}"

    def known(self, model):
        """Ids of the records imported so far, by key."""
        _, _, start = self.xmlid(model, "").partition(".")
        domain = [
            ("module", "=", "__import__"),
            ("model", "=", model),
            ("name", "=like", f"{start}%"),
        ]
        found = self.client.call(
            "ir.model.data", "search_read", domain=domain, fields=["name", "res_id"]
        )
        return {row["name"].removeprefix(start): row["res_id"] for row in found}

    def _different(self, model, records, ids, keep):
        """Keys of the records that differ from the server's, by the fields that do."""
        different = defaultdict(list)
        keys = [key for key in records if key in ids]
        for chunk in chunks(keys, READ):
            names = sorted({name for key in chunk for name in records[key].values} - set(keep))
            rows = self.client.call(
                model, "read", ids=[ids[key] for key in chunk], fields=names, load=None
            )
            held = {row["id"]: row for row in rows}
            for key in chunk:
                values, row = records[key].values, held[ids[key]]
                fields = tuple(n for n in names if n in values and not equal(values[n], row[n]))
                if fields:
                    different[fields].append(key)
        return different

    def _send(self, model, records, names, context):
        """Load records in batches; a batch goes again without the rows the server refuses."""
        by_fields = defaultdict(list)
        for record in records:
            by_fields[names or tuple(record.values)].append(record)
        for fields, group in by_fields.items():
            columns = ["id", *(self._column(name, group) for name in fields)]
            for batch in chunks(group, BATCH):
                while batch:
                    rows = [self._row(model, record, fields) for record in batch]
                    result = self.client.call(
                        model, "load", fields=columns, data=rows, context=context
                    )
                    errors = {
                        message.get("record", 0): message["message"]
                        for message in result["messages"]
                        if message["type"] == "error"
                    }
                    if not errors:
                        break
                    for position, message in errors.items():
                        self.refuse(batch[position].source, message)
                    batch = [
                        record for position, record in enumerate(batch) if position not in errors
                    ]
                if len(records) > BATCH:
                    self.progress(f"{model}: {len(batch)} more")

    def load_rows(self, model, columns, rows, context=None):
        """Load rows as they are.

        :raise ValueError: when the server refuses one
        """
        result = self.client.call(model, "load", fields=columns, data=rows, context=context)
        if result["ids"] is False:
            raise ValueError("; ".join(message["message"] for message in result["messages"]))

    @staticmethod
    def _column(name, group):
        """The column's name; relations are given by database id."""
        relation = name.endswith(("_id", "_ids")) or any(
            isinstance(r.values[name], list) for r in group
        )
        return f"{name}/.id" if relation else name

    def _row(self, model, record, fields):
        return [self.xmlid(model, record.key), *(text(record.values[n]) for n in fields)]


def chunks(items, size):
    """Cut a list into pieces."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def text(value):
    """Spell a value the way `load` reads it."""
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value)


def equal(wanted, held):
    """Whether the server holds what is wanted; amounts to the cent, lists in any order."""
    if isinstance(wanted, list):
        return sorted(wanted) == sorted(held)
    if isinstance(wanted, float) or isinstance(held, float):
        return abs((wanted or 0) - (held or 0)) < 0.005
    return (wanted or False) == (held or False)
