"""Doors through other records that point to the record."""

from odoo.fields import Domain

LINK_LIMIT = 5


class LinkDoors:
    """See `harness.AccessHarness` for what a door answers."""

    def _links(self, visit):
        """Records the user may read that point to the record.

        :return: pairs of a many2one field's name and the records, as the user
        """
        env = visit.record.env
        links = []
        for name in sorted(self.env.registry):
            Model = env[name]
            # statistics (views in SQL) are rows, too
            if Model._abstract or Model._transient or not Model.has_access("read"):
                continue
            for model_field in Model._fields.values():
                if (
                    model_field.type == "many2one"
                    and model_field.comodel_name == visit.record._name
                    and model_field.store
                    and not model_field.company_dependent
                    and Model._has_field_access(model_field, "read")
                    and not (name == "res.users" and model_field.name == "partner_id")
                ):
                    domain = Domain(model_field.name, "=", visit.record.id)
                    if name == visit.record._name:
                        domain &= Domain("id", "!=", visit.record.id)
                    links.append((model_field.name, Model.search(domain, limit=LINK_LIMIT)))
        return [(name, records) for name, records in links if records]

    def _door_linked_rows(self, visit):
        """Copies: no field of a row that the user may read holds a secret of the record."""
        seen = {}
        for _link, records in self._links(visit):
            for record in records:
                for name, model_field in record._fields.items():
                    if model_field.type in (
                        "one2many",
                        "many2many",
                    ) or not record._has_field_access(model_field, "read"):
                        continue
                    self.env.invalidate_all()
                    try:
                        found = visit.found(str(record.read([name])))
                    except Exception:  # noqa: BLE001, any refusal to answer is a shut door
                        continue
                    if found:
                        seen[f"{record._name}.{name}"] = found
        # open: others need not copy anything
        return seen or (None if visit.record.has_access("read") else {})

    def _door_linked_sub_fields(self, visit):
        """A many2one shows the name; any other field of the record behind it does not come."""
        if not visit.fields or not (links := self._links(visit)):
            return None
        seen = {}
        for link, records in links:
            specification = {
                link: {"fields": {"display_name": {}, **{name: {} for name in visit.fields}}}
            }
            self.env.invalidate_all()
            try:
                found = visit.found(records.web_read(specification))
            except Exception:  # noqa: BLE001, any refusal to answer is a shut door
                continue
            if found:
                seen[f"{records._name}.{link}"] = found
        return seen

    def _door_linked_search(self, visit):
        """Nor can a field behind a many2one be guessed, by searching for it or grouping by it."""
        if not visit.fields or not (links := self._links(visit)):
            return None
        seen = []
        for link, records in links:
            for name in visit.fields:
                for secret in visit.secrets:
                    if secret not in str(visit.record_sudo[name]):
                        continue
                    domain = Domain("id", "in", records.ids) & Domain(
                        f"{link}.{name}", "ilike", secret
                    )
                    if records.browse().search_count(domain):
                        seen.append(f"{records._name}.{link}.{name}")
        return seen

    def _door_linked_export(self, visit):
        if not visit.fields or not (links := self._links(visit)):
            return None
        seen = {}
        for link, records in links:
            self.env.invalidate_all()
            try:
                found = visit.found(
                    records.export_data([f"{link}/{name}" for name in visit.fields])
                )
            except Exception:  # noqa: BLE001, any refusal to answer is a shut door
                continue
            if found:
                seen[f"{records._name}.{link}"] = found
        return seen
