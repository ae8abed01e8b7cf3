"""The benchmark's generated data: reproducible, realistic, and what each side is given of it."""

import re
from itertools import islice
from random import Random

import phonenumbers
import pytest

from bench import dataset, names, places

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@pytest.fixture(scope="module")
def blocks():
    return list(dataset.blocks(3000, 1000, seed=7))


@pytest.fixture(scope="module")
def contacts(blocks):
    return [contact for block in blocks for contact in block.contacts]


def test_same_seed_same_rows(blocks):
    assert list(dataset.blocks(3000, 1000, seed=7)) == blocks
    assert next(dataset.blocks(3000, 1000, seed=8)) != blocks[0]


def test_sizes(blocks, contacts):
    assert [contact.index for contact in contacts] == list(range(3000))
    assert [deal.index for block in blocks for deal in block.deals] == list(range(1000))
    sizes = [len(block.contacts) for block in dataset.blocks(1500, 10)]
    assert sizes == [1000, 500]


def test_blocks_come_one_by_one():
    """A million contacts cost the memory of one block."""
    first = next(iter(islice(dataset.blocks(1_000_000, 1_000_000), 1)))
    assert len(first.contacts) == len(first.deals) == dataset.BLOCK


@pytest.mark.parametrize("country", places.COUNTRIES, ids=lambda country: country.code)
def test_phones_are_valid(country):
    rng = Random(country.code)
    for _ in range(500):
        number = phonenumbers.parse(places.phone(rng, country))
        assert phonenumbers.is_valid_number(number), number
        assert phonenumbers.region_code_for_number(number) == country.code


def test_both_scripts(contacts):
    share = sum(bool(CYRILLIC.search(contact.name)) for contact in contacts) / len(contacts)
    assert 0.4 < share < 0.7


def test_family_names_agree_with_the_sex():
    rng = Random(1)
    for _ in range(500):
        name = names.person(rng, cyrillic=True)
        if name.middle.endswith("на"):
            assert not name.last.endswith(("ов", "ин", "ский")), name
        else:
            assert not name.last.endswith(("ова", "ина", "ская")), name


def test_emails_are_ascii_and_unique(contacts):
    emails = [contact.email for contact in contacts]
    assert len(set(emails)) == len(emails)
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z0-9.-]+\.example", email) for email in emails)


def test_persons_share_their_companys_access(contacts):
    staff = [contact for contact in contacts if contact.parent]
    assert staff
    for person in staff:
        assert (person.share, person.managers) == (person.parent.share, person.parent.managers)


def test_what_the_reader_sees(blocks):
    for block in blocks:
        seen = dataset.seen(block, dataset.READER)
        expected = [
            c for c in block.contacts if c.share != "private" or dataset.READER in c.managers
        ]
        assert seen.contacts == expected
        assert 0.2 < len(expected) / len(block.contacts) < 0.5
        # as many deals as are visible, none of them with an invisible contact
        assert len(seen.deals) == sum(d.seen_by(dataset.READER) for d in block.deals)
        assert len(seen.deals) < len(block.deals)
        assert all(deal.contact.seen_by(dataset.READER) for deal in seen.deals)
