"""pytest plugin for tests without a registry: addons are importable as ``odoo.addons.<name>``, no
database is touched.
"""

import os
from pathlib import Path


def pytest_configure():
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    own = str(Path(os.environ["CRM_ROOT"]) / "addons")
    config["addons_path"] = [own]
    initialize_sys_path()
