"""What the tests of a running server share: its address, users with API keys, a shell.

`./crm test` starts a server on a copy of the suite's database and names it in ``CRM_TEST_URL``,
``CRM_TEST_DB`` and ``CRM_CONF``.
"""

import os
import subprocess
import sys
from configparser import ConfigParser
from functools import cached_property
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
sys.path.insert(0, str(EXAMPLES))

from crm_client import Client  # noqa: E402

# role -> group; two CRM users, so that they can be in each other's way
ROLES = {
    "admin": "base.group_system",
    "alice": "crm_access.group_crm_user",
    "bob": "crm_access.group_crm_user",
    "outsider": "base.group_user",
}
MAKE_KEYS = """
from datetime import datetime, timedelta
for role, group in {roles!r}.items():
    values = {{"name": role.capitalize(), "login": f"api_{{role}}"}}
    values["group_ids"] = [(4, env.ref(group).id)]
    user = env["res.users"].with_context(no_reset_password=True).create(values)
    # as superuser: the key may outlast what the user's own groups allow
    key = env["res.users.apikeys"].with_user(user).sudo()._generate(
        "rpc", "tests", datetime.now() + timedelta(days=1)
    )
    print("KEY", role, key)
env.cr.commit()
"""


class Server:
    """The running server under test."""

    def __init__(self):
        self.url = os.environ["CRM_TEST_URL"]
        self.database = os.environ["CRM_TEST_DB"]
        self.conf = os.environ["CRM_CONF"]

    def shell(self, script):
        """Run a script in the server's database and return what it prints."""
        command = [sys.executable, "-m", "odoo", "shell", "-c", self.conf, "-d", self.database]
        options = ["--no-http", "--log-level=warn"]
        done = subprocess.run(
            command + options, input=script, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def count(self, table):
        """How many rows a table of the database has."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            return cursor.fetchone()[0]

    @cached_property
    def _connection(self):
        parser = ConfigParser(interpolation=None)
        parser.read(self.conf)
        options = parser["options"]
        named = {name: options.get(f"db_{name}") for name in ("host", "port", "user", "password")}
        # what odoo.conf leaves out, the PG* variables say
        given = {name: value for name, value in named.items() if value and value != "False"}
        connection = psycopg2.connect(dbname=self.database, **given)
        connection.autocommit = True
        return connection


@pytest.fixture(scope="session")
def server():
    return Server()


@pytest.fixture(scope="session")
def keys(server):
    """An API key for each of `ROLES`."""
    lines = server.shell(MAKE_KEYS.format(roles=ROLES)).splitlines()
    found = dict(line.split()[1:] for line in lines if line.startswith("KEY "))
    assert set(found) == set(ROLES)
    return found


@pytest.fixture(scope="session")
def clients(server, keys):
    """A JSON-2 client for each of `ROLES`."""
    return {
        role: Client(server.url, key, server.database, {"lang": "en_US"})
        for role, key in keys.items()
    }
