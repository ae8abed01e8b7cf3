"""Doors through the network, as a browser and as an integrator."""

import base64
import csv
import io
import json
import xmlrpc.client
import zipfile

from odoo import http
from odoo.tests.common import JsonRpcException, get_db_name


class HttpDoors:
    """See `harness.AccessHarness` for what a door answers."""

    def _call(self, route, **params):
        """What a JSON-RPC route of the web client answers; None if it refuses."""
        try:
            return self.make_jsonrpc_request(route, params)
        except JsonRpcException:
            return None

    def _fetch(self, url, **kwargs):
        """The body of an answer; empty if refused or redirected."""
        response = self.url_open(url, allow_redirects=False, **kwargs)
        return response.content if response.status_code == 200 else b""

    # === FILES === #

    def _door_http_content(self, visit):
        body = self._fetch(f"/web/content/{self._attachment(visit)}")
        return visit.found(body) if visit.secrets else body

    def _door_http_image(self, visit):
        """Pictures of the record; who may not read it gets the placeholder."""
        names = [
            name
            for name, model_field in visit.record._fields.items()
            if model_field.type == "binary"
            and name.startswith(("image_", "avatar_"))
            and visit.record_sudo[name]
        ]
        if not names:
            return None
        seen = []
        for name in names:
            picture = base64.b64decode(visit.record_sudo[name])
            self.env.invalidate_all()
            if self._fetch(f"/web/image/{visit.record._name}/{visit.record.id}/{name}") == picture:
                seen.append(name)
        return seen

    def _door_http_report(self, visit):
        reports = (
            self.env["ir.actions.report"]
            .sudo()
            .search([("model", "=", visit.record._name), ("report_type", "like", "qweb")])
        )
        if not reports:
            return None
        return [
            report.report_name
            for report in reports
            if visit.found(self._fetch(f"/report/html/{report.report_name}/{visit.record.id}"))
        ]

    # === EXPORT === #

    def _export(self, visit, kind):
        data = {
            "model": visit.record._name,
            "fields": [
                {"name": name, "label": name, "type": "char"} for name in ("id", *visit.fields)
            ],
            "ids": [visit.record.id],
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        return self._fetch(
            f"/web/export/{kind}",
            data={"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
        )

    def _may_export(self, visit):
        return bool(visit.fields) and visit.user.has_group("base.group_allow_export")

    def _door_http_export_csv(self, visit):
        if not self._may_export(visit):
            return None
        rows = list(csv.reader(io.StringIO(self._export(visit, "csv").decode(errors="replace"))))
        return visit.found(rows[1:])

    def _door_http_export_xlsx(self, visit):
        if not self._may_export(visit):
            return None
        body = self._export(visit, "xlsx")
        if not zipfile.is_zipfile(io.BytesIO(body)):
            return []
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return [found for name in book.namelist() for found in visit.found(book.read(name))]

    # === CHATTER === #

    def _door_http_thread_messages(self, visit):
        if not self._has_chatter(visit):
            return None
        message_id = self._messages(visit)
        answer = self._call(
            "/mail/thread/messages", thread_model=visit.record._name, thread_id=visit.record.id
        )
        return message_id in (answer or {}).get("messages", [])

    def _door_http_thread_data(self, visit):
        if not self._has_chatter(visit):
            return None
        self._messages(visit)
        answer = self._call(
            "/mail/data",
            fetch_params=[
                [
                    "mail.thread",
                    {
                        "thread_model": visit.record._name,
                        "thread_id": visit.record.id,
                        "request_list": [
                            "activities",
                            "attachments",
                            "contact_fields",
                            "display_name",
                            "followers",
                            "scheduledMessages",
                            "suggestedRecipients",
                        ],
                    },
                ]
            ],
        )
        threads = (answer or {}).get("mail.thread", [])
        return visit.found(answer or {}) or any(thread.get("hasReadAccess") for thread in threads)

    def _door_http_bus(self, visit):
        """Nothing of a comment comes over the bus, even if the user follows and asks for more.

        The client may name channels; besides his own he asks for the record's.
        """
        if not self._has_chatter(visit) or not visit.secrets:
            return None
        channels = [f"{visit.record._name}_{visit.record.id}", f"mail.record_{visit.record.id}"]
        last = self.env["bus.bus"].sudo()._bus_last_id()
        user_sudo = visit.user.sudo()
        user_sudo.notification_type, before = "inbox", user_sudo.notification_type
        record_sudo = visit.record_sudo  # as the one who writes on the record
        record_sudo._message_subscribe(user_sudo.partner_id.ids)
        record_sudo.message_post(
            body=" ".join(visit.secrets),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.ref("base.partner_root").id,
        )
        self.env.cr.precommit.run()  # the bus sends when the transaction is about to commit
        answer = self._call(
            "/websocket/peek_notifications", channels=channels, last=last, is_first_poll=True
        )
        record_sudo.message_unsubscribe(user_sudo.partner_id.ids)
        user_sudo.notification_type = before
        return visit.found((answer or {}).get("notifications", []))

    def _door_write_http_message_post(self, visit):
        if not self._has_chatter(visit):
            return None
        answer = self._call(
            "/mail/message/post",
            thread_model=visit.record._name,
            thread_id=visit.record.id,
            post_data={"body": "hello", "message_type": "comment", "subtype_xmlid": "mail.mt_note"},
        )
        return (answer or {}).get("message_id")

    # === INTEGRATORS === #

    def _json2(self, visit, method, **params):
        """What JSON-2 answers; None if it refuses."""
        response = self.url_open(
            f"/json/2/{visit.record._name}/{method}",
            json=params,
            headers={"Authorization": f"Bearer {self._access_keys[visit.user.id]}"},
        )
        return response.json() if response.status_code == 200 else None

    def _door_json2_read(self, visit):
        return self._json2(visit, "read", ids=visit.record.ids, fields=["id", *visit.fields])

    def _door_json2_search_read(self, visit):
        domain = [["id", "=", visit.record.id]]
        return self._json2(
            visit,
            "search_read",
            domain=domain,
            fields=["id", *visit.fields],
            context={"active_test": False},
        )

    def _door_write_json2(self, visit):
        name = visit.record._rec_name
        return self._json2(
            visit, "write", ids=visit.record.ids, vals={name: visit.record_sudo[name]}
        )

    def _xmlrpc(self, visit, method, *args, **kwargs):
        """What XML-RPC answers; None if it refuses."""
        try:
            return self.xmlrpc_object.execute_kw(
                get_db_name(),
                visit.user.id,
                self._access_keys[visit.user.id],
                visit.record._name,
                method,
                args,
                kwargs,
            )
        except xmlrpc.client.Fault:
            return None

    def _door_xmlrpc_read(self, visit):
        return self._xmlrpc(visit, "read", visit.record.ids, ["id", *visit.fields])

    def _door_xmlrpc_search_read(self, visit):
        return self._xmlrpc(
            visit,
            "search_read",
            [["id", "=", visit.record.id]],
            ["id", *visit.fields],
            context={"active_test": False},
        )

    def _door_write_xmlrpc(self, visit):
        name = visit.record._rec_name
        return self._xmlrpc(visit, "write", visit.record.ids, {name: visit.record_sudo[name]})
