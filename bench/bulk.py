"""Rows like the ORM's at the speed of COPY.

The first record of each shape (say, a person with a company and two phones) is created by the
ORM, with every default and stored compute of every installed addon; its raw row, and the rows
that hang on it, serve as the template of all others of that shape. Only the columns that differ
from record to record are named by the caller.
"""

import io
import json
from collections import defaultdict
from datetime import date, datetime
from itertools import count

from odoo.tools import SQL

CHUNK = 5000


class Satellite:
    """A table whose rows hang on the record, such as its messages.

    :param str table: its name
    :param str link: the column that holds the record's id
    :param dict where: further columns that a row of this record has
    :param children: satellites of this table's own rows
    """

    def __init__(self, table, link, where=None, children=()):
        self.table, self.link, self.where = table, link, where or {}
        self.children = children

    def rows(self, cr, record_id):
        """Read the rows that hang on a record, in the order they were made."""
        terms = [
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in {self.link: record_id, **self.where}.items()
        ]
        cr.execute(
            SQL("SELECT * FROM %s WHERE %s", SQL.identifier(self.table), SQL(" AND ").join(terms))
        )
        rows = sorted(cr.dictfetchall(), key=lambda row: row.get("id", 0))
        return [
            (row, [(child, child.rows(cr, row["id"])) for child in self.children]) for row in rows
        ]


def messages(model):
    """The history of a model's records, without the notices sent to single users."""
    return Satellite("mail_message", "res_id", {"model": model, "message_type": "notification"})


def followers(model):
    """The followers of a model's records, with what they follow."""
    subtypes = Satellite("mail_followers_mail_message_subtype_rel", "mail_followers_id")
    return Satellite("mail_followers", "res_id", {"res_model": model}, [subtypes])


class BulkWriter:
    """Write many records of one model.

    :param env: the environment records are created in, its context included
    :param str model: the model's name
    :param satellites: the `Satellite` tables to copy along; stored many2many relations are
        found by themselves
    """

    def __init__(self, env, model, satellites=()):
        self.env, self.cr = env, env.cr
        self.model = env[model]
        self.satellites = [*satellites, *self._relations()]
        self.templates = {}
        self.pending = defaultdict(list)
        self.ids = {}
        self.serial = count(1)

    def _relations(self):
        for field in self.model._fields.values():
            if field.type == "many2many" and field.store and field.relation:
                yield Satellite(field.relation, field.column1)

    def add(self, shape, values, columns, satellites=None):
        """Add a record.

        :param shape: a hashable that is equal for records differing in ``columns`` only
        :param dict values: what the ORM's `create` would be given
        :param dict columns: the columns of the record's own row that differ within the shape
        :param dict satellites: per table, the differing columns of its rows: a dict for each
            row of the template, or a function that gets the template's row
        :return: the record's id
        """
        template = self.templates.get(shape)
        if template is None:
            self.flush()  # the ORM may look at the records this one refers to
            record = self.model.create(values)
            self.env.flush_all()
            self.templates[shape] = self._read(record.id)
            return record.id
        row, hanging = template
        record_id = self._next_id(self.model._table)
        self.pending[self.model._table].append({**row, **columns, "id": record_id})
        for satellite, rows in hanging:
            self._add_rows(satellite, rows, record_id, (satellites or {}).get(satellite.table))
        if len(self.pending[self.model._table]) >= CHUNK:
            self.flush()
        return record_id

    def _add_rows(self, satellite, rows, record_id, changes=None):
        if callable(changes):
            changes = [changes(source) for source, _ in rows]
        changes = changes or [{}] * len(rows)
        if len(changes) != len(rows):
            raise ValueError(
                f"{satellite.table}: {len(rows)} rows in the template, not {len(changes)}"
            )
        for (source, children), changed in zip(rows, changes, strict=True):
            row = {**source, **changed, satellite.link: record_id}
            if "id" in row:
                row["id"] = self._next_id(satellite.table)
            if satellite.table == "mail_message":
                row["message_id"] = f"<bench-{row['id']}-{next(self.serial)}@bench.example>"
            self.pending[satellite.table].append(row)
            for child, child_rows in children:
                self._add_rows(child, child_rows, row["id"])

    def _read(self, record_id):
        [(own, _)] = Satellite(self.model._table, "id").rows(self.cr, record_id)
        hanging = [(satellite, satellite.rows(self.cr, record_id)) for satellite in self.satellites]
        return own, [(satellite, rows) for satellite, rows in hanging if rows]

    def _next_id(self, table):
        """Take an id, fetching them from the table's sequence a chunk at a time."""
        if not self.ids.get(table):
            self.cr.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                (table, CHUNK),
            )
            self.ids[table] = [row[0] for row in reversed(self.cr.fetchall())]
        return self.ids[table].pop()

    def upcoming_id(self):
        """The id that the next record added to a known shape will get."""
        table = self.model._table
        upcoming = self._next_id(table)
        self.ids[table].append(upcoming)
        return upcoming

    def flush(self):
        """Send what has been added to the database."""
        # insertion order has what is referred to before what refers to it
        for table in list(self.pending):
            copy_rows(self.cr, table, self.pending.pop(table))


def copy_rows(cr, table, rows):
    """COPY dicts with equal keys into a table."""
    if not rows:
        return
    columns = list(rows[0])
    buffer = io.StringIO()
    for row in rows:
        buffer.write("\t".join(_text(row[name]) for name in columns))
        buffer.write("\n")
    buffer.seek(0)
    names = ", ".join(f'"{name}"' for name in columns)
    cr.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', buffer)


def _text(value):
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, dict | list):
        value = json.dumps(value)
    text = str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = (
            text.replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
        )
    return text
