import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from odoo.addons.crm_core.tools import channels, phones

REGIONS = ("UA", "RU", "DE", "GB", "US", "PL", "KZ", "IT")


@pytest.mark.parametrize(
    ("number", "region", "expected"),
    [
        ("044 390 51 01", "UA", "+380443905101"),
        ("+380 (44) 390-51-01", None, "+380443905101"),
        ("380443905101", None, "+380443905101"),
        ("00380443905101", "PL", "+380443905101"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("+380443905101 ext. 12", "UA", "+380443905101"),
        ("abc", "UA", ""),
        ("12", "UA", ""),
        ("0443905101", None, ""),
        ("+999999999999", None, ""),
        ("", "UA", ""),
        (None, None, ""),
    ],
)
def test_to_e164(number, region, expected):
    """Covers: CON-29"""
    assert phones.to_e164(number, region) == expected


@given(st.sampled_from(REGIONS), st.sampled_from(["NATIONAL", "INTERNATIONAL", "E164", "RFC3966"]))
def test_every_spelling_of_a_number_has_one_form(region, style):
    number = phonenumbers.example_number(region)
    written = phonenumbers.format_number(number, getattr(phonenumbers.PhoneNumberFormat, style))
    expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert phones.to_e164(written, region) == expected
    assert phones.to_e164(expected, "US") == expected


@given(st.text(), st.sampled_from((None, *REGIONS)))
@example("0 /", None)
@example("https://http://@ivan/", None)
def test_any_text_has_a_form_that_is_stable(text, region):
    for kind in channels.KIND_CATEGORIES:
        form = channels.normalize(kind, text, region)
        assert channels.normalize(kind, form, region) == form


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("email", " Ivan@Example.COM ", "ivan@example.com"),
        ("email", '"Ivan" <ivan@example.com>', "ivan@example.com"),
        ("email", "ivan", ""),
        ("email", "ivan@localhost", ""),
        ("website", "https://www.Example.com/about?x=1", "example.com"),
        ("website", "example.com", "example.com"),
        ("website", "пример.рф", "пример.рф"),
        ("website", "no site", ""),
        ("social", "https://www.facebook.com/Ivan/", "facebook.com/ivan"),
        ("social", "@Ivan", "ivan"),
    ],
)
def test_normalize(kind, value, expected):
    """Covers: CON-29, CON-32"""
    assert channels.normalize(kind, value) == expected


def test_same_digits():
    assert phones.same_digits("+380 44 390", "38044390")
    assert not phones.same_digits("", "")


def test_landlines_are_told_from_mobile_phones():
    assert phones.is_landline("+380 44 390 51 01")
    assert phones.is_landline("044 390 51 01", "UA")
    assert not phones.is_landline("+380 67 123 45 67")
    assert not phones.is_landline("+1 212 555 01 00"), "may be either there"
    assert not phones.is_landline("no number")
