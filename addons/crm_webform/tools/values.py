"""Cleaning of what strangers send: texts and files.

Pure Python, no environment.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# Types a browser might run are left out on purpose: no html, svg, xml, script or office macro.
FILE_TYPES = {
    "pdf": ("application/pdf",),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "txt": ("text/plain",),
    "csv": ("text/plain", "text/csv"),
    "doc": ("application/msword", "application/octet-stream"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "odt": ("application/vnd.oasis.opendocument.text",),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet",),
    "zip": ("application/zip",),
}


@dataclass(frozen=True)
class File:
    """A file that came with a form.

    :ivar name: as the sender calls it
    :ivar content: its bytes
    """

    name: str
    content: bytes


@dataclass(frozen=True)
class Post:
    """What a visitor sent, before anything is believed.

    :ivar values: the form's texts by name
    :ivar file: the file, if there is one
    :ivar address: the sender's network address
    :ivar origin: the ``Origin`` header, empty without one
    :ivar referrer: the ``Referer`` header
    :ivar agent: the ``User-Agent`` header
    """

    values: Mapping[str, str] = field(default_factory=dict)
    file: File | None = None
    address: str = ""
    origin: str = ""
    referrer: str = ""
    agent: str = ""


def clean_text(text: str | None, multiline: bool = False) -> str:
    """The text without control and direction characters, trimmed.

    :param multiline: keep line ends and tabs
    """
    text = unicodedata.normalize("NFC", CONTROL.sub("", text or ""))
    if not multiline:
        return " ".join(text.split())
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_file_name(name: str | None) -> str:
    """The last part of a file's name, without characters that mean something to a system."""
    name = clean_text((name or "").replace("\\", "/").rpartition("/")[2])
    stem, dot, extension = re.sub(r'[<>:"|?*;]', "_", name).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem = stem.strip(". ")[:100] or "file"
    return f"{stem}.{extension[:10].lower()}" if extension else stem


def parse_extensions(text: str | None) -> tuple[list[str], list[str]]:
    """Read a list of file name endings.

    :return: those that may be taken, and those that may not
    """
    given = [word.strip(". ").lower() for word in re.split(r"[\s,;]+", text or "")]
    given = [word for word in given if word]
    return (
        [word for word in given if word in FILE_TYPES],
        [word for word in given if word not in FILE_TYPES],
    )


def safe_type(name: str, sniffed: str, allowed: Iterable[str]) -> str:
    """The media type under which a file is stored; empty when it is not what its name says.

    :param name: the cleaned file name
    :param sniffed: the type that the content shows
    :param allowed: endings that the form takes
    """
    extension = name.rpartition(".")[2].lower()
    if extension not in allowed or extension not in FILE_TYPES:
        return ""
    return sniffed if sniffed in FILE_TYPES[extension] else ""


def digest(values: Mapping[str, str], file: File | None) -> str:
    """The same for two posts with the same content, else different."""
    content = hashlib.sha256(file.content).hexdigest() if file else ""
    text = json.dumps([sorted(values.items()), content], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
