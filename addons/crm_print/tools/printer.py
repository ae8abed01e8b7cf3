"""From the host's HTML to PDF: bodies, then the headers and footers their pages need."""

from . import assembly, markup
from .paper import MM_PER_INCH

# So many bodies share a document: enough to read the style sheets seldom, few enough for memory.
BODIES_PER_DOCUMENT = 40
PIXELS_PER_INCH = 96
# For each wrapper of a header or footer the height in pixels.
HEIGHTS = (
    "[...document.querySelectorAll('.crm-print-measure')].map("
    "(node) => node.getBoundingClientRect().height)"
)
TITLES = (
    "[...document.querySelectorAll('.crm-print-body')].map((node) => "
    "(node.querySelector('h1, h2, h3')?.textContent || '').trim().replace(/\\s+/g, ' '))"
)


def print_pdf(keeper, bodies, header, footer, paper, resolve, timeout, options=()):
    """Return the bodies as one PDF, each from a new page on, with an outline entry for each.

    :param Keeper keeper: gives the tab
    :param list[str] bodies: HTML documents
    :param str header: HTML document with the header of each body in their order, or one for all
    :param str footer: likewise
    :param Paper paper: size and margins
    :param resolve: called with an asset's address, returns MIME type and bytes or None to refuse
    :param float timeout: seconds for each document
    :param options: command line options for Chromium
    :return: the PDF and the addresses that were refused
    :rtype: tuple[bytes, set[str]]
    :raise ChromiumError: it could not be printed
    """
    job = _Job(header, footer, paper)
    result, refused, first = assembly.Assembly(), set(), 0
    for group in markup.groups(map(markup.Document.parse, bodies), BODIES_PER_DOCUMENT):
        # A tab for each group: a long run does not outlive the number of documents of a Chromium.
        with keeper.tab(len(group), options) as tab:
            tab.begin(resolve, timeout * len(group))
            job.print_group(tab, group, first, result)
            refused |= tab.refused
        first += len(group)
    return result.data(), refused


class _Job:
    """The printing of one report.

    :param str header: the host's document of headers
    :param str footer: the host's document of footers
    """

    def __init__(self, header, footer, paper):
        self.paper = paper
        header = markup.Document.parse(header) if header else None
        footer = markup.Document.parse(footer) if footer else None
        self.layout = header or footer
        self.headers = markup.pieces(header, "minimal_layout_report_headers")
        self.footers = markup.pieces(footer, "minimal_layout_report_footers")

    def pair(self, index):
        """Return header and footer of a body; the last ones serve all that have none."""
        return tuple(
            pieces[min(index, len(pieces) - 1)] if pieces else ""
            for pieces in (self.headers, self.footers)
        )

    def print_group(self, tab, group, first, result):
        """Print bodies that share a document and append them to the result."""
        pairs = [self.pair(first + offset) for offset in range(len(group))]
        paper = self.measured(tab, group[0], pairs)
        printed = self.print_bodies(tab, group, paper)
        if None in printed.starts:
            for document, pair in zip(group, pairs, strict=True):
                single = self.print_bodies(tab, [document], paper)
                self.append(tab, document, single, [pair], paper, result)
            return
        self.append(tab, group[0], printed, pairs, paper, result)

    def measured(self, tab, document, pairs):
        """Return the paper with room for the highest header and footer."""
        paper = self.paper
        if not self.layout:
            return paper
        tab.width((paper.width - paper.margin_left - paper.margin_right) / paper.scale)
        wrap = f'<div class="crm-print-measure"><div {self.layout.attributes}>%s</div></div>'
        unique = list(dict.fromkeys(pairs))
        tab.show(
            self.page(document),
            "".join(wrap % piece for pair in unique for piece in pair),
        )
        heights = [
            pixels / PIXELS_PER_INCH * MM_PER_INCH * paper.scale for pixels in tab.evaluate(HEIGHTS)
        ]
        return paper.with_room_for(max(heights[::2]), max(heights[1::2]))

    def page(self, document):
        """Return the page for headers and footers: the bodies' own when it has the same styles,
        which are then read once.
        """
        return document.page if document.styles == self.layout.styles else self.layout.page

    def print_bodies(self, tab, group, paper):
        """Print bodies without header and footer.

        :rtype: assembly.Bodies
        """
        tab.show(group[0].page, markup.joined(group))
        titles = tab.evaluate(TITLES)
        return assembly.read(tab.print_pdf(paper.body_options()), titles)

    def append(self, tab, document, printed, pairs, paper, result):
        """Print the sheets that the pages need, each distinct one once, and put it together."""
        if not self.layout:
            result.add(printed)
            return
        numbers, sheet_of_page = {}, []
        for (header, footer), pages in zip(pairs, printed.counts, strict=True):
            for page in range(1, pages + 1):
                key = (
                    markup.numbered(header, page, pages),
                    markup.numbered(footer, page, pages),
                )
                sheet_of_page.append(numbers.setdefault(key, len(numbers)))
        attributes = self.layout.attributes
        sheets = [markup.sheet(*key, paper, attributes) for key in numbers]
        tab.show(self.page(document), markup.sheets(sheets))
        result.add(printed, tab.print_pdf(paper.sheet_options()), sheet_of_page)
