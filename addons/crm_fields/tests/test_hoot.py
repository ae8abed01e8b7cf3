from odoo.tests import tagged

from odoo.addons.crm_access.tests.hoot import HootCase


@tagged("post_install", "-at_install")
class TestHoot(HootCase):
    hoot_suite = "@crm_fields"

    def test_hoot(self):
        """The choice of card fields in the web client: icon, hiding, required fields, "Detailed".

        Covers: GEN-06, GEN-19, SET-11
        """
        self._run_hoot()
