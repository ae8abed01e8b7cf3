"""Kinds and categories of contact channels and the form in which values are compared.

Pure Python, no environment.
"""

import re
from urllib.parse import urlsplit

from .phones import to_e164

PHONE, EMAIL, WEBSITE, SOCIAL = "phone", "email", "website", "social"

CATEGORY_LABELS = {
    "home": "Home",
    "work": "Work",
    "mobile": "Mobile",
    "fax": "Fax",
    "direct": "Direct",
    "other": "Other",
}
NETWORK_LABELS = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "viber": "Viber",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "linkedin": "LinkedIn",
    "x": "X (Twitter)",
    "vk": "VK",
    "skype": "Skype",
    "livejournal": "LiveJournal",
    "myspace": "MySpace",
    "gmail": "Gmail",
    "blogger": "Blogger",
    "yahoo": "Yahoo",
    "msn": "MSN",
    "icq": "ICQ",
    "jabber": "Jabber",
    "aim": "AIM",
}
# the first category of a kind is its default
KIND_CATEGORIES = {
    PHONE: ("mobile", "work", "home", "direct", "fax", "other"),
    EMAIL: ("work", "home", "other"),
    WEBSITE: ("work", "home", "other"),
    SOCIAL: (*NETWORK_LABELS, "other"),
}

EMAIL_PATTERN = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}")
HOST_PATTERN = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+", re.UNICODE)
SOCIAL_PREFIX = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)


def normalize(kind: str, value: str | None, region: str | None = None) -> str:
    """The form under which two spellings of one channel are equal.

    :param kind: ``phone``, ``email``, ``website`` or ``social``
    :param value: as typed
    :param region: ISO code of the country for phone numbers without a country code
    :return: E.164 number, lower-cased address, host name, or lower-cased account; the empty
        string when the value is none of that kind
    """
    text = (value or "").strip()
    if kind == PHONE:
        return to_e164(text, region)
    if kind == EMAIL:
        found = EMAIL_PATTERN.search(text)
        return found[0].lower() if found else ""
    if kind == WEBSITE:
        return host_name(text)
    return account_name(text)


def account_name(text: str) -> str:
    """A social account without the decoration of a link, lower-cased."""
    previous = None
    while text != previous:  # what is under one wrapping may be wrapped again
        previous = text
        text = SOCIAL_PREFIX.sub("", text.strip().strip("/@").strip()).lower()
    return text


def host_name(url: str | None) -> str:
    """The host name of a web address without ``www.``; empty when there is none."""
    text = (url or "").strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if HOST_PATTERN.fullmatch(host) else ""
