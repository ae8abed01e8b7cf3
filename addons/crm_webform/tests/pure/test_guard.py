import unittest

from odoo.addons.crm_webform.tools import guard

SECRET = guard.derive_secret("scope", "database", "key")


class TestGuard(unittest.TestCase):
    def check(self, token, now=1_000, secret=SECRET):
        return guard.check(secret, token, now, min_age=3, max_age=100)

    def test_token(self):
        """Covers: WEB-08"""
        token = guard.sign(SECRET, 950, "abc")
        self.assertEqual(self.check(token), guard.Verdict(guard.OK, "abc"))
        self.assertEqual(self.check(token, now=952).code, guard.EARLY)
        self.assertEqual(self.check(token, now=953).code, guard.OK)
        self.assertEqual(self.check(token, now=1_050).code, guard.OK)
        self.assertEqual(self.check(token, now=1_051).code, guard.LATE)

    def test_forged_token(self):
        """Covers: WEB-08"""
        token = guard.sign(SECRET, 950, "abc")
        forged = [
            *("", ".", "..", "950.abc", "950.abc.", f"{token}0", token.replace("950", "951")),
            *(token.replace("abc", "abd"), "950.abc.\u0661", "x" * 5_000),
            guard.sign(SECRET, 950, ""),
        ]
        for value in forged:
            self.assertEqual(self.check(value), guard.Verdict(guard.FORGED), value)
        other = guard.derive_secret("scope", "database", "new key")
        self.assertEqual(self.check(token, secret=other).code, guard.FORGED)

    def test_token_from_the_future_is_early(self):
        self.assertEqual(self.check(guard.sign(SECRET, 2_000, "abc")).code, guard.EARLY)

    def test_proof(self):
        """Covers: WEB-08"""
        answer = next(str(n) for n in range(10**6) if guard.is_solved("t", str(n), 10))
        self.assertFalse(guard.is_solved("u", answer, 10) and guard.is_solved("v", answer, 10))
        self.assertFalse(any(guard.is_solved("t", str(n), 10) for n in range(int(answer))))
        self.assertFalse(guard.is_solved("t", "0" * 41, 0))

    def test_caller(self):
        key = guard.caller_key(SECRET, "192.0.2.7")
        self.assertNotIn("192", key)
        self.assertEqual(key, guard.caller_key(SECRET, "::ffff:192.0.2.7"))
        self.assertNotEqual(key, guard.caller_key(SECRET, "192.0.2.8"))
        self.assertNotEqual(key, guard.caller_key(b"other", "192.0.2.7"))
        self.assertEqual(
            guard.caller_key(SECRET, "2001:db8::1"), guard.caller_key(SECRET, "2001:db8::ffff:1")
        )
        self.assertNotEqual(
            guard.caller_key(SECRET, "2001:db8::1"), guard.caller_key(SECRET, "2001:db8:0:1::1")
        )
        self.assertEqual(guard.caller_key(SECRET, None), guard.caller_key(SECRET, "rubbish"))

    def test_origin(self):
        for url, origin in {
            "https://Example.com/a?b": "https://example.com",
            "https://example.com:443": "https://example.com",
            "http://example.com:8069/": "http://example.com:8069",
            "http://[::1]:80/": "http://[::1]",
            "javascript:alert(1)": "",
            "//example.com": "",
            "https://": "",
            "https://example.com:port": "",
            "null": "",
            None: "",
        }.items():
            self.assertEqual(guard.origin_of(url), origin, url)
        self.assertEqual(
            guard.parse_origins("https://a.com\nb.com, ftp://c.com"),
            (["https://a.com", "https://b.com"], ["ftp://c.com"]),
        )
