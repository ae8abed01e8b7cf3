import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_core.tools import matching
from odoo.addons.crm_core.tools.matching import Keys, Values

ids = st.frozensets(st.sampled_from("abc"), max_size=2)
keys = st.builds(
    Keys,
    phones=ids,
    emails=ids.map(lambda s: frozenset(f"{x}@{x}.com" for x in s)),
    taxes=ids,
    company_names=ids,
    person_names=ids,
    domains=ids,
)


def test_keys_of():
    found = matching.keys_of(
        Values(
            name="ООО «Ромашка»",
            is_company=True,
            tax_number="7707083893",
            phones=["044 390 51 01", "none"],
            emails=["Info@romashka.ua", "ivan@gmail.com"],
            websites=["https://www.romashka.com"],
            region="UA",
        )
    )
    assert found.phones == {"+380443905101"}
    assert found.emails == {"info@romashka.ua", "ivan@gmail.com"}
    assert found.taxes == {"7707083893"}
    assert len(found.company_names) == 1
    assert not found.person_names
    assert found.domains == {"romashka.ua", "romashka.com"}


def test_nothing_known_has_no_keys():
    assert not matching.keys_of(Values(phones=["1"], emails=["x"], name="Ivan", is_company=False))


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (Values(tax_number="7707083893"), Values(tax_number="ИНН 7707083893"), ["tax"]),
        (Values(emails=["a@x.com"]), Values(emails=["A@X.com"]), ["email"]),
        (Values(emails=["a@x.com"]), Values(emails=["b@x.com"]), ["domain"]),
        (Values(emails=["a@gmail.com"]), Values(emails=["b@gmail.com"]), []),
        (
            Values(name="Иван Иванов", is_company=False),
            Values(first_name="Ivan", last_name="Ivanov", is_company=False),
            ["person_name"],
        ),
        (
            Values(name="ТОВ Ромашка", is_company=True),
            Values(name="Romashka", is_company=True),
            ["company_name"],
        ),
    ],
)
def test_reasons(one, other, reasons):
    """Covers: BEY-03"""
    assert matching.score(matching.keys_of(one), matching.keys_of(other))[1] == reasons


def test_a_shared_phone_counts_less_between_different_names():
    one = Keys(phones=frozenset("1"), person_names=frozenset("a"))
    same = Keys(phones=frozenset("1"))
    other = Keys(phones=frozenset("1"), person_names=frozenset("b"))
    assert matching.score(one, other)[0] < matching.score(one, same)[0]


def test_another_tax_number_casts_doubt():
    one = Keys(company_names=frozenset("a"), taxes=frozenset("1"))
    namesake = Keys(company_names=frozenset("a"), taxes=frozenset("2"))
    unknown = Keys(company_names=frozenset("a"))
    assert matching.score(one, namesake)[0] < matching.score(one, unknown)[0]


@given(keys, keys)
def test_score_is_symmetric_and_bounded(one, other):
    strength, reasons = matching.score(one, other)
    assert (strength, reasons) == matching.score(other, one)
    assert 0 <= strength <= 1
    assert bool(reasons) == (strength > 0)


@given(keys)
def test_a_customer_matches_itself_best(one):
    strength, _reasons = matching.score(one, one)
    for part in ("phones", "emails", "taxes"):
        less = Keys(**{**vars(one), part: frozenset()})
        assert matching.score(one, less)[0] <= strength


@given(keys, keys)
def test_without_removes_what_is_ours(one, own):
    assert not matching.shared_keys(one.without(own), own)
