"""The generated customers and deals: plain values, no database.

The data comes in blocks of `BLOCK` contacts with their deals. A block depends on the seed and
its number only, so a million contacts need the memory of one block, and both sides of a
measurement can be given the same rows without storing them in between.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from . import names, places

BLOCK = 1000
COMPANIES_PER_BLOCK = 200
MANAGERS = 30
# the manager through whose eyes the pages are measured
READER = 0
# share of private, readable and writable contacts; with READER's own, he sees about a third
SHARES = (("private", 70), ("read", 10), ("write", 20))
RESTRICTED_DEALS = 0.05
STAGES = ("new", "qualified", "proposition", "won")
STAGE_WEIGHTS = (40, 25, 15, 20)


@dataclass
class Contact:
    """A company or a person.

    ``index`` counts contacts over all blocks, from 0; ``age`` is in days.
    """

    index: int
    is_company: bool
    name: str
    first: str
    middle: str
    last: str
    position: str
    email: str
    phone: str
    second_phone: str
    city: str
    country: str
    share: str
    managers: tuple[int, ...]
    age: float
    parent: "Contact | None" = None

    def seen_by(self, manager: int) -> bool:
        """Whether the manager may read the contact."""
        return self.share != "private" or manager in self.managers


@dataclass
class Deal:
    """A deal with a contact; ``allowed`` lists managers when it is restricted; ``age`` in days."""

    index: int
    name: str
    contact: Contact
    manager: int
    stage: str
    amount: float
    age: float
    allowed: tuple[int, ...] = ()

    def seen_by(self, manager: int) -> bool:
        """Whether the manager may read the deal."""
        return not self.allowed or manager in self.allowed


@dataclass
class Block:
    """Consecutive contacts, and the deals made with them."""

    contacts: list[Contact] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)


def blocks(contacts: int, deals: int, seed: int = 1) -> Iterator[Block]:
    """Generate the data set block by block.

    :param contacts: how many contacts; a fifth of them are companies
    :param deals: how many deals, spread evenly over the contacts
    :param seed: the same seed gives the same rows
    """
    total = -(-contacts // BLOCK)
    for number in range(total):
        rng = Random(seed * 1_000_003 + number)
        start = number * BLOCK
        block = Block(_contacts(rng, start, min(BLOCK, contacts - start)))
        first, last = deals * number // total, deals * (number + 1) // total
        block.deals = [_deal(rng, index, block.contacts) for index in range(first, last)]
        yield block


def seen(block: Block, manager: int) -> Block:
    """What one manager may read of a block, as a data set of its own.

    A visible deal of an invisible contact is kept (there are to be as many rows), with one of
    the visible contacts instead.
    """
    contacts = [contact for contact in block.contacts if contact.seen_by(manager)]
    deals = [deal for deal in block.deals if deal.seen_by(manager)]
    visible = []
    for deal in deals:
        contact = deal.contact
        if not contact.seen_by(manager):
            contact = contacts[deal.index % len(contacts)]
        visible.append(Deal(**{**vars(deal), "contact": contact}))
    return Block(contacts, visible)


def _contacts(rng: Random, start: int, count: int) -> list[Contact]:
    companies = max(1, count * COMPANIES_PER_BLOCK // BLOCK)
    contacts = [_company(rng, start + position) for position in range(companies)]
    for index in range(start + companies, start + count):
        parent = contacts[rng.randrange(companies)] if rng.random() < 0.6 else None
        contacts.append(_person(rng, index, parent))
    return contacts


def _company(rng: Random, index: int) -> Contact:
    country = places.country(rng)
    name = names.company(rng, country.cyrillic)
    domain = f"{names.slug(name)}-{index}.example"
    return Contact(
        index=index, is_company=True, name=name, first="", middle="", last="", position="",
        email=f"info@{domain}", phone=places.phone(rng, country), second_phone="",
        city=places.city(rng, country), country=country.code, age=_age(rng), **_sharing(rng),
    )  # fmt: skip


def _person(rng: Random, index: int, parent: Contact | None) -> Contact:
    country = next((c for c in places.COUNTRIES if parent and c.code == parent.country), None)
    country = country or places.country(rng)
    name = names.person(rng, country.cyrillic)
    domain = parent.email.partition("@")[2] if parent else "post.example"
    sharing = {"share": parent.share, "managers": parent.managers} if parent else _sharing(rng)
    return Contact(
        index=index, is_company=False, name=name.full, **name._asdict(),
        position=names.position(rng, country.cyrillic) if parent else "",
        email=f"{names.slug(name.first)}.{names.slug(name.last)}.{index}@{domain}",
        phone=places.phone(rng, country),
        second_phone=places.phone(rng, country) if rng.random() < 0.25 else "",
        city=parent.city if parent else places.city(rng, country), country=country.code,
        age=_age(rng), parent=parent, **sharing,
    )  # fmt: skip


def _sharing(rng: Random) -> dict:
    levels, weights = zip(*SHARES, strict=True)
    manager = rng.randrange(MANAGERS)
    managers = {manager} if rng.random() < 0.8 else {manager, deputy(manager)}
    return {"share": rng.choices(levels, weights)[0], "managers": tuple(sorted(managers))}


def deputy(manager: int) -> int:
    """The colleague with whom a manager shares: always the same one, as in an office."""
    return (manager + 1) % MANAGERS


def _deal(rng: Random, index: int, contacts: list[Contact]) -> Deal:
    contact = rng.choice(contacts)
    manager = rng.choice(contact.managers)
    allowed = ()
    if rng.random() < RESTRICTED_DEALS:
        allowed = tuple(sorted({manager, deputy(manager)}))
    return Deal(
        index=index,
        name=f"{contact.name} / {names.HEAD_LATIN[index % len(names.HEAD_LATIN)]}-{index}",
        contact=contact,
        manager=manager,
        stage=rng.choices(STAGES, STAGE_WEIGHTS)[0],
        amount=round(rng.lognormvariate(8, 1.2), 2),
        age=_age(rng),
        allowed=allowed,
    )


def _age(rng: Random) -> float:
    """Days since creation, up to three years, to the second."""
    return rng.randrange(3 * 365 * 86400) / 86400
