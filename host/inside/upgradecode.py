"""Runs the host's rewriter of old idioms over our addons alone, changing nothing.

Its own command also reads every addon of the host, which takes a minute.
"""

import sys

from odoo.cli.upgrade_code import migrate
from odoo.tools import parse_version

if __name__ == "__main__":
    first, last = parse_version("17.0"), parse_version("19.0")
    found = migrate([sys.argv[1]], "**/*", from_version=first, to_version=last, dry_run=True)
    sys.exit(int(found))
