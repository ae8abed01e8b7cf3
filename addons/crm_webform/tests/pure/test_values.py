import unittest

from odoo.addons.crm_webform.tools import values


class TestValues(unittest.TestCase):
    def test_clean_text(self):
        """Covers: WEB-08"""
        self.assertEqual(values.clean_text("  Iv\x00an\r\n\u202e  Petrov\ud800 "), "Ivan Petrov")
        self.assertEqual(values.clean_text("one\r\n\x00two\tx\r", multiline=True), "one\ntwo\tx")
        self.assertEqual(values.clean_text(None), "")
        self.assertEqual(values.clean_text("e\u0301"), "\u00e9")

    def test_clean_file_name(self):
        for given, name in {
            "../../etc/passwd": "passwd",
            "C:\\temp\\Offer.PDF": "Offer.pdf",
            "a\x00b<c>.png": "ab_c_.png",
            ".htaccess": "file.htaccess",
            "": "file",
            "x" * 300 + ".pdf": "x" * 100 + ".pdf",
        }.items():
            self.assertEqual(values.clean_file_name(given), name)

    def test_safe_type(self):
        """Covers: WEB-08"""
        allowed = ["pdf", "png", "html", "svg"]
        self.assertEqual(values.safe_type("a.pdf", "application/pdf", allowed), "application/pdf")
        self.assertEqual(values.safe_type("a.pdf", "text/html", allowed), "")
        self.assertEqual(values.safe_type("a.html", "text/html", allowed), "")
        self.assertEqual(values.safe_type("a.svg", "image/svg+xml", allowed), "")
        self.assertEqual(values.safe_type("a.jpg", "image/jpeg", allowed), "")
        self.assertEqual(values.parse_extensions("PDF, .jpg;svg"), (["pdf", "jpg"], ["svg"]))

    def test_digest(self):
        file = values.File("a.pdf", b"1")
        one = values.digest({"a": "1", "b": "2"}, None)
        self.assertEqual(one, values.digest({"b": "2", "a": "1"}, None))
        self.assertNotEqual(one, values.digest({"a": "1", "b": "3"}, None))
        self.assertNotEqual(one, values.digest({"a": "1", "b": "2"}, file))
