"""Doors through the ORM: the record itself and its chatter."""

from odoo.fields import Domain


class OrmDoors:
    """See `harness.AccessHarness` for what a door answers."""

    # === RECORD === #

    def _own(self, visit):
        return Domain("id", "=", visit.record.id)

    def _model(self, visit):
        return visit.record.browse()

    def _door_read(self, visit):
        """All columns at once; the host itself bars users from some other fields of partners."""
        names = [
            name
            for name, model_field in visit.record._fields.items()
            if model_field.store
            and model_field.column_type
            and visit.record._has_field_access(model_field, "read")
        ]
        return visit.record.read(names)

    def _door_fields_one_by_one(self, visit):
        """Each field alone: what a superuser's computation left in the cache does not count."""
        seen = {}
        for name, model_field in visit.record._fields.items():
            if not visit.record._has_field_access(model_field, "read"):
                continue
            self.env.invalidate_all()
            try:
                found = visit.found(str(visit.record.read([name])))
            except Exception:  # noqa: BLE001, any refusal to answer is a shut door
                continue
            if found:
                seen[name] = found
        return seen or (None if not visit.fields else {})

    def _door_has_access(self, visit):
        return visit.record.has_access("read")

    def _door_exists_in_search(self, visit):
        return self._model(visit).search(self._own(visit)).ids

    def _door_search_count(self, visit):
        return self._model(visit).search_count(self._own(visit))

    def _door_search_by_secret(self, visit):
        """Whether a secret can be guessed: the search answers nothing but yes or no."""
        if not visit.fields:
            return None
        return [
            (name, secret)
            for name in visit.fields
            for secret in visit.secrets
            if secret in str(visit.record_sudo[name])
            and self._model(visit).search_count(self._own(visit) & Domain(name, "ilike", secret))
        ]

    def _door_search_read(self, visit):
        return self._model(visit).search_read(self._own(visit), list(visit.fields) or ["id"])

    def _door_name_search(self, visit):
        name = visit.record_sudo.display_name
        self.env.invalidate_all()
        return self._model(visit).name_search(name, domain=self._own(visit), operator="ilike")

    def _door_display_name(self, visit):
        return visit.record.display_name

    def _door_read_group(self, visit):
        return [
            count
            for [count] in self._model(visit)._read_group(self._own(visit), [], ["__count"])
            if count
        ]

    def _door_read_group_values(self, visit):
        if not visit.fields:
            return None
        return self._model(visit)._read_group(self._own(visit), [visit.fields[0]], ["__count"])

    def _door_formatted_read_group(self, visit):
        groupby = visit.fields[:1] or ["create_uid"]
        return self._model(visit).formatted_read_group(self._own(visit), list(groupby), ["__count"])

    def _door_web_read_group(self, visit):
        groupby = visit.fields[:1] or ["create_uid"]
        return self._model(visit).web_read_group(self._own(visit), list(groupby), ["__count"])[
            "groups"
        ]

    def _door_web_search_read(self, visit):
        return self._model(visit).web_search_read(self._own(visit), self._specification(visit))[
            "records"
        ]

    def _door_web_read(self, visit):
        return visit.record.web_read(self._specification(visit))

    def _door_web_name_search(self, visit):
        return self._model(visit).web_name_search("", {"display_name": {}}, domain=self._own(visit))

    def _door_onchange(self, visit):
        if not visit.fields:
            return None
        return visit.found(visit.record.onchange({}, [], self._specification(visit))) or None

    def _door_export_data(self, visit):
        return visit.record.export_data([".id", *visit.fields])["datas"]

    def _specification(self, visit):
        return {"display_name": {}, **{name: {} for name in visit.fields}}

    # === WRITING === #

    def _door_write_field(self, visit):
        name = visit.record._rec_name or "active"
        value = visit.record_sudo[name]
        self.env.invalidate_all()
        return visit.record.write({name: value})

    def _door_write_archive(self, visit):
        if not visit.record._active_name:
            return None
        visit.record.action_archive()
        return True

    def _door_write_copy(self, visit):
        if visit.record.has_access("read"):
            return None  # a reader may copy what he reads, unless the model has reasons
        self.env.invalidate_all()
        return visit.record.copy()

    def _door_write_unlink(self, visit):
        return visit.record.unlink()

    # === CHATTER === #

    def _has_chatter(self, visit):
        return isinstance(visit.record, self.env.registry["mail.thread"])

    def _env(self, visit):
        return visit.record.env

    def _messages(self, visit):
        """The id of a message that holds the secrets and a file, made once."""
        if "message_id" not in visit.state:
            message_sudo = visit.record_sudo.with_context(mail_notify_author=False).message_post(
                body=" ".join(visit.secrets) or "secret",
                subtype_xmlid="mail.mt_note",
                author_id=self.env.ref("base.partner_root").id,
                attachments=[("secret.txt", (" ".join(visit.secrets) or "secret").encode())],
            )
            visit.state["message_id"] = message_sudo.id
            visit.state["attachment_id"] = message_sudo.attachment_ids.id
            self.env.flush_all()
            self.env.invalidate_all()
        return visit.state["message_id"]

    def _attachment(self, visit):
        """A file on the record, with or without chatter."""
        if self._has_chatter(visit):
            self._messages(visit)
        elif "attachment_id" not in visit.state:
            visit.state["attachment_id"] = (
                visit.record_sudo.env["ir.attachment"]
                .create(
                    {
                        "name": "secret.txt",
                        "raw": (" ".join(visit.secrets) or "secret").encode(),
                        "res_model": visit.record._name,
                        "res_id": visit.record.id,
                    }
                )
                .id
            )
        self.env.invalidate_all()
        return visit.state["attachment_id"]

    def _door_messages_search(self, visit):
        if not self._has_chatter(visit):
            return None
        message_id = self._messages(visit)
        return self._env(visit)["mail.message"].search([("id", "=", message_id)]).ids

    def _door_messages_read(self, visit):
        if not self._has_chatter(visit):
            return None
        message_id = self._messages(visit)
        return self._env(visit)["mail.message"].browse(message_id).read(["body", "email_from"])

    def _door_messages_by_secret(self, visit):
        if not self._has_chatter(visit) or not visit.secrets:
            return None
        message_id = self._messages(visit)
        domain = Domain("id", "=", message_id) & Domain("body", "ilike", visit.secrets[0])
        return self._env(visit)["mail.message"].search_count(domain)

    def _door_messages_through_record(self, visit):
        if not self._has_chatter(visit):
            return None
        self._messages(visit)
        return visit.record.message_ids.ids

    def _door_followers(self, visit):
        if not self._has_chatter(visit):
            return None
        # sudo: any follower will do, for the door to have something behind it
        visit.record_sudo._message_subscribe(self.env.ref("base.partner_root").ids)
        self.env.flush_all()
        self.env.invalidate_all()
        domain = Domain("res_model", "=", visit.record._name) & Domain(
            "res_id", "=", visit.record.id
        )
        Followers = self._env(visit)["mail.followers"]
        return Followers.search(domain).ids or Followers.search_count(domain)

    def _door_followers_through_record(self, visit):
        if not self._has_chatter(visit):
            return None
        return visit.record.message_follower_ids.mapped("display_name") or visit.record.has_access(
            "read"
        )

    def _door_attachments_search(self, visit):
        attachment_id = self._attachment(visit)
        return self._env(visit)["ir.attachment"].search([("id", "=", attachment_id)]).ids

    def _door_attachments_read(self, visit):
        attachment_id = self._attachment(visit)
        return self._env(visit)["ir.attachment"].browse(attachment_id).read(["name", "raw"])

    def _activity(self, visit):
        if "activity_id" not in visit.state:
            activity_sudo = visit.record_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=" ".join(visit.secrets) or "secret",
                user_id=self.env.ref("base.user_admin").id,
            )
            visit.state["activity_id"] = activity_sudo.id
            self.env.flush_all()
            self.env.invalidate_all()
        return visit.state["activity_id"]

    def _door_activities_search(self, visit):
        if not isinstance(visit.record, self.env.registry["mail.activity.mixin"]):
            return None
        return self._env(visit)["mail.activity"].search([("id", "=", self._activity(visit))]).ids

    def _door_activities_read(self, visit):
        if not isinstance(visit.record, self.env.registry["mail.activity.mixin"]):
            return None
        return self._env(visit)["mail.activity"].browse(self._activity(visit)).read(["summary"])

    def _door_write_message_post(self, visit):
        if not self._has_chatter(visit):
            return None
        return visit.record.message_post(body="hello").ids

    def _door_write_subscribe(self, visit):
        """Following is how one gets mail: whoever may read may follow, nobody else."""
        if not self._has_chatter(visit) or visit.record.has_access("read"):
            return None
        self.env.invalidate_all()
        visit.record.message_subscribe(visit.user.partner_id.ids)
        self.env.invalidate_all()
        return visit.user.partner_id in visit.record_sudo.message_partner_ids

    def _door_write_attachment(self, visit):
        return (
            self._env(visit)["ir.attachment"]
            .create(
                {
                    "name": "x",
                    "raw": b"x",
                    "res_model": visit.record._name,
                    "res_id": visit.record.id,
                }
            )
            .ids
        )

    # === NOTIFICATIONS === #

    def _door_mail_to_follower(self, visit):
        """A follower without access is told nothing when somebody writes on the record."""
        if not self._has_chatter(visit):
            return None
        recipients = self._recipients_of_comment(visit)
        return visit.user.partner_id.id in {data["id"] for data in recipients}

    def _recipients_of_comment(self, visit):
        record_sudo = visit.record_sudo
        record_sudo._message_subscribe(visit.user.partner_id.ids)
        message_sudo = self.env["mail.message"].sudo().browse(self._messages(visit))
        values = {
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "message_type": "comment",
            "partner_ids": [],
            "author_id": self.env.ref("base.partner_root").id,
        }
        recipients = record_sudo._notify_get_recipients(message_sudo, msg_vals=values)
        record_sudo.message_unsubscribe(visit.user.partner_id.ids)
        return recipients

    def _door_mentions(self, visit):
        if visit.record._name != "res.partner":
            return None
        name = visit.record_sudo.name
        self.env.invalidate_all()
        Partner = self._env(visit)["res.partner"]
        found = [
            data["id"]
            for data in Partner.get_mention_suggestions(name, limit=80).get("res.partner", [])
        ]
        return visit.record.id in found
