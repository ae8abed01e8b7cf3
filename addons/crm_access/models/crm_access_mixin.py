from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .crm_access import OPEN, PRIVATE, READ
from .crm_access_verdict import AccessVerdict


class CrmAccessMixin(models.AbstractModel):
    """Protect a model's records with an access descriptor.

    A model adopts it in three steps:

    1. inherit ``crm.access.mixin``;
    2. either name the many2one whose access it follows (``_crm_access_from = "partner_id"``,
       or a tuple of them, of which the first that is set counts), or answer
       `_crm_access_share` and list the fields it reads in `_crm_access_depends`;
    3. declare two **global** rules, one for reading with
       ``user._crm_access_domain('read')`` and one for writing and deleting with
       ``user._crm_access_domain('write')``.

    A record that follows nothing, because none of its links is set, answers
    `_crm_access_share` itself.
    """

    _name = "crm.access.mixin"
    _description = "Access Descriptor Mixin"

    # name, or tuple of names in order of preference, of the many2one that is followed
    _crm_access_from = None
    # from how many records on one UPDATE per model replaces record-by-record recomputation
    _crm_access_bulk = 50

    # restrict: "set null", the host's default, would open what the descriptor closes
    crm_access_id = fields.Many2one(
        "crm.access",
        string="Access",
        compute="_compute_crm_access_id",
        store=True,
        precompute=True,
        index=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_system",
        export_string_translation=False,
    )

    # === COMPUTE === #

    @api.depends(lambda self: self._crm_access_depends())
    def _compute_crm_access_id(self):
        records = self
        if len(self) >= self._crm_access_bulk and all(isinstance(id_, int) for id_ in self._ids):
            records = self - self._crm_access_follow_in_bulk()
        stored = records.filtered(lambda record: isinstance(record.id, int))
        before = {record.id: record.crm_access_id.id for record in stored}
        found = {}
        for record in records:
            if record._origin and record not in stored:
                # a form being filled in shares nothing before it is saved
                record.crm_access_id = record._origin.crm_access_id
            elif source := record._crm_access_source():
                record.crm_access_id = source.crm_access_id
            else:
                level, users = record._crm_access_share()
                key = (level, frozenset(users.ids))
                if key not in found:
                    found[key] = self.env["crm.access"]._get(level, users)
                record.crm_access_id = found[key]
        changed = stored.filtered(lambda record: record.crm_access_id.id != before[record.id])
        if changed:
            changed._crm_access_changed(before)

    def _crm_access_follow_again(self):
        """Let everything that follows these records take their descriptors over once more.

        For code that has moved links in SQL, as merging does, behind the ORM's back.
        """
        for Model in self.env["crm.access"]._protected_models():
            for link in Model._crm_access_links():
                if Model._fields[link].comodel_name == self._name:
                    followers = Model.with_context(active_test=False).search(
                        [(link, "in", self.ids)]
                    )
                    self.env.add_to_compute(Model._fields["crm_access_id"], followers)
                    followers.modified(["crm_access_id"])
        if self._name == "res.partner":
            # sudo: messages of anybody's records carry the addresses of authors
            self.env["mail.message"].sudo()._crm_access_sync_addresses(self)

    def _crm_access_follow_in_bulk(self):
        """Recompute all pending records of this model that follow another one, in one UPDATE.

        Re-sharing a customer with 100,000 linked rows is one statement per linked model
        instead of 100,000 reads and writes of the ORM. The outcome is that of the slow path.

        :return: the records of ``self`` that are done
        """
        links = self._crm_access_links()
        if not links or any(
            not self._fields[link].store or self._fields[link].comodel_name == self._name
            for link in links
        ):
            return self.browse()
        field = self._fields["crm_access_id"]
        pending = self.env.records_to_compute(field)
        ids = list({*self._ids, *(id_ for id_ in pending._ids if isinstance(id_, int))})
        self.flush_model(links)
        for link in links:
            self.env[self._fields[link].comodel_name].flush_model(["crm_access_id"])
        rows = self.env.execute_query(self._crm_access_follow_query(links, ids))
        before = {row_id: old_id for row_id, old_id, new_id in rows if old_id != new_id}
        done = self.browse(row_id for row_id, _old_id, _new_id in rows)
        self.env.remove_to_compute(field, done)
        done.invalidate_recordset(["crm_access_id", "write_uid", "write_date"], flush=False)
        if before:
            self.browse(before)._crm_access_changed(before)
        return done & self

    def _crm_access_follow_query(self, links, ids):
        """The statement that copies the followed descriptors and answers id, old and new one."""
        own = SQL.identifier("own")
        columns = [SQL.identifier("own", link) for link in links]
        joins = SQL(" ").join(
            SQL(
                "LEFT JOIN %s AS %s ON %s = %s",
                SQL.identifier(self.env[self._fields[link].comodel_name]._table),
                SQL.identifier(f"followed_{link}"),
                SQL.identifier(f"followed_{link}", "id"),
                column,
            )
            for link, column in zip(links, columns)
        )
        followed = SQL(
            "CASE %s END",
            SQL(" ").join(
                SQL(
                    "WHEN %s IS NOT NULL THEN %s",
                    column,
                    SQL.identifier(f"followed_{link}", "crm_access_id"),
                )
                for link, column in zip(links, columns)
            ),
        )
        return SQL(
            """
            WITH target AS MATERIALIZED (
                SELECT own.id AS id, %(followed)s AS access_id, own.crm_access_id AS old_id
                  FROM %(table)s AS %(own)s %(joins)s
                 WHERE own.id = ANY(%(ids)s) AND COALESCE(%(columns)s) IS NOT NULL
            ), updated AS (
                UPDATE %(table)s AS row
                   SET crm_access_id = target.access_id, write_uid = %(uid)s, write_date = %(now)s
                  FROM target
                 WHERE row.id = target.id AND target.old_id IS DISTINCT FROM target.access_id
            )
            SELECT id, old_id, access_id FROM target
            """,
            table=SQL.identifier(self._table),
            own=own,
            followed=followed,
            joins=joins,
            columns=SQL(", ").join(columns),
            ids=ids,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if any("crm_access_id" in vals for vals in vals_list):
            self._crm_access_refuse_direct()
        return super().create(vals_list)

    def write(self, vals):
        if "crm_access_id" in vals:
            self._crm_access_refuse_direct()
        result = super().write(vals)
        if any(name.partition(".")[0] in vals for name in self._crm_access_depends()):
            # at once: a descriptor made while a search is flushed comes too late for the rule
            # that the search has already been given
            self._recompute_recordset(["crm_access_id"])
        return result

    def _add_precomputed_values(self, vals_list):
        """Compute the descriptors of new records in one go.

        The host would look them up one by one, and read them as the creating user, whom the
        field's group bars.
        """
        todo = [vals for vals in vals_list if "crm_access_id" not in vals]
        # sudo: stored fields are computed as superuser in any case
        new_sudo = self.sudo()
        records_sudo = new_sudo.concat(*(new_sudo.new(vals) for vals in todo))
        records_sudo._compute_crm_access_id()
        for record_sudo, vals in zip(records_sudo, todo):
            vals["crm_access_id"] = record_sudo.crm_access_id.id
        return super(CrmAccessMixin, new_sudo)._add_precomputed_values(vals_list)

    def _crm_access_refuse_direct(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Access follows from sharing; it cannot be written directly.")
            )

    # === HOOKS === #

    @api.model
    def _crm_access_depends(self):
        """Names of the fields that decide about access. A hook; extend what ``super`` returns.

        :rtype: list[str]
        """
        return [f"{link}.crm_access_id" for link in self._crm_access_links()]

    def _crm_access_share(self):
        """Who may see and change this record. A hook; open by default.

        Called as superuser, for records that follow nothing.

        :return: the level (``open``, ``read``, ``private``) and the `res.users` listed
        :rtype: tuple[str, res.users]
        """
        self.ensure_one()
        return OPEN, self.env["res.users"]

    def _crm_access_changed(self, before):
        """React to these records having just got another descriptor. A hook.

        Called while the field is recomputed, as superuser, never for new records. The new
        value can be read; whatever copies the record's data elsewhere is blanked or refilled here.

        :param dict before: ids of the former descriptors (false if open) by record id
        """
        # here, because adopting addons put this class before the host's own
        if self._name == "res.partner" and (flipped := self._crm_access_flipped(before)):
            self.env["mail.message"].sudo()._crm_access_sync_addresses(flipped)

    @api.model
    def _crm_access_released(self):
        """React to the model losing its protection for good (its addon goes). A hook.

        Called once per model, as superuser, before the columns disappear.
        """
        if self._name == "res.partner":
            self.env["mail.message"].sudo()._crm_access_restore_addresses()

    # === GETTERS === #

    def _crm_access_flipped(self, before):
        """Those of the records that have become private, or are so no longer.

        :param dict before: see `_crm_access_changed`
        """
        accesses_sudo = self.env["crm.access"].sudo().browse(filter(None, set(before.values())))
        private_ids = set(accesses_sudo.filtered(lambda access: access.level == PRIVATE).ids)
        return self.filtered(
            lambda record: (
                (before.get(record.id) in private_ids)
                != (record.sudo().crm_access_id.level == PRIVATE)
            )
        )

    def _crm_access_is_private(self):
        """Whether only listed users may read this record; of no record, `False`."""
        return bool(self) and self.sudo().crm_access_id.level == PRIVATE

    @api.model
    def _crm_access_links(self):
        """Names of the many2one fields that are followed, in order of preference.

        :rtype: tuple[str]
        """
        links = self._crm_access_from or ()
        return (links,) if isinstance(links, str) else tuple(links)

    def _crm_access_source(self):
        """The record whose access this one follows, as superuser; None if it stands alone."""
        self.ensure_one()
        for link in self._crm_access_links():
            if source_sudo := self.sudo()[link]:
                return source_sudo
        return None

    def _crm_access_explain(self, user):
        """Explain what a user may do with this record and why.

        :param user: the `res.users` asked about
        :rtype: AccessVerdict
        """
        self.ensure_one()
        access_sudo = self.sudo().crm_access_id
        shared = {
            "read": not access_sudo or access_sudo.level == READ,
            "write": not access_sudo,
        }
        may, reasons, rules = {}, {}, {}
        for operation in ("read", "write"):
            may[operation], reasons[operation], rules[operation] = self._crm_access_explain_one(
                user, operation, access_sudo, shared[operation]
            )
        return AccessVerdict(
            may_read=may["read"],
            may_write=may["write"],
            read_reason=reasons["read"],
            write_reason=reasons["write"],
            level=access_sudo.level or OPEN,
            user_ids=tuple(access_sudo.user_ids.ids),
            rules=tuple(dict.fromkeys(rules["read"] + rules["write"])),
        )

    def _crm_access_explain_one(self, user, operation, access_sudo, shared):
        """Whether, why, and the names of other rules that refuse, for one operation."""
        record = self.with_user(user)
        if user._is_superuser():
            return True, "superuser", []
        if not record.browse().has_access(operation):
            return False, "missing_right", []
        # sudo: rules are no business of users, whom the explanation may be shown to
        failing_sudo = record.env["ir.rule"]._get_failing(record, mode=operation).sudo()
        ours_sudo = failing_sudo.filtered(
            lambda rule: "_crm_access_domain" in (rule.domain_force or "")
        )
        if others_sudo := failing_sudo - ours_sudo:
            return False, "other_rule", others_sudo.mapped("name")
        if shared:
            reason = "shared_read" if access_sudo.level == READ else "open"
            return True, reason, []
        if user in access_sudo.user_ids:
            return True, "listed", []
        if user.has_group("crm_access.group_crm_admin"):
            return True, "administrator", []
        if not ours_sudo:
            return True, "granted", []
        return False, "not_listed" if access_sudo.level == PRIVATE else "read_only", []
