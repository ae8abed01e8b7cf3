"""Phone numbers in their international form. Pure Python, no environment."""

import phonenumbers

MIN_DIGITS = 5
# 8 and ten digits is how Russia, Belarus and Kazakhstan dial at home, not a forgotten +84 or +86
TRUNK_8_DIGITS = 11


def to_e164(number: str | None, region: str | None = None) -> str:
    """Bring a phone number into its E.164 form.

    :param number: as somebody typed it; an extension is dropped
    :param region: ISO code of the country to assume for a number without country code
    :return: ``+`` and digits; the empty string when it is no valid phone number
    """
    text = (number or "").strip()
    if sum(char.isdigit() for char in text) < MIN_DIGITS:
        return ""
    for candidate in _candidates(text):
        try:
            parsed = phonenumbers.parse(candidate, region=(region or "").upper() or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return ""


def is_landline(number: str | None, region: str | None = None) -> bool:
    """Whether a number is a fixed line and certainly no mobile phone.

    :param number: as somebody typed it
    :param region: ISO code of the country to assume for a number without country code
    """
    e164 = to_e164(number, region)
    if not e164:
        return False
    kind = phonenumbers.number_type(phonenumbers.parse(e164))
    return kind == phonenumbers.PhoneNumberType.FIXED_LINE


def _candidates(text: str) -> list[str]:
    """The readings of a typed number: as it stands, then with a forgotten ``+``."""
    if text.startswith("+"):
        return [text]
    if text.startswith("00"):
        return [text, "+" + text.removeprefix("00")]
    digits = "".join(filter(str.isdigit, text))
    if digits.startswith("8") and len(digits) == TRUNK_8_DIGITS:
        return [text]
    return [text, "+" + text]


def same_digits(one: str | None, other: str | None) -> bool:
    """Whether two spellings of a number consist of the same digits."""
    digits = ["".join(filter(str.isdigit, text or "")) for text in (one, other)]
    return bool(digits[0]) and digits[0] == digits[1]
