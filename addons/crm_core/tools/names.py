"""Personal and company names: parts, display and keys. Pure Python, no environment."""

import re
import unicodedata
from typing import NamedTuple

# endings of East Slavic patronymics in Cyrillic; in Latin script the same endings are surnames
# as often (Abramovich), so they are not trusted there unless three words leave no doubt
PATRONYMIC = re.compile(
    r"(?:[оеё]вич|ович|ьич|ич|[оеё]вна|[иі]нична|ична|івна|ївна)$", re.IGNORECASE
)
PATRONYMIC_LATIN = re.compile(r"(?:[oey]vich|[oey]vych|[oey]vna|ichna|ivna|yivna)$", re.IGNORECASE)
# an ending of its own is "ич": Ильич, Кузьмич, Лукич; as a lone second word it may be a surname
PATRONYMIC_SURE = re.compile(r"(?:[оеёй]вич|[оеё]вна|івна|ївна)$", re.IGNORECASE)
PARTICLES = {
    *("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le"),
    *("al", "el", "bin", "ben", "ibn", "ter", "zu", "фон", "ван", "дер", "де", "ди", "да"),
}
LEGAL_FORMS = {
    *("ооо", "оао", "зао", "пао", "нпао", "ао", "ип", "чп", "нко", "ано", "гуп", "муп", "фгуп"),
    *("тов", "тзов", "тдв", "пп", "фоп", "прат", "пат", "ат", "тоо", "одо", "уп"),
    *("ltd", "limited", "llc", "llp", "lp", "plc", "inc", "incorporated", "corp", "corporation"),
    *("co", "company", "gmbh", "mbh", "ag", "kg", "ohg", "ug", "ev", "sa", "sarl", "sas", "srl"),
    *("spa", "sl", "bv", "nv", "oy", "oyj", "ab", "as", "asa", "aps", "spzoo", "sro", "kft", "zrt"),
    *("doo", "ood", "eood", "ead", "sia", "uab", "pte", "pty", "ooo", "oao", "zao", "pao", "tov"),
}
# the full wording of the commonest forms, longest first, over the folded name
LEGAL_PHRASES = tuple(
    re.compile(rf"\b{phrase}\b")
    for phrase in (
        "общество с ограниченной ответственностью",
        "товариство з обмеженою відповідальністю",
        "публичное акционерное общество",
        "публічне акціонерне товариство",
        "приватне акціонерне товариство",
        "закрытое акционерное общество",
        "открытое акционерное общество",
        "акционерное общество",
        "акціонерне товариство",
        "індивідуальний підприємець",
        "индивидуальный предприниматель",
        "фізична особа підприємець",
        "приватне підприємство",
        "частное предприятие",
        "sp z o ?o",
        "s r o",
        "d o o",
        "limited liability company",
    )
)
LEGAL_DOTTED = re.compile(r"\b(?:[a-zа-яіїєґ]\.\s?){2,}")
# one spelling for sounds that passports, senders and keyboards write in several ways
CYRILLIC = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя",
        "a b v g g d e e e zh z i i i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(
            " "
        ),
        strict=True,
    )
)
# Latin letters that do not decompose into a letter and an accent
LATIN = dict(zip("łøđßæœıðþ", ("l", "o", "d", "ss", "ae", "oe", "i", "d", "th"), strict=True))
LETTERS = {**CYRILLIC, **LATIN}
# folded after transliteration so that Иванов, Ivanov; Юрий, Yuri, Iurii; Щукин, Schukin agree
LATIN_FOLDS = (
    (re.compile(r"shch|sch(?!o)|sh"), "s"),
    (re.compile(r"tch|cz|ch"), "c"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"zh|j(?=[aeou])"), "z"),
    (re.compile(r"ts|tz"), "z"),
    (re.compile(r"ks|x"), "ks"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[iyj]+(?=[aeou])"), "i"),
    (re.compile(r"[iyj]+"), "i"),
    (re.compile(r"ie(?=[a-z])|ie$"), "e"),
    (re.compile(r"([a-z])\1+"), r"\1"),
)
INN_WEIGHTS = {
    10: ((2, 4, 10, 3, 5, 9, 4, 6, 8),),
    12: (
        (7, 2, 4, 10, 3, 5, 9, 4, 6, 8),
        (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8),
    ),
}
EDRPOU_LENGTH = 8
MIN_TAX_LENGTH = 6
WORD = re.compile(r"[^\W_]+", re.UNICODE)


class NameParts(NamedTuple):
    """The parts of a person's name; an unknown part is the empty string."""

    first: str = ""
    last: str = ""
    middle: str = ""


def clean(text: str | None) -> str:
    """Trim a text and make each run of white space one blank."""
    return " ".join((text or "").split())


def join_name(parts: NameParts, *, last_first: bool = False) -> str:
    """Write a person's name.

    :param parts: the parts
    :param last_first: the order of documents, *Last First Patronymic*, instead of the
        order of the screen, *First Patronymic Last*
    """
    first, last, middle = map(clean, parts)
    ordered = (last, first, middle) if last_first else (first, middle, last)
    return " ".join(filter(None, ordered))


