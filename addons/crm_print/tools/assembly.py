"""The PDF put together: bodies with the sheets of their headers and footers underneath."""

import io
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

from .markup import BODY_ID

SHEET_NAME = NameObject("/CrmPrintSheet")


@dataclass(frozen=True)
class Bodies:
    """A printed document of several bodies.

    :param pypdf.PdfReader reader: the document
    :param list[int] starts: the page each body begins on, None where that is unknown
    :param list[str] titles: of the bodies
    """

    reader: PdfReader
    starts: list[int | None]
    titles: list[str]

    @property
    def counts(self):
        """The number of pages of each body."""
        ends = [*self.starts[1:], len(self.reader.pages)]
        return [end - start for start, end in zip(self.starts, ends, strict=True)]


def read(data, titles):
    """Return a printed document of ``len(titles)`` bodies."""
    reader = PdfReader(io.BytesIO(data))
    if len(titles) == 1:
        return Bodies(reader, [0], titles)
    names = [f"/{BODY_ID}{index}" for index in range(len(titles))]
    return Bodies(reader, _starts(reader, names), titles)


def _starts(reader, names):
    """Return the numbers of the pages that the named places are on, None where unknown."""
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    places = reader.root_object.get("/Dests", DictionaryObject()).get_object()
    found = []
    for name in names:
        page = places[name].get_object()[0:1] if name in places else []
        found.append(numbers.get(page[0].idnum) if page else None)
    return found


class Assembly:
    """A PDF that grows by printed bodies."""

    def __init__(self):
        self.writer = PdfWriter()
        self.marks = []
        self._before = self._after = None

    def add(self, bodies, sheets=None, sheet_of_page=()):
        """Append printed bodies.

        :param Bodies bodies: what to append
        :param bytes sheets: the PDF of the distinct sheets
        :param list[int] sheet_of_page: for each page the number of its sheet
        """
        first = len(self.writer.pages)
        self.writer.append(bodies.reader, import_outline=False)
        self.marks += [
            (title, first + start)
            for title, start in zip(bodies.titles, bodies.starts, strict=True)
        ]
        if not sheets:
            return
        forms = [self._form(page) for page in PdfReader(io.BytesIO(sheets)).pages]
        for offset, number in enumerate(sheet_of_page):
            self._underlay(self.writer.pages[first + offset], forms[number])

    def _form(self, page):
        """Return a page as a form object, its drawing untouched."""
        form = DecodedStreamObject()
        form.set_data(page.get_contents().get_data())
        form = form.flate_encode()
        form.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): RectangleObject(page.mediabox),
                NameObject("/Resources"): page["/Resources"].get_object().clone(self.writer),
            }
        )
        return self.writer._add_object(form)

    def _stream(self, data):
        stream = DecodedStreamObject()
        stream.set_data(data)
        return self.writer._add_object(stream)

    def _underlay(self, page, form):
        if self._before is None:
            # Chromium changes the coordinates and does not change them back.
            self._before = self._stream(b"q %s Do Q q\n" % SHEET_NAME.encode())
            self._after = self._stream(b"\nQ")
        contents = page.raw_get("/Contents")
        drawing = contents.get_object()
        middle = drawing if isinstance(drawing, ArrayObject) else [contents]
        page[NameObject("/Contents")] = ArrayObject([self._before, *middle, self._after])
        # Pages may share their resources: change a copy.
        resources = DictionaryObject(page.get("/Resources", DictionaryObject()).get_object())
        objects = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
        objects[SHEET_NAME] = form
        resources[NameObject("/XObject")] = objects
        page[NameObject("/Resources")] = resources

    def _mark(self):
        """Note where each body begins, in the form by which the host splits wkhtmltopdf's PDF."""
        places, items = DictionaryObject(), []
        for index, (title, page) in enumerate(self.marks):
            name = NameObject(f"/crm_print_{index}")
            places[name] = ArrayObject([NumberObject(page), NameObject("/Fit")])
            item = DictionaryObject(
                {NameObject("/Title"): TextStringObject(title), NameObject("/Dest"): name}
            )
            items.append((item, self.writer._add_object(item)))
        outline = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
        outline_ref = self.writer._add_object(outline)
        for index, (item, _reference) in enumerate(items):
            item[NameObject("/Parent")] = outline_ref
            if index:
                item[NameObject("/Prev")] = items[index - 1][1]
            if index + 1 < len(items):
                item[NameObject("/Next")] = items[index + 1][1]
        outline[NameObject("/First")] = items[0][1]
        outline[NameObject("/Last")] = items[-1][1]
        outline[NameObject("/Count")] = NumberObject(len(items))
        root = self.writer.root_object
        root[NameObject("/Outlines")] = outline_ref
        root[NameObject("/Dests")] = self.writer._add_object(places)

    def data(self):
        """Return the PDF.

        :rtype: bytes
        """
        if len(self.marks) > 1:
            self._mark()
        stream = io.BytesIO()
        self.writer.write(stream)
        return stream.getvalue()
