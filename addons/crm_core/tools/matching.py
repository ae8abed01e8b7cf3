"""What makes two customers the same: keys of their values, and a score with reasons.

Pure Python, no environment. Nothing here compares text with text: values become keys, equal
keys are found by index, and the candidates found that way are scored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import channels, names

# mail boxes that anybody can have: their domain says nothing about the company
FREEMAIL = frozenset(
    """
    gmail.com googlemail.com yahoo.com yahoo.co.uk ymail.com hotmail.com outlook.com live.com
    msn.com icloud.com me.com mac.com aol.com gmx.com gmx.de gmx.net web.de t-online.de
    proton.me protonmail.com zoho.com mail.com fastmail.com free.fr orange.fr wanadoo.fr
    laposte.net libero.it tiscali.it wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz
    mail.ru inbox.ru list.ru bk.ru internet.ru yandex.ru ya.ru yandex.ua yandex.com rambler.ru
    lenta.ru ukr.net i.ua meta.ua bigmir.net email.ua tut.by mail.kz qq.com 163.com 126.com
    """.split()
)

TAX, EMAIL, PHONE = "tax", "email", "phone"
COMPANY_NAME, PERSON_NAME, DOMAIN = "company_name", "person_name", "domain"
# how far one equal key goes towards certainty, the strongest reason first
WEIGHTS = {
    TAX: 0.95,
    EMAIL: 0.9,
    PHONE: 0.8,
    COMPANY_NAME: 0.7,
    PERSON_NAME: 0.5,
    DOMAIN: 0.3,
}
# two different tax numbers: an affiliate or a namesake, whatever else is equal
OTHER_TAX_FACTOR = 0.4
# a phone that is shared by people of different names: a family, a switchboard
OTHER_NAME_FACTOR = 0.7


@dataclass(frozen=True)
class Keys:
    """The keys of one customer, by what they are compared with."""

    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    taxes: frozenset[str] = frozenset()
    company_names: frozenset[str] = frozenset()
    person_names: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def without(self, other: "Keys") -> "Keys":
        """These keys less those of another, such as our own company."""
        mine, others = vars(self), vars(other)
        return Keys(**{name: mine[name] - others[name] for name in mine})


@dataclass(frozen=True)
class Values:
    """What is known of a customer, as typed; `None` for ``is_company`` means not known."""

    name: str = ""
    first_name: str = ""
    last_name: str = ""
    is_company: bool | None = None
    tax_number: str = ""
    phones: Iterable[str] = ()
    emails: Iterable[str] = ()
    websites: Iterable[str] = ()
    region: str = ""


def keys_of(values: Values) -> Keys:
    """Turn what is known of a customer into keys.

    :param values: the values; ``region`` is the country of numbers without a country code
    """
    emails = {channels.normalize(channels.EMAIL, email) for email in values.emails}
    hosts = {channels.host_name(site) for site in values.websites}
    domains = {email.rpartition("@")[2] for email in emails} | hosts
    parts = names.NameParts(values.first_name, values.last_name)
    if not any(parts):
        parts = names.split_name(values.name)
    company = names.name_key(values.name) if values.is_company is not False else ""
    person = names.person_key(parts) if not values.is_company else ""
    return Keys(
        phones=_known(channels.normalize(channels.PHONE, p, values.region) for p in values.phones),
        emails=_known(emails),
        taxes=_known([names.tax_key(values.tax_number)]),
        company_names=_known([company]),
        person_names=_known([person]),
        domains=_known(domains) - FREEMAIL,
    )


def _known(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, keys))


def shared_keys(one: Keys, other: Keys) -> Mapping[str, frozenset[str]]:
    """The keys that two customers share, by reason; the strongest reason first."""
    shared = {
        TAX: one.taxes & other.taxes,
        EMAIL: one.emails & other.emails,
        PHONE: one.phones & other.phones,
        COMPANY_NAME: one.company_names & other.company_names,
        PERSON_NAME: one.person_names & other.person_names,
        DOMAIN: one.domains & other.domains,
    }
    if shared[EMAIL]:
        # an equal address has an equal domain: that says nothing more
        shared[DOMAIN] -= {email.rpartition("@")[2] for email in shared[EMAIL]}
    return {reason: keys for reason, keys in shared.items() if keys}


def score(one: Keys, other: Keys) -> tuple[float, list[str]]:
    """How surely two customers are the same, and why.

    Independent reasons add up as chances of error multiply. The answer does not depend on
    the order of the two.

    :return: a strength from 0 (nothing in common) to 1, and the reasons, strongest first
    """
    reasons = list(shared_keys(one, other))
    doubt = 1.0
    for reason in reasons:
        weight = WEIGHTS[reason]
        if reason == PHONE and _differ(one, other) and TAX not in reasons:
            weight *= OTHER_NAME_FACTOR
        doubt *= 1 - weight
    strength = 1 - doubt
    if one.taxes and other.taxes and TAX not in reasons:
        strength *= OTHER_TAX_FACTOR
    return round(strength, 4), reasons


def _differ(one: Keys, other: Keys) -> bool:
    """Whether both have names and share none."""
    mine = one.company_names | one.person_names
    others = other.company_names | other.person_names
    return bool(mine and others and not mine & others)