def split_name(text: str | None) -> NameParts:
    """Split a full name into its parts, as well as one can without asking.

    Understands *First Last*, *First Patronymic Last*, *Last First Patronymic*, *Last, First*
    and surnames that begin with a particle (*van der Berg*). A single word is a first name.
    No word is ever lost or added.
    """
    text = clean(text)
    if not text:
        return NameParts()
    before, comma, after = text.partition(",")
    if comma and before.strip() and after.strip() and "," not in after:
        given = after.split()
        return NameParts(given[0], clean(before), " ".join(given[1:]))
    words = text.split()
    if len(words) == 1:
        return NameParts(first=words[0])
    if len(words) == 2:
        first, second = words
        if PATRONYMIC_SURE.search(second):
            return NameParts(first=first, middle=second)
        return NameParts(first=first, last=second)
    if len(words) == 3:
        if _is_patronymic(words[2]) and not _is_patronymic(words[1]):
            return NameParts(words[1], words[0], words[2])
    for position in range(1, len(words) - 1):
        if words[position].lower() in PARTICLES:
            return NameParts(words[0], " ".join(words[position:]), " ".join(words[1:position]))
    return NameParts(words[0], words[-1], " ".join(words[1:-1]))


def _is_patronymic(word: str) -> bool:
    return bool(PATRONYMIC.search(word) or PATRONYMIC_LATIN.search(word))


def transliterate(text: str) -> str:
    """Lower-case a text and write its Cyrillic letters in Latin ones; drop other accents."""
    latin = "".join(LETTERS.get(char, char) for char in text.lower())
    decomposed = unicodedata.normalize("NFKD", latin)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def strip_legal_form(text: str | None) -> str:
    """Lower-case a company's name without its legal form and quotation marks.

    A name that consists of nothing but legal forms is kept whole.
    """
    folded = clean((text or "").lower())
    spaced = LEGAL_DOTTED.sub(
        lambda found: found[0].replace(".", "").replace(" ", "") + " ", folded
    )
    words = WORD.findall(spaced)
    bare = " ".join(words)
    for phrase in LEGAL_PHRASES:
        bare = phrase.sub(" ", bare)
    kept = [word for word in bare.split() if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def fold_word(word: str) -> str:
    """Fold one word so that its usual spellings in Latin and Cyrillic script agree."""
    folded = re.sub(r"[^a-z0-9]", "", transliterate(word)) or word.lower()
    for pattern, replacement in LATIN_FOLDS:
        folded = pattern.sub(replacement, folded)
    return folded


def name_key(text: str | None) -> str:
    """The key under which equal names meet: blind to case, script, order of words, legal form.

    :return: the folded words in alphabetical order, blank separated; empty for an empty name
    """
    words = (fold_word(word) for word in WORD.findall(strip_legal_form(text)))
    return " ".join(sorted(filter(None, words)))


def person_key(parts: NameParts) -> str:
    """The key of a person: first and last name; the patronymic is often left out.

    :return: empty unless both are known, for a first name alone matches half the world
    """
    if not (clean(parts.first) and clean(parts.last)):
        return ""
    words = WORD.findall(f"{parts.first} {parts.last}")
    return " ".join(sorted(filter(None, map(fold_word, words))))


def tax_key(number: str | None) -> str:
    """The key of a tax number: a Russian INN or Ukrainian EDRPOU whose check digits hold.

    Numbers of other countries count as they are, without separators.

    :return: empty for an empty or a wrong number
    """
    text = re.sub(r"[\s./-]", "", number or "").upper()
    digits = re.sub(r"^(?:ИНН|INN|RU|ЕДРПОУ|ЄДРПОУ|EDRPOU|UA)", "", text)
    if digits.isdecimal() and digits.isascii():
        if len(digits) in INN_WEIGHTS:
            return digits if is_inn(digits) else ""
        if len(digits) == EDRPOU_LENGTH:
            return digits if is_edrpou(digits) else ""
    return text if len(text) >= MIN_TAX_LENGTH and any(map(str.isdigit, text)) else ""


def is_inn(digits: str) -> bool:
    """Whether the check digits of a Russian tax number (10 or 12 digits) hold."""
    checks = INN_WEIGHTS.get(len(digits), ())
    numbers = [int(digit) for digit in digits]
    return bool(checks) and all(
        sum(a * b for a, b in zip(weights, numbers, strict=False)) % 11 % 10
        == numbers[len(weights)]
        for weights in checks
    )


def is_edrpou(digits: str) -> bool:
    """Whether the check digit of a Ukrainian company number (8 digits) holds."""
    if len(digits) != EDRPOU_LENGTH:
        return False
    numbers = [int(digit) for digit in digits]
    weights = list(range(1, 8))
    if 30_000_000 <= int(digits) <= 60_000_000:
        weights = [7, *range(1, 7)]
    rest = sum(a * b for a, b in zip(weights, numbers, strict=False)) % 11
    if rest == 10:
        rest = sum((a + 2) * b for a, b in zip(weights, numbers, strict=False)) % 11 % 10
    return rest == numbers[7]
