"""The choice of card fields as users' settings store it.

``{card: {"hidden": [field, …], "detailed": bool}}``; a card is the external id of its form, or a
model's name. A field that no longer exists stays in the list and means nothing.
"""

import re

CARD = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
FIELD = re.compile(r"[a-z_][a-z0-9_]*")
MAX_CARDS = 100
MAX_FIELDS = 500
MAX_NAME = 128


def is_name_list(names: object) -> bool:
    """Whether this is a list of field names of reasonable length."""
    return (
        isinstance(names, list)
        and len(names) <= MAX_FIELDS
        and all(
            isinstance(name, str) and len(name) <= MAX_NAME and FIELD.fullmatch(name)
            for name in names
        )
    )


def is_card(card: object) -> bool:
    """Whether this can name a card."""
    return isinstance(card, str) and len(card) <= MAX_NAME and bool(CARD.fullmatch(card))


def is_choice(choice: object) -> bool:
    """Whether a value from outside has the shape described above."""
    return (
        isinstance(choice, dict)
        and len(choice) <= MAX_CARDS
        and all(is_card(card) and _is_entry(entry) for card, entry in choice.items())
    )


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and set(entry) <= {"hidden", "detailed"}
        and is_name_list(entry.get("hidden", []))
        and isinstance(entry.get("detailed", False), bool)
    )
