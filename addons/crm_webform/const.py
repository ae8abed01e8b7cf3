from dataclasses import dataclass

from odoo.addons.crm_core.tools import channels

PERSON, COMPANY, LEAD = "person", "company", "lead"
BASIC, SIGNED, PROOF = "basic", "signed", "proof"
NEW, DONE, ERROR, SPAM = "new", "done", "error", "spam"

NAME_LENGTH, LINE_LENGTH, NOTE_LENGTH, URL_LENGTH = 100, 250, 10_000, 2_000
# names that a form's page uses beside its fields
TOKEN, ANSWER, CONSENT, FILE, PAGE = "crm_token", "crm_answer", "crm_consent", "file", "crm_page"
REFERRER, HONEYPOT = "crm_referrer", "homepage_url"
UTM_NAMES = {"utm_source": "utm.source", "utm_medium": "utm.medium", "utm_campaign": "utm.campaign"}

TOKEN_MAX_AGE = 24 * 3600  # seconds
RATE_WINDOW = 3600  # seconds
DOUBLE_WINDOW = 600  # seconds in which the same content from one caller is one submission
MAX_TEXT_BYTES = 256 * 1024  # of a form without file
MAX_FILE_MB = 25
KEEP_SPAM_DAYS = 30
MAX_ATTEMPTS = 6
RETRY_MINUTES = (1, 5, 30, 120, 720)


@dataclass(frozen=True)
class Kind:
    """How a field of a form is asked for and where its value goes.

    :ivar input: HTML input type, or ``textarea`` or ``select``
    :ivar length: most characters
    :ivar autocomplete: token by which browsers fill in
    :ivar target: field of the contact and of the lead that takes the text as it is
    """

    input: str = "text"
    length: int = LINE_LENGTH
    autocomplete: str = "on"
    target: str = ""


KIND_LABELS = [
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("middle_name", "Patronymic"),
    ("position", "Position"),
    ("company_name", "Company name"),
    (channels.PHONE, "Phone"),
    (channels.EMAIL, "Email"),
    (channels.WEBSITE, "Website"),
    (channels.SOCIAL, "Social network"),
    ("street", "Street"),
    ("street2", "Street, second line"),
    ("zip", "Postcode"),
    ("city", "City"),
    ("state", "Region"),
    ("country", "Country"),
    ("note", "Note"),
]
KINDS = {
    "first_name": Kind(length=NAME_LENGTH, autocomplete="given-name", target="crm_first_name"),
    "last_name": Kind(length=NAME_LENGTH, autocomplete="family-name", target="crm_last_name"),
    "middle_name": Kind(
        length=NAME_LENGTH, autocomplete="additional-name", target="crm_middle_name"
    ),
    "position": Kind(autocomplete="organization-title", target="function"),
    "company_name": Kind(autocomplete="organization"),
    channels.PHONE: Kind("tel", NAME_LENGTH, "tel"),
    channels.EMAIL: Kind("email", LINE_LENGTH, "email"),
    channels.WEBSITE: Kind(autocomplete="url"),
    channels.SOCIAL: Kind(),
    "street": Kind(autocomplete="address-line1", target="street"),
    "street2": Kind(autocomplete="address-line2", target="street2"),
    "zip": Kind(length=24, autocomplete="postal-code", target="zip"),
    "city": Kind(autocomplete="address-level2", target="city"),
    "state": Kind(autocomplete="address-level1"),
    "country": Kind("select", 2, "country"),
    "note": Kind("textarea", NOTE_LENGTH, "off"),
}
CHANNEL_KINDS = tuple(channels.KIND_CATEGORIES)
