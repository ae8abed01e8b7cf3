"""Names of database columns from labels in any script."""

import re
import unicodedata

PREFIX = "x_crm_"
MAX_SLUG = 40
# Russian and Ukrainian letters; what is not here loses its accents or is left out
CYRILLIC = dict(
    zip(
        "абвгґдеёжзийклмнопрстуфхцчшщыэюяєії",
        "a b v g g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya ye i yi".split(),
        strict=True,
    ),
    ъ="",
    ь="",
)


def slugify(label: str) -> str:
    """At most 40 small Latin letters, digits and underscores; may be empty."""
    text = "".join(CYRILLIC.get(char, char) for char in label.lower())
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", text)[:MAX_SLUG].strip("_")


def unique_name(stem: str, taken: set[str]) -> str:
    """The stem, or the stem with the first free number from 2 on."""
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def column_name(kind: str, label: str, taken: set[str]) -> str:
    """A free column name ``x_crm_<kind>_<label in Latin letters>``.

    :param taken: names of all columns and fields that exist
    """
    return unique_name(f"{PREFIX}{kind}_{slugify(label) or 'field'}", taken)


def option_value(label: str, taken: set[str]) -> str:
    """A free stored value for an option of a drop-down."""
    return unique_name(slugify(label) or "option", taken)
