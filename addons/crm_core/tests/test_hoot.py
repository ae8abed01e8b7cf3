from odoo.tests import tagged

from odoo.addons.crm_access.tests.hoot import HootCase


@tagged("post_install", "-at_install")
class TestHoot(HootCase):
    hoot_suite = "@crm_core"

    def test_hoot(self):
        """The web client's parts: row menu, creation buttons, Create menu, stage bar, task status.

        Covers: GEN-15, GEN-16, GEN-18, FUN-03, TASK-11
        """
        self._run_hoot()
