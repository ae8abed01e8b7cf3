from odoo.tests import HttpCase, no_retry


def _job_hash(name):
    """The id that Hoot gives to a suite of this name (a 32-bit string hash in hexadecimal)."""
    value = 0
    for char in name:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


class HootCase(HttpCase):
    """Runs the Hoot suites of one addon in Chromium: subclass it, `hoot_suite = "@crm_core"`."""

    hoot_suite = None

    @no_retry
    def _run_hoot(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={_job_hash(self.hoot_suite)}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
