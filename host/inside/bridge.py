"""Shared by the scripts that run inside the virtual environment: the request from ``./crm`` and the
answer to it.
"""

import json
import sys

ANSWER = "CRM-ANSWER "


def request() -> dict:
    """Read the request (JSON on standard input) and let Odoo read its configuration."""
    asked = json.load(sys.stdin)
    from odoo.tools import config

    config.parse_config(["-c", asked["conf"], "--no-http"], setup_logging=True)
    return asked


def answer(values: dict) -> None:
    """Hand the result to ``./crm``."""
    print(ANSWER + json.dumps(values), flush=True)


def refuse(message: str, hint: str = "") -> None:
    """Tell ``./crm`` in plain words why it cannot be done, and stop."""
    answer({"error": message, "hint": hint})
    sys.exit(0)
