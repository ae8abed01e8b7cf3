"""What keeps a public form's door: signed tokens, proof of work, callers, origins.

Pure Python, no environment.
"""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

OK, FORGED, EARLY, LATE = "ok", "forged", "early", "late"


@dataclass(frozen=True)
class Verdict:
    """What a token says.

    :ivar code: ``ok``, ``forged``, ``early`` (sent faster than a person can) or ``late``
    :ivar nonce: what makes the token unique; empty when it is forged
    """

    code: str
    nonce: str = ""


def derive_secret(*parts: str) -> bytes:
    """The secret of one form, made of the database's secret and the form's key."""
    return hashlib.sha256("\0".join(parts).encode()).digest()


def sign(secret: bytes, issued: int, nonce: str) -> str:
    """Make the token of one visit.

    :param secret: see `derive_secret`
    :param issued: seconds since the epoch at which the form is shown
    :param nonce: random, URL-safe, without a dot
    """
    return f"{issued}.{nonce}.{_seal(secret, f'{issued}.{nonce}')}"


def check(secret: bytes, token: str, now: int, min_age: int, max_age: int) -> Verdict:
    """Judge a token that comes back with a form.

    :param now: seconds since the epoch
    :param min_age: seconds below which no person has filled in the form
    :param max_age: seconds after which the token is no longer taken
    """
    body, _dot, seal = token.rpartition(".")
    issued, _dot, nonce = body.partition(".")
    genuine = hmac.compare_digest(_seal(secret, body).encode(), seal.encode())
    if not genuine or not nonce or not issued.isascii() or not issued.isdigit():
        return Verdict(FORGED)
    age = now - int(issued)
    if age < min_age:
        return Verdict(EARLY, nonce)
    return Verdict(LATE if age > max_age else OK, nonce)


def _seal(secret: bytes, body: str) -> str:
    return hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()[:40]


def is_solved(token: str, answer: str, bits: int) -> bool:
    """Whether an answer proves the work asked for.

    :param token: the challenge
    :param answer: what the visitor's browser found
    :param bits: how many leading zero bits SHA-256 of ``token:answer`` must have
    """
    if len(answer) > 40:
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def caller_key(secret: bytes, address: str | None) -> str:
    """A caller under which posts are counted; the address cannot be read from it.

    One IPv6 subscriber has a whole /64 network, which counts as one caller.
    """
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return _seal(secret, "unknown")
    if ip.version == 6:
        ip = ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False).network_address
    return _seal(secret, str(ip))


def origin_of(url: str | None) -> str:
    """The origin (scheme, host, port other than the usual one) of an address, lower-cased.

    Empty for what is no http address.
    """
    try:
        parts = urlsplit((url or "").strip().lower())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def parse_origins(text: str | None) -> tuple[list[str], list[str]]:
    """Read a list of sites, one a line.

    :return: the origins, and the lines that are none
    """
    origins, wrong = [], []
    for line in (text or "").replace(",", "\n").split():
        origin = origin_of(line if "://" in line else f"https://{line}")
        (origins if origin else wrong).append(origin or line)
    return origins, wrong
