"""pytest plugin for tests without a registry.

Addons are importable as ``odoo.addons.<name>`` and no database is touched. A test file in an
addon's ``tests/pure`` is a module of its own, not a part of the addon's package: importing it as
such would import the addon a second time under a name that Odoo refuses.
"""

import importlib
import os
from pathlib import Path

import _pytest.pathlib as pathlib

ADDONS = Path(os.environ["CRM_ROOT"]) / "addons"


def pytest_configure():
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    config["addons_path"] = [str(ADDONS)]
    initialize_sys_path()
    _name_files_of_addons()


def _name_files_of_addons():
    """Give a file of an addon the name under which Odoo knows it, as pytest-odoo does."""
    resolve = pathlib.resolve_pkg_root_and_module_name
    name_from_path = pathlib.module_name_from_path

    def resolve_others(path, **options):
        if ADDONS in path.parents:
            raise pathlib.CouldNotResolvePathError(path)
        return resolve(path, **options)

    def name(path, root):
        if ADDONS not in path.parents:
            return name_from_path(path, root)
        parts = path.relative_to(ADDONS).with_suffix("").parts
        if parts[-1] == "__init__":
            importlib.import_module(".".join(("odoo.addons", *parts[:-1])))
            return ".".join(("odoo.addons", *parts[:-1]))
        return "pure_" + "_".join(parts)

    pathlib.resolve_pkg_root_and_module_name = resolve_others
    pathlib.module_name_from_path = name
