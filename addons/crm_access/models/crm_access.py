from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

OPEN = "open"
READ = "read"
PRIVATE = "private"

GC_AGE_DAYS = 1
GC_LIMIT = 10_000


class CrmAccess(models.Model):
    """One canonical, immutable row per distinct answer to "who may see this?".

    A protected record points to its row with an indexed integer; no row (NULL) means open
    to everyone the access rights admit. Record rules compare that one integer, which costs
    1.16 times an unprotected page where a many2many rule costs 2 to 3 times.
    """

    _name = "crm.access"
    _description = "Access Descriptor"
    _order = "id"
    _allow_sudo_commands = False

    level = fields.Selection(
        [(PRIVATE, "Listed users only"), (READ, "Everyone reads, listed users write")],
        required=True,
        readonly=True,
    )
    # restrict: a row of the relation that vanished unnoticed would change what the key says
    user_ids = fields.Many2many(
        "res.users",
        "crm_access_user_rel",
        "access_id",
        "user_id",
        string="Users",
        readonly=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    key = fields.Char(required=True, readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "This access descriptor exists already.")

    # === CRUD === #
    # refusing is all these do, so they never reach the host's

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refuse: `_get` alone makes descriptors, so that each exists once.

        :raise AccessError: always
        """
        raise AccessError(
            self.env._("An access descriptor cannot be created by hand; share the record instead.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse every change: records share descriptors, so a change would re-share them all.

        :raise AccessError: always
        """
        raise AccessError(
            self.env._("An access descriptor cannot be changed; ask for another one.")
        )

    def copy(self, default=None):  # pylint: disable=method-required-super
        """Refuse, as `create` does.

        :raise AccessError: always
        """
        raise AccessError(self.env._("An access descriptor cannot be copied."))

    # === BUSINESS === #

    @api.model
    def _get(self, level, users):
        """Return the descriptor of a share level and its users, creating it at first use.

        :param str level: ``open``, ``read`` (everyone reads, ``users`` write) or ``private``
        :param users: the `res.users` listed
        :return: the descriptor, as superuser; empty for ``open``
        """
        Access_sudo = self.sudo()  # users share records without any right on descriptors
        if level == OPEN:
            return Access_sudo.browse()
        user_ids = sorted(set(users.ids))
        key = self._key(level, user_ids)
        return Access_sudo.search([("key", "=", key)]) or Access_sudo._insert(key, level, user_ids)

    @api.model
    def _key(self, level, user_ids):
        return f"{level}:{','.join(map(str, user_ids))}"

    @api.model
    def _insert(self, key, level, user_ids):
        """Insert a descriptor unless a concurrent transaction has just done so.

        ``ON CONFLICT`` turns the race into a serialization failure, which the host retries,
        where the ORM's create would show the user a uniqueness error.
        """
        [[access_id]] = self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_access (key, level, create_uid, create_date, write_uid, write_date)
                     VALUES (%(key)s, %(level)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                ON CONFLICT (key) DO NOTHING
                  RETURNING id
                """,
                key=key,
                level=level,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        if user_ids:
            self.env.execute_query(
                SQL(
                    "INSERT INTO crm_access_user_rel (access_id, user_id)"
                    " SELECT %s, unnest(%s) RETURNING 1",
                    access_id,
                    list(user_ids),
                )
            )
        self._clear_rules()
        return self.browse(access_id)

    @api.model
    def _clear_rules(self):
        """Forget the record rules cached per user, now and once more after the commit.

        A rule may be computed by another thread between now and the commit, from what the
        database held before.
        """
        registry = self.env.registry
        registry.clear_cache()
        self.env.cr.postcommit.add(registry.clear_cache)

    @api.model
    def _protected_models(self):
        """The models whose table stores a descriptor.

        :return: empty recordsets, as superuser, sorted by model name
        :rtype: list
        """
        mixin = self.env.registry["crm.access.mixin"]
        return [
            self.env[name].sudo()
            for name in sorted(self.env.registry)
            if issubclass(self.env.registry[name], mixin)
            and not self.env[name]._abstract
            and self.env[name]._auto
        ]

    @api.model
    def _closed(self, records, user, operation="read"):
        """The records that sharing, and nothing else, closes to a user.

        Access rights and other record rules are not looked at. Callers hold records as
        superuser, so the user is always named.

        :param records: records of any model; those of unprotected models are never closed
        :param user: a `res.users` record; empty for "anybody", who is listed nowhere
        :param str operation: ``read`` or ``write``
        :return: the closed ones among ``records``
        """
        if not records or "crm_access_id" not in records._fields:
            return records.browse()
        if user and (user._is_superuser() or user.has_group("crm_access.group_crm_admin")):
            return records.browse()
        records_sudo = records.sudo()  # the descriptor is no business of users
        closed_ids = {
            access_sudo.id
            for access_sudo in records_sudo.crm_access_id
            if user not in access_sudo.user_ids
            and not (operation == "read" and access_sudo.level == READ)
        }
        closed_sudo = records_sudo.filtered(
            lambda record_sudo: record_sudo.crm_access_id.id in closed_ids
        )
        if closed_sudo and user:
            closed_sudo -= closed_sudo.filtered_domain(
                user._crm_access_grant(operation, records._name)
            )
        return records.browse(closed_sudo.ids)

    @api.model
    def _closed_ids(self, model_name, ids, user):
        """As `_closed`, for ids that need not exist; a single query where nothing is shared.

        :rtype: set[int]
        """
        # sudo: the descriptor is no business of users
        Model_sudo = self.env[model_name].sudo().with_context(active_test=False)
        if not ids or "crm_access_id" not in Model_sudo._fields:
            return set()
        candidates_sudo = Model_sudo.search(
            [("id", "in", list(ids)), ("crm_access_id", "!=", False)]
        )
        return set(self._closed(candidates_sudo, user).ids)

    @api.model
    def _closed_to_reader(self, records):
        """As `_closed`, for the environment's user; code that runs as superuser reads all."""
        return records.browse() if self.env.su else self._closed(records, self.env.user)

    @api.model
    def _fill_unless_closed(self, records, link, source, name):
        """Body of a compute that shows data of a linked record to those who may read that record.

        It replaces a related field of the host, which reads as superuser.

        :param str link: the many2one field
        :param str source: the field of the linked record
        :param str name: the field to fill
        """
        closed = self._closed_to_reader(records.sudo()[link])
        for record in records:
            # sudo: as the host's related field, except for what is closed to the reader
            linked_sudo = record.sudo()[link]
            record[name] = False if linked_sudo in closed else linked_sudo[source]

    # === MAINTENANCE === #

    def _used(self):
        """The descriptors of ``self`` that some record points to."""
        used_ids = set()
        for Model in self._protected_models():
            Model.flush_model(["crm_access_id"])
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM crm_access a WHERE id = ANY(%s)"
                    " AND EXISTS (SELECT 1 FROM %s WHERE crm_access_id = a.id)",
                    [access_id for access_id in self.ids if access_id not in used_ids],
                    SQL.identifier(Model._table),
                )
            )
            used_ids.update(access_id for [access_id] in rows)
        return self.browse(access_id for access_id in self.ids if access_id in used_ids)

    @api.autovacuum
    def _gc_unused(self):
        """Delete the descriptors that no record of any protected model points to.

        Those of the last day stay: a transaction under way may be about to use them. Should
        one do so with an older one, its foreign key fails and nothing becomes open.
        """
        limit_date = fields.Datetime.now() - timedelta(days=GC_AGE_DAYS)
        old = self.search([("create_date", "<", limit_date)])
        (old - old._used())[:GC_LIMIT].unlink()

    @api.model
    def _forget_users(self, users):
        """Take users that are about to be deleted out of all descriptors.

        :param users: the `res.users`
        :raise UserError: if one of them is the last who is listed on some records, which
            nobody but an administrator could open afterwards
        """
        listing = self.search([("user_ids", "in", users.ids)])
        for access in listing._used():
            left = access.user_ids - users
            if not left:
                self._refuse_forgetting(access)
            access._replace_with(self._get(access.level, left))
        listing.unlink()
        self._clear_rules()

    def _refuse_forgetting(self, access):
        counts = {
            Model._description: Model.with_context(active_test=False).search_count(
                [("crm_access_id", "=", access.id)]
            )
            for Model in self._protected_models()
        }
        raise UserError(
            self.env._(
                "%(user)s cannot be deleted: nobody else is responsible for %(records)s. "
                "Hand them over to a colleague, or archive the user.",
                user=", ".join(access.user_ids.mapped("name")),
                records=", ".join(f"{name}: {count}" for name, count in counts.items() if count),
            )
        )

    def _replace_with(self, access):
        """Point every record of this descriptor to another one."""
        for Model in self._protected_models():
            rows = self.env.execute_query(
                SQL(
                    "UPDATE %s SET crm_access_id = %s WHERE crm_access_id = %s RETURNING id",
                    SQL.identifier(Model._table),
                    access.id,
                    self.id,
                )
            )
            Model.browse(row_id for [row_id] in rows).invalidate_recordset(
                ["crm_access_id"], flush=False
            )
