from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools import guard
from .common import WebformCommon

SITE = "https://www.example.com"
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"


@tagged("post_install", "-at_install", "crm_webform")
class TestWebformHttp(WebformCommon, HttpCase):
    """The public door, knocked at as anybody may."""

    def setUp(self):
        super().setUp()
        self.form = self._make_form(min_seconds=0)

    def _path(self, part=""):
        return f"/crm/form/{self.form.key}{part}"

    def _post(self, data=None, headers=None, **options):
        return self.url_open(
            self._path(), data=data or {}, headers=headers, allow_redirects=False, **options
        )

    def _received(self):
        self.env.invalidate_all()
        return self.env["crm.webform.submission"].search([("form_id", "=", self.form.id)])

    def _token(self):
        return self.url_open(self._path("/token")).json()["token"]

    def assertRefusedPost(self, response, status, text):
        self.assertEqual(response.status_code, status)
        self.assertIn(text, html.fromstring(response.text).text_content())
        self.assertFalse(self._received())

    def test_post_makes_a_contact(self):
        """Covers: WEB-01"""
        response = self._post({"last_name": "Orlova", "email_work": "olga@romashka.example"})
        self.assertEqual(response.status_code, 200)
        self.assertIn("Thank you", response.text)
        self.assertNotIn("Set-Cookie", response.headers)
        submission = self._received()
        self.assertEqual(submission.state, "new")
        self._work()
        self.assertEqual(submission.state, "done")
        self.assertEqual(submission.partner_id.email, "olga@romashka.example")

    def test_post_exactly_as_the_source_says(self):
        """Covers: WEB-01, WEB-06"""
        tree = html.fromstring(self.form.source_html)
        path = urlsplit(tree.get("action")).path
        data = dict(tree.form_values() if hasattr(tree, "form_values") else [])
        data["last_name"] = "Orlova"
        self.assertEqual(self.url_open(path, data=data).status_code, 200)
        self.assertEqual(self._received().summary, "Orlova")
        self.assertEqual(self._received().state, "new")

    def test_our_own_page(self):
        """Covers: WEB-06, WEB-08"""
        response = self.url_open(self._path("?utm_source=ad"))
        tree = html.fromstring(response.text)
        values = dict(tree.xpath("//form")[0].form_values())
        self.assertEqual(values["utm_source"], "ad")
        self.assertTrue(values["crm_token"])
        self.assertIn("frame-ancestors *", response.headers["Content-Security-Policy"])
        self._post({**values, "last_name": "Orlova"})
        self.assertEqual(self._received().utm, {"utm_source": "ad"})

    def test_redirection(self):
        """Covers: WEB-03"""
        self.form.redirect_url = f"{SITE}/thanks"
        response = self._post({"last_name": "A", "redirect_url": "https://evil.example"})
        self.assertEqual(response.status_code, 303)
        self.assertEqual(response.headers["Location"], f"{SITE}/thanks")

    def test_wrong_key(self):
        """Covers: WEB-03"""
        old = self._path()
        self.form.action_regenerate_key()
        for path in (old, "/crm/form/wrong", "/crm/form/%00", f"{old}/token"):
            response = self.url_open(path)
            self.assertEqual(response.status_code, 404, path)
            self.assertIn("no longer available", response.text)
        response = self.url_open(old, data={"last_name": "Orlova"})
        self.assertEqual(response.status_code, 404)
        self.assertFalse(self._received())

    def test_double_submit_creates_one(self):
        """Covers: WEB-08"""
        for values in ({}, {"crm_token": self._token()}):
            data = {"last_name": "Orlova", **values}
            before = len(self._received())
            self.assertEqual(self._post(data).status_code, 200)
            self.assertEqual(self._post(data).status_code, 200)
            self.assertEqual(len(self._received()), before + 1)

    def test_double_submit_at_the_same_moment(self):
        """Covers: WEB-08"""
        nothing = self.env["crm.webform.submission"]
        for values in ({}, {"crm_token": self._token()}):
            data = {"last_name": f"Orlova {len(values)}", **values}
            before = len(self._received())
            self._post(data)
            # the other process does not see what this one has stored
            with (
                patch.object(
                    self.env.registry["crm.webform"], "_find_earlier", lambda *_a: nothing
                ),
                mute_logger("odoo.sql_db"),
            ):
                self.assertEqual(self._post(data).status_code, 200)
            self.assertEqual(len(self._received()), before + 1)

    def test_replayed_token(self):
        """Covers: WEB-08"""
        token = self._token()
        self._post({"last_name": "Orlova", "crm_token": token})
        response = self._post({"last_name": "Petrov", "crm_token": token})
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self._received().mapped("summary"), ["Orlova"])

    def test_forged_and_missing_token(self):
        """Covers: WEB-08"""
        forged = guard.sign(b"guess", 10, "abc")
        self.assertRefusedPost(self._post({"last_name": "A", "crm_token": forged}), 403, "Load")
        self.form.protection = "signed"
        self.assertRefusedPost(self._post({"last_name": "A"}), 403, "Load the page again")
        self.assertEqual(
            self._post({"last_name": "A", "crm_token": self._token()}).status_code, 200
        )

    def test_old_token(self):
        """Covers: WEB-08"""
        with patch("odoo.addons.crm_webform.models.crm_webform_intake.time.time", lambda: 1_000):
            token = self.form.sudo()._make_token()
        self.assertRefusedPost(self._post({"last_name": "A", "crm_token": token}), 410, "too long")

    def test_token_of_the_old_key(self):
        """Covers: WEB-03"""
        token = self._token()
        self.form.action_regenerate_key()
        self.assertRefusedPost(self._post({"last_name": "A", "crm_token": token}), 403, "Load")

    def test_time_trap(self):
        """Covers: WEB-08"""
        self.form.min_seconds = 60
        self.assertEqual(
            self._post({"last_name": "A", "crm_token": self._token()}).status_code, 200
        )
        self.assertEqual(self._received().state, "spam")
        self.assertIn("faster", self._received().spam_reason)

    def test_honeypot(self):
        """Covers: WEB-08"""
        response = self._post({"last_name": "Bot", "homepage_url": "https://spam.example"})
        self.assertIn("Thank you", response.text)
        self._work()
        self.assertEqual(self._received().state, "spam")
        self.assertFalse(self._received().partner_id)

    def test_proof_of_work(self):
        """Covers: WEB-08"""
        self.form.write({"protection": "proof", "proof_bits": 8})
        token = self._token()
        answer = next(str(n) for n in range(10**5) if guard.is_solved(token, str(n), 8))
        wrong = next(str(n) for n in range(10**5) if not guard.is_solved(token, str(n), 8))
        data = {"last_name": "A", "crm_token": token}
        self.assertRefusedPost(self._post({**data, "crm_answer": wrong}), 403, "checking")
        self.assertRefusedPost(self._post(data), 403, "checking")
        self.assertEqual(self._post({**data, "crm_answer": answer}).status_code, 200)

    def test_script_in_a_browser(self):
        """Covers: WEB-06, WEB-08"""
        self.form.write({"protection": "proof", "proof_bits": 10})
        code = """
            const form = document.querySelector("form");
            form.submit = async () => {
                const response = await fetch(form.action, {
                    method: "POST",
                    body: new FormData(form),
                    headers: { Accept: "application/json" },
                });
                const { ok, message } = await response.json();
                ok ? console.log("test successful") : console.error(message);
            };
            form.last_name.value = "Orlova";
            form.querySelector("button").click();
        """
        self.browser_js(self._path("?utm_source=ad"), code)
        submission = self._received()
        self.assertEqual((submission.state, submission.summary), ("new", "Orlova"))
        self.assertEqual(submission.utm, {"utm_source": "ad"})

    def test_rate_limit(self):
        """Covers: WEB-08"""
        self.form.write({"rate_per_address": 3, "rate_total": 4})
        answers = [self._post({"last_name": f"A{n}"}) for n in range(6)]
        self.assertEqual([a.status_code for a in answers], [200, 200, 200, 429, 429, 429])
        self.assertTrue(answers[-1].headers["Retry-After"])
        self.assertEqual(len(self._received()), 3)
        # another sender still gets through, until the form itself has had enough
        self._send(self.form, last_name="B", address="192.0.2.2")
        response = self._post({"last_name": "C"})
        self.assertEqual(response.status_code, 429)
        self.assertEqual(len(self._received()), 4)
        self.form.rate_per_address = 100
        self.assertEqual(self._post({"last_name": "C"}).status_code, 429)

    def test_bad_values(self):
        """Covers: WEB-08"""
        response = self._post({"last_name": "x" * 101, "email_work": "nobody"})
        self.assertRefusedPost(response, 422, "Last name is too long: at most 100 characters.")
        self.assertIn("not an email address", response.text)
        self.assertRefusedPost(self._post({"unasked": "1"}), 422, "The form is empty")
        self.form.field_ids[1].required = True
        self.assertRefusedPost(self._post({"first_name": "A"}), 422, "Last name is missing.")
        self.assertEqual(self._post({"last_name": "x" * 500_000}).status_code, 413)
        self.assertFalse(self._received())

    def test_harmful_values(self):
        """Covers: WEB-08"""
        bad = "<img src=x onerror=alert(1)>\x00\u202e{{7*7}}"
        response = self._post({"last_name": bad, "note": f"{bad}\x00\r\n{bad}"})
        self.assertEqual(response.status_code, 200)
        self._work()
        submission = self._received()
        self.assertEqual(submission.state, "done", submission.error)
        partner = submission.partner_id
        self.assertEqual(partner.crm_incomplete, True)
        self.assertNotIn("\x00", partner.name)
        history = "".join(partner.message_ids.mapped("body")) + (partner.comment or "")
        self.assertNotIn("<img", history)
        self.assertIn("&lt;img", history)
        # nor does an error page say it as it is
        self.form.field_ids[0].write({"label": bad.replace("\x00", ""), "required": True})
        self.assertNotIn("<img", self._post({"last_name": "A"}).text)

    def test_cors(self):
        """Covers: WEB-01, WEB-08"""
        json = {"Accept": "application/json", "Origin": SITE}
        answer = self._post({"last_name": "A"}, headers=json)
        self.assertEqual(answer.json(), {"ok": True, "redirect": None})
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
        self.form.origins = "www.example.com"
        preflight = self.url_open(self._path(), headers={"Origin": SITE}, method="OPTIONS")
        self.assertEqual(preflight.status_code, 204)
        self.assertEqual(preflight.headers["Access-Control-Allow-Origin"], SITE)
        self.assertIn("POST", preflight.headers["Access-Control-Allow-Methods"])
        self.assertNotIn("Access-Control-Allow-Credentials", preflight.headers)
        evil = {**json, "Origin": "https://evil.example"}
        preflight = self.url_open(self._path(), headers=evil, method="OPTIONS")
        self.assertNotIn("Access-Control-Allow-Origin", preflight.headers)
        answer = self._post({"last_name": "B"}, headers=evil)
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn("Access-Control-Allow-Origin", answer.headers)
        self.assertEqual(
            self._post({"last_name": "B"}, headers={"Origin": "null"}).status_code, 403
        )
        self.assertEqual(len(self._received()), 1)
        self.assertEqual(self._post({"last_name": "B"}, headers=json).status_code, 200)
        page = self.url_open(self._path())
        self.assertIn(SITE, page.headers["Content-Security-Policy"])

    def test_problems_as_json(self):
        headers = {"Accept": "application/json"}
        answer = self._post({"email_work": "nobody"}, headers=headers)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.json()["problems"], ["Email: this is not an email address."])

    def test_consent(self):
        """Covers: WEB-01"""
        self.form.write({"consent_required": True, "consent_text": "I agree."})
        self.assertRefusedPost(self._post({"last_name": "A"}), 422, "consent is missing")
        self._post({"last_name": "A", "crm_consent": "1"})
        self.assertEqual(self._received().consent_text, "I agree.")

    def _upload(self, name, content, mimetype="application/pdf"):
        return self._post({"last_name": "A"}, files={"file": (name, content, mimetype)})

    def test_file(self):
        """Covers: WEB-01"""
        self.form.ask_file = True
        self.assertEqual(self._upload("../My offer.PDF", PDF, "text/html").status_code, 200)
        submission = self._received()
        attachment = submission._get_attachments()
        self.assertEqual(
            (attachment.name, attachment.mimetype), ("My offer.pdf", "application/pdf")
        )
        self.assertFalse(attachment.public)
        self._work()
        self.env.invalidate_all()
        self.assertEqual(attachment.res_model, "res.partner")
        self.assertEqual(attachment.res_id, submission.partner_id.id)
        self.assertTrue(attachment.with_user(self.alice).has_access("read"))
        self.assertFalse(attachment.with_user(self.bob).has_access("read"))

    def test_refused_files(self):
        """Covers: WEB-08"""
        self.form.write({"ask_file": True, "file_max_mb": 1, "file_extensions": "pdf, txt"})
        page = b"<html><script>alert(1)</script></html>"
        for name, content, status in (
            ("page.html", page, 422),
            ("page.pdf", page, 422),
            ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
            ("photo.png", b"\x89PNG\r\n\x1a\n", 422),
            ("program.pdf", b"MZ\x90\x00" * 50, 422),
            ("big.pdf", PDF + b" " * 1024 * 1024, 422),
            ("huge.pdf", PDF + b" " * 3 * 1024 * 1024, 413),
        ):
            self.assertEqual(self._upload(name, content).status_code, status, name)
        self.assertFalse(self._received())
        self.form.file_required = True
        self.assertRefusedPost(self._post({"last_name": "A"}), 422, "file is missing")

    def test_file_that_was_not_asked_for(self):
        """Covers: WEB-08"""
        self._upload("a.pdf", PDF)
        self.assertFalse(self._received()._get_attachments())

    def test_thank_you_in_the_language_of_the_form(self):
        """Covers: GEN-22"""
        self.env["res.lang"]._activate_lang("ru_RU")
        self.form.write({"lang_id": self.env.ref("base.lang_ru").id, "thanks": "Thanks"})
        self.form.with_context(lang="ru_RU").thanks = "Спасибо!"
        page = html.fromstring(self._post({"last_name": "A"}).content.decode())
        self.assertEqual(page.get("lang"), "ru-RU")
        self.assertIn("Спасибо!", page.text_content())

    def test_nothing_is_shown_of_a_known_contact(self):
        """Covers: WEB-08"""
        secret = "olga@romashka.example"
        self._make_person(email=secret, crm_manager_ids=[Command.set(self.alice.ids)])
        known = self._post({"last_name": "A", "email_work": secret})
        new = self._post({"last_name": "A", "email_work": "new@romashka.example"})
        self.assertEqual((known.status_code, known.text), (new.status_code, new.text))
