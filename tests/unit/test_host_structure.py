"""The rules about who may depend on whom, and what a manifest must hold."""

import pytest

from host import addons
from host.lint import structure


def suite(**depends):
    base = {"crm_access": {"depends": ["base"]}, "crm_core": {"depends": ["crm_access", "crm"]}}
    return {**base, **{name: {"depends": needs} for name, needs in depends.items()}}


def test_an_engine_stands_on_the_core_alone():
    assert structure.dependencies(suite(crm_cases=["crm_core", "calendar"])) == []


def test_siblings_never_depend_on_one_another():
    found = structure.dependencies(
        suite(crm_cases=["crm_core", "crm_telephony"], crm_telephony=["crm_core"])
    )
    assert found == ["crm_cases: must not depend on crm_telephony (docs/architecture.md)"]


def test_the_access_layer_knows_nothing_of_customers():
    own = suite()
    own["crm_access"] = {"depends": ["crm_core"]}
    found = structure.dependencies(own)
    assert "crm_access: must not depend on crm_core (docs/architecture.md)" in found
    assert any("a circle" in line for line in found)


def test_glue_joins_exactly_the_two_it_is_named_after():
    own = suite(
        crm_documents=["crm_core"],
        crm_invoicing=["crm_core", "account"],
        crm_cases=["crm_core"],
        crm_documents_invoicing=["crm_documents", "crm_invoicing"],
    )
    own["crm_documents_invoicing"]["auto_install"] = True
    assert structure.dependencies(own) == []
    own["crm_documents_invoicing"]["depends"].append("crm_cases")
    assert structure.dependencies(own) == [
        "crm_documents_invoicing: must not depend on crm_cases (docs/architecture.md)"
    ]
    own["crm_documents_invoicing"]["depends"] = ["crm_documents"]
    assert structure.dependencies(own) == [
        "crm_documents_invoicing: glue of crm_documents and crm_invoicing must depend on "
        "crm_invoicing"
    ]


def test_glue_may_join_the_core_with_a_module_of_the_host():
    own = suite(crm_core_account=["crm_core", "account"])
    own["crm_core_account"]["auto_install"] = True
    assert structure.dependencies(own) == []


def test_a_vendor_depends_on_its_engine_only():
    own = suite(
        crm_telephony=["crm_core"],
        crm_messaging=["crm_core"],
        crm_telephony_twilio=["crm_telephony"],
    )
    assert structure.dependencies(own) == []
    own["crm_telephony_twilio"]["depends"].append("crm_messaging")
    assert len(structure.dependencies(own)) == 1


def test_an_unknown_kind_of_addon_must_be_declared():
    (problem,) = structure.dependencies(suite(crm_weather=["crm_core"]))
    assert problem.startswith("crm_weather: unknown kind of addon")


def test_test_addons_may_depend_on_anything_and_nothing_on_them():
    own = suite(test_crm_suite=["crm_core", "crm_cases"], crm_cases=["crm_core"])
    assert structure.dependencies(own) == []
    own["crm_cases"]["depends"].append("test_crm_suite")
    assert "crm_cases: depends on an addon that holds tests" in structure.dependencies(own)


def test_the_repository_itself_keeps_the_rules():
    assert structure.dependencies() == []
    assert structure.manifests() == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("license", "AGPL-3", "not LGPL-3"),
        ("version", "18.0.1.0.0", "is not 19.0.x.y.z"),
        ("summary", "", "lacks summary"),
    ],
)
def test_manifests_are_checked(key, value, words):
    good = {
        "name": "N",
        "version": "19.0.1.0.0",
        "summary": "S",
        "category": "C",
        "author": "A",
        "website": "W",
        "license": "LGPL-3",
        "depends": ["base"],
    }
    assert structure.manifests({"crm_x": good}) == []
    (problem,) = structure.manifests({"crm_x": {**good, key: value}})
    assert words in problem


def test_the_closure_is_ordered_and_complete(monkeypatch):
    own = suite(crm_cases=["crm_core", "calendar"])
    monkeypatch.setattr(addons, "own", lambda: own)
    assert addons.closure(["crm_cases"]) == ["crm_access", "crm_core", "crm_cases"]
    assert addons.stock_dependencies(["crm_cases"]) == ["base", "calendar", "crm"]
