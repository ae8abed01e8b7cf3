import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_fields.tools import cards, naming, texts


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Contract until", "contract_until"),
        ("Щётка для объекта", "shchetka_dlya_obekta"),
        ("Ґрунт і ліс", "grunt_i_lis"),
        ("Café №5", "cafe_no5"),
        ("  --  ", ""),
        ("x" * 80, "x" * 40),
    ],
)
def test_slugify(label, slug):
    assert naming.slugify(label) == slug


@given(st.text(max_size=300), st.sampled_from(["text", "area", "list", "check", "date"]))
def test_column_names_are_identifiers(label, kind):
    """Whatever the label, the name fits PostgreSQL and the host, and is new."""
    first = naming.column_name(kind, label, set())
    second = naming.column_name(kind, label, {first})
    assert re.fullmatch(r"x_crm_[a-z]+_[a-z0-9_]+", first)
    assert len(first) <= 63
    assert second != first


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [("", 10, 0), ("a", 10, 1), ("a\n\nb", 10, 3), ("a" * 11, 10, 2), ("a\r\nb\r\n", 10, 2)],
)
def test_lines_needed(text, columns, lines):
    assert texts.lines_needed(text, columns) == lines


@pytest.mark.parametrize(
    ("choice", "good"),
    [
        ({}, True),
        ({"res.partner": {"hidden": ["city"], "detailed": True}}, True),
        ({"crm_core.view": {}}, True),
        ([], False),
        (None, False),
        ({"res.partner": {"hidden": ["Ci ty"]}}, False),
        ({"res.partner": {"detailed": "yes"}}, False),
        ({"a/b": {"hidden": []}}, False),
    ],
)
def test_choice(choice, good):
    assert cards.is_choice(choice) is good
