"""The HTML that Chromium gets: many bodies in one document, headers and footers as sheets.

The host renders every body as a document of its own with the same style sheets. Reading them takes
longer than drawing the body, so bodies that can share a document do.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import lxml.html

BODY_ID = "crm-print-body-"
_DOCUMENT = re.compile(
    r"(?P<head>.*?)<body(?P<attributes>[^>]*)>(?P<content>.*)</body>", re.DOTALL | re.IGNORECASE
)
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b.*?</style\s*>|<link\b[^>]*>", re.DOTALL | re.IGNORECASE)
_OWN_PAGE = re.compile(r"position\s*:\s*(?:fixed|absolute)|position-fixed|\bfixed-(?:top|bottom)\b")
_HANDLER = re.compile(r"\sonload\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
# The container's widest step is a screen's; on paper the margins set the width.
_PAPER_STYLE = """<style>
    .o_body_pdf.container { max-width: none !important; }
    .crm-print-body { break-before: page; contain: style; position: relative; }
    .crm-print-body:first-child { break-before: auto; }
</style>"""


@dataclass(frozen=True)
class Document:
    """A document in its three parts, so that the first can be shared.

    :param str head: everything before the body, style sheets included
    :param str attributes: of the body's tag
    :param str content: of the body
    """

    head: str
    attributes: str
    content: str

    @classmethod
    def parse(cls, source):
        """Take a document or a fragment apart."""
        source = str(source)
        match = _DOCUMENT.search(source)
        if not match:
            return cls(
                '<!DOCTYPE html><html><head><meta charset="utf-8"/></head>',
                "",
                _SCRIPT.sub("", source),
            )
        return cls(
            _SCRIPT.sub("", match["head"]).strip(),
            _HANDLER.sub("", match["attributes"]).strip(),
            _SCRIPT.sub("", match["content"]),
        )

    @property
    def page(self):
        """The document without what is in its body."""
        head, end, rest = self.head.rpartition("</head>")
        head = f"{head}{_PAPER_STYLE}{end}{rest}" if end else f"{self.head}{_PAPER_STYLE}"
        attributes = f" {self.attributes}" if self.attributes else ""
        return f"{head}<body{attributes}></body></html>"

    @cached_property
    def styles(self):
        """What decides how content looks; equal for documents of the same looks."""
        return " ".join(self.head.split())

    @cached_property
    def _shared(self):
        """What must be equal to print documents together, None when it must be alone."""
        if _OWN_PAGE.search(self.content):
            return None
        return self.styles, self.attributes, _STYLE.findall(self.content)

    def can_join(self, other):
        """Tell whether both can be printed as one document and look as they do alone."""
        return self._shared is not None and self._shared == other._shared


def groups(documents, most):
    """Split the documents into lists of neighbours that share a document.

    :param int most: documents in a list
    """
    group = []
    for document in documents:
        if group and (len(group) >= most or not group[0].can_join(document)):
            yield group
            group = []
        group.append(document)
    if group:
        yield group


def joined(documents):
    """Return the content of one document that prints all of them, each from a new page on.

    A link to each makes Chromium note in the PDF on which page it begins.
    """
    links = "".join(f'<a href="#{BODY_ID}{index}"></a>' for index in range(len(documents)))
    bodies = "".join(
        f'<div class="crm-print-body" id="{BODY_ID}{index}">{document.content}</div>'
        for index, document in enumerate(documents)
    )
    return f'{bodies}<div style="display: none">{links}</div>'


def pieces(document, container_id):
    """Return the headers or footers in the host's document of them, in the order of the bodies.

    :rtype: list[str]
    """
    if not document or not document.content.strip():
        return []
    root = lxml.html.fragment_fromstring(document.content, create_parent="div")
    container = root.xpath(f'.//*[@id="{container_id}"]')
    nodes = container[0] if container else [root]
    return [lxml.html.tostring(node, encoding="unicode", with_tail=False) for node in nodes]


def numbered(piece, page, pages):
    """Return a header or footer with its page numbers.

    :param int page: from 1 within the body's document
    :param int pages: of the body's document
    """
    if "page" not in piece:
        return piece
    root = lxml.html.fragment_fromstring(piece, create_parent="div")
    for name, number in (("page", page), ("topage", pages)):
        for node in root.xpath(
            f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
        ):
            for child in list(node):
                node.remove(child)
            node.text = str(number)
    return "".join(lxml.html.tostring(node, encoding="unicode", with_tail=False) for node in root)


def sheet(header, footer, paper, attributes):
    """Return a sheet with a header and a footer at their places and nothing between.

    :param str attributes: of the body that header and footer would have, for its classes
    """
    scale = paper.scale
    # The transformation makes the strip what fixed shapes of a layout are placed in.
    sides = (
        f"left: {paper.margin_left / scale}mm; right: {paper.margin_right / scale}mm; "
        "transform: translate(0)"
    )
    line = "border-bottom: 1px solid; " if paper.header_line else ""
    # A little lower than the sheet: rounding must not push anything onto one more sheet.
    return (
        '<div class="crm-print-sheet" style="position: relative; overflow: hidden; '
        f'width: {paper.width / scale}mm; height: {(paper.height - 0.3) / scale}mm">'
        f'<div style="position: absolute; top: {paper.header_top / scale}mm; {line}{sides}">'
        f"<div {attributes}>{header}</div></div>"
        '<div style="position: absolute; '
        f'top: {(paper.height - paper.margin_bottom) / scale}mm; {sides}">'
        f"<div {attributes}>{footer}</div></div></div>"
    )


def sheets(items):
    """Return the content of a document of sheets."""
    return (
        "<style>html, body { height: auto !important; margin: 0 !important; "
        "padding: 0 !important; max-width: none !important; overflow: visible !important; } "
        ".crm-print-sheet > div > div { overflow: visible !important; } "
        ".crm-print-sheet { break-after: page; } .crm-print-sheet:last-child "
        "{ break-after: auto; }</style>" + "".join(items)
    )
