"""Checks of files as text, and what decides whether a template database is made anew."""

from types import SimpleNamespace

import pytest

from host import addons, layout
from host.lint import files
from host.testing import templates


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "ROOT", tmp_path)
    monkeypatch.setattr(layout, "ADDONS", tmp_path / "addons")
    (tmp_path / "addons" / "crm_x").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "path = '/ro" + "ot/project'",
        "path = '/hom" + "e/jane/crm'",
        "-----BEGI" + "N RSA PRIVATE KEY-----",
        "resolved = 'https://packages.example.com/x'",
        "<" * 7 + " HEAD",
    ],
)
def test_traces_of_a_machine_are_found(checkout, monkeypatch, text):
    monkeypatch.setattr(files, "registry_hosts", lambda: {"packages.example.com"})
    (checkout / "addons" / "crm_x" / "x.py").write_text(f"# fine\n{text}\n")
    (problem,) = files.machine_traces()
    assert problem.startswith("addons/crm_x/x.py:2: ")


def test_ordinary_text_is_no_trace(checkout):
    text = "folder below /root or /usr/lib/python3, https://example.org/x, workshop/root/x\n"
    (checkout / "addons" / "crm_x" / "x.py").write_text(text)
    assert files.machine_traces() == []


def test_long_files_are_found(checkout):
    path = checkout / "addons" / "crm_x" / "x.py"
    path.write_text("x\n" * files.LONGEST)
    assert files.length() == []
    path.write_text("x\n" * (files.LONGEST + 1))
    assert files.length() == [f"addons/crm_x/x.py: {files.LONGEST + 1} lines, the limit is 700"]


def test_the_digest_changes_with_what_a_database_holds(checkout):
    folder = checkout / "addons" / "crm_x"
    (folder / "models").mkdir()
    (folder / "models" / "x.py").write_text("a = 1\n")
    before = addons.digest("crm_x")
    for part in ("tests", "static/src", "static/tests", "readme", "models/__pycache__"):
        (folder / part).mkdir(parents=True)
        (folder / part / "x.py").write_text("anything\n")
    assert addons.digest("crm_x") == before
    (folder / "models" / "x.py").write_text("a = 2\n")
    changed = addons.digest("crm_x")
    assert changed != before
    (folder / "static" / "description").mkdir()
    (folder / "static" / "description" / "icon.png").write_bytes(b"png")
    assert addons.digest("crm_x") != changed


def test_a_template_holds_the_closure_and_the_glue_that_it_completes(monkeypatch):
    own = {
        "crm_access": {"depends": ["base"]},
        "crm_core": {"depends": ["crm_access", "crm"]},
        "crm_core_account": {"depends": ["crm_core", "account"], "auto_install": True},
        "crm_invoicing": {"depends": ["crm_core", "account"]},
        "crm_cases": {"depends": ["crm_core"]},
    }
    stock = {"base": {"depends": []}, "crm": {}, "account": {}}
    monkeypatch.setattr(addons, "own", lambda: own)
    monkeypatch.setattr(templates, "stock_manifests", lambda folders: stock)
    machine = SimpleNamespace(odoo=SimpleNamespace(addons=[]))
    assert templates.predicted(["crm_cases"], machine) == ["crm_access", "crm_cases", "crm_core"]
    assert templates.predicted(["crm_invoicing"], machine) == [
        "crm_access",
        "crm_core",
        "crm_core_account",
        "crm_invoicing",
    ]
