"""How much room a text takes in a text area."""

import math


def lines_needed(text: str, columns: int) -> int:
    """Number of lines of a text in an area ``columns`` characters wide; longer lines wrap."""
    return sum(max(1, math.ceil(len(line) / columns)) for line in text.splitlines())
