"""The kinds of custom fields, and what the host calls them."""

from typing import NamedTuple


class Kind(NamedTuple):
    """``ttype`` is the host's field type, None for no column; ``tag`` goes into the name."""

    ttype: str | None
    tag: str


KINDS = {
    "text": Kind("char", "text"),
    "text_area": Kind("text", "area"),
    "selection": Kind("selection", "list"),
    "checkbox": Kind("boolean", "check"),
    "date": Kind("date", "date"),
    "heading": Kind(None, "heading"),
}
MAX_SIZE = 150
MAX_LINES = 25
MAX_COLUMNS = 150
