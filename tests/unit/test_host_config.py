"""Configuration, secrets, names: what must be safe from the first start."""

import configparser
import stat
from pathlib import Path

import pytest

from host import addons, config, databases, layout, postgres, settings, suite
from host.odoo_source import Odoo
from host.ui import HostError

ODOO = Odoo(Path("/nowhere"), [Path("/nowhere/odoo/addons")], "19.0")
SERVER = postgres.Server({"db_host": "/sockets"}, {}, "test")


def read(path):
    parser = configparser.RawConfigParser()
    parser.read(path)
    return parser


def test_the_shipped_configuration_is_safe():
    options = read(layout.ROOT / "odoo.conf")["options"]
    assert options["http_interface"] == "127.0.0.1"
    assert options["list_db"] == "False"
    assert options["with_demo"] == "False"
    assert int(options["max_cron_threads"]) >= 4
    assert "127.0.0.1" in options["publisher_warranty_url"]
    assert "admin_passwd" not in options and "db_password" not in options


def test_the_real_configuration_is_private_and_has_a_password_of_its_own(host_dir, no_pg_variables):
    path = config.write("x", ODOO, SERVER, data="durable", database="crm")
    options = read(path)["options"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert options["db_host"] == "/sockets"
    assert options["dbfilter"] == "^crm$" and options["db_name"] == "crm"
    assert len(options["admin_passwd"]) >= 16 and options["admin_passwd"] != "admin"
    assert options["addons_path"].endswith(str(layout.ADDONS))
    again = read(config.write("x", ODOO, SERVER, data="durable", database="crm"))["options"]
    assert again["admin_passwd"] == options["admin_passwd"]


def test_passwords_are_made_once_kept_privately_and_can_be_forgotten(host_dir):
    first = config.admin_password("crm")
    assert len(first) == 16 and first == config.admin_password("crm")
    assert first != config.admin_password("other")
    kept = host_dir / "state" / config.SECRETS
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    config.forget_password("crm")
    assert not config.has_password("crm")
    assert config.admin_password("crm") != first


@pytest.mark.parametrize("name", ["a-b", "A", "1x", "", "a b", "x" * 52, "a';drop", "../x", "^.*"])
def test_unsafe_database_names_are_refused(name):
    with pytest.raises(HostError):
        databases.check_name(name)


def test_pg_variables_choose_another_server(monkeypatch, no_pg_variables):
    assert not settings.external_postgres()
    monkeypatch.setenv("PGHOST", "db.example")
    assert settings.external_postgres()


def test_an_other_odoo_must_be_one(monkeypatch, tmp_path, host_dir):
    from host import odoo_source

    monkeypatch.setenv(settings.ENV_ODOO, str(tmp_path))
    with pytest.raises(HostError, match="is no Odoo"):
        odoo_source.find()
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    with pytest.raises(HostError, match="another Odoo"):
        odoo_source.find()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    installed = odoo_source.find()
    assert (installed.python_path / "odoo").resolve() == (tmp_path / "odoo").resolve()
    (tmp_path / "odoo-bin").touch()
    (tmp_path / "addons").mkdir()
    checkout = odoo_source.find()
    assert checkout.python_path == tmp_path and tmp_path / "addons" in checkout.addons


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "x"
    layout.write_atomically(target, "old")

    def broken(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(layout.os, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        layout.write_atomically(target, "new")
    assert target.read_text() == "old"


def test_the_socket_path_fits_the_limit(tmp_path, host_dir):
    short = Path("/short/pg")
    assert postgres._socket_folder(short, "durable") == short / "run-durable"
    long = postgres._socket_folder(Path("/" + "x" * 120), "durable")
    assert len(str(long / f".s.PGSQL.{postgres.PORT}")) <= postgres.SOCKET_PATH_LIMIT


@pytest.fixture
def two_addons(monkeypatch):
    own = {"crm_a": {"depends": ["base"]}, "crm_b": {"depends": ["crm_a"]}, "test_crm": {}}
    monkeypatch.setattr(addons, "own", lambda: own)
    monkeypatch.setattr(addons, "digest", lambda name: f"new-{name}")


def found(modules, **state):
    return {"modules": modules, "state": state or None}


def test_a_new_addon_of_the_suite_is_installed_by_the_next_run(two_addons):
    state = {"follows_suite": True, "digests": {"crm_a": "new-crm_a"}}
    todo = suite.plan(found({"crm_a": "installed", "crm_b": "uninstalled"}, **state), None)
    assert (todo.install, todo.update) == (["crm_b"], [])


def test_what_an_administrator_uninstalled_stays_away_until_it_is_named(two_addons):
    state = {"follows_suite": True, "digests": {"crm_a": "new-crm_a", "crm_b": "old"}}
    database = found({"crm_a": "installed", "crm_b": "uninstalled"}, **state)
    assert not suite.plan(database, None)
    assert suite.plan(database, ["crm_b"]).install == ["crm_b"]


def test_a_changed_addon_is_updated(two_addons):
    state = {"follows_suite": True, "digests": {"crm_a": "old", "crm_b": "new-crm_b"}}
    todo = suite.plan(found({"crm_a": "installed", "crm_b": "installed"}, **state), None)
    assert (todo.install, todo.update) == ([], ["crm_a"])


def test_a_choice_of_addons_does_not_grow_by_itself(two_addons):
    state = {"follows_suite": False, "digests": {"crm_a": "new-crm_a"}}
    assert not suite.plan(found({"crm_a": "installed"}, **state), None)
    assert not suite.plan(found({"crm_a": "uninstalled"}), None)


def test_unknown_addons_are_named(two_addons):
    with pytest.raises(HostError, match="crm_zzz"):
        suite.wanted_addons(["crm_a", "crm_zzz"])
    assert suite.wanted_addons(None) == ["crm_a", "crm_b"]
