import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "crm_core")
class TestCustomersApi(HttpCase):
    """What an integrator sees over JSON-2, as a CRM user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ua")
        cls.user = new_test_user(cls.env, "api_alice", groups="crm_access.group_crm_user")
        other = new_test_user(cls.env, "api_bob", groups="crm_access.group_crm_user")
        cls.secret = (
            cls.env["res.partner"]
            .with_user(other)
            .create({"crm_first_name": "Olga", "crm_last_name": "Orlova", "phone": "+380443905109"})
        )
        Key = cls.env["res.users.apikeys"].with_user(cls.user)
        cls.key = Key._generate("rpc", "test", fields.Datetime.now() + timedelta(hours=1))

    def _call(self, model, method, **arguments):
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(arguments),
            headers={"Authorization": f"bearer {self.key}", "Content-Type": "application/json"},
        )

    def test_person_with_channels_in_one_call(self):
        """Covers: CON-29"""
        response = self._call(
            "res.partner",
            "create",
            vals_list=[
                {
                    "crm_first_name": "Ivan",
                    "crm_last_name": "Petrov",
                    "channel_ids": [
                        [0, 0, {"kind": "phone", "value": "044 390 51 01"}],
                        [0, 0, {"kind": "phone", "value": "+380443905102", "category": "work"}],
                        [0, 0, {"kind": "email", "value": "ivan@example.com"}],
                    ],
                }
            ],
        )
        self.assertEqual(response.status_code, 200, response.text)
        person = self.env["res.partner"].browse(response.json())
        self.assertEqual(person.name, "Ivan Petrov")
        self.assertEqual(person.crm_manager_ids, self.user)
        self.assertEqual(person.phone, "044 390 51 01")
        self.assertEqual(len(person.channel_ids), 3)
        found = self._call(
            "crm.contact.channel",
            "search_read",
            domain=[["normalized", "=", "+380443905101"]],
            fields=["partner_id"],
        ).json()
        self.assertEqual([row["partner_id"][0] for row in found], person.ids)

    def test_bad_input_leaves_nothing(self):
        """Covers: CON-02, CON-29"""
        before = self.env["res.partner"].search_count([])
        for values, text in (
            ({"crm_first_name": "Ivan"}, "last name"),
            (
                {"name": "Ivan Petrov", "channel_ids": [[0, 0, {"kind": "phone", "value": "abc"}]]},
                "abc, given for Ivan Petrov, is not a phone number",
            ),
        ):
            response = self._call("res.partner", "create", vals_list=[values])
            self.assertEqual(response.status_code, 422, response.text)
            self.assertIn(text, response.json()["message"])
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_closed_contact(self):
        """Covers: ACL-11"""
        for model, domain in (
            ("res.partner", [["name", "=", "Olga Orlova"]]),
            ("crm.contact.channel", [["normalized", "=", "+380443905109"]]),
        ):
            self.assertEqual(
                self._call(model, "search_read", domain=domain, fields=["id"]).json(), []
            )
        response = self._call("res.partner", "read", ids=self.secret.ids, fields=["phone"])
        self.assertEqual(response.status_code, 403)
        self.assertNotIn("390", response.text)
