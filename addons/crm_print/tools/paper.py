"""The sheet of paper: its size, its margins and where header and footer stand."""

from dataclasses import dataclass, replace

MM_PER_INCH = 25.4
# wkhtmltopdf shrinks a page by this factor unless told otherwise, and the host's layouts are drawn
# for it: the same report then has the same size and the same page breaks with either program.
SHRINKING = 0.75


@dataclass(frozen=True)
class Paper:
    """Sizes in millimetres of the sheet as it is read, that is after turning it.

    The header begins at ``header_top``, the footer where the body's area ends.
    """

    width: float
    height: float
    margin_top: float = 0.0
    margin_bottom: float = 0.0
    margin_left: float = 0.0
    margin_right: float = 0.0
    header_top: float = 0.0
    header_line: bool = False
    scale: float = SHRINKING

    def with_room_for(self, header, footer):
        """Return the paper with margins that hold header and footer, heights in millimetres.

        The margins are never made smaller, nor so large that less than a third is left for text.
        """
        most = self.height / 3
        top = max(self.margin_top, min(self.header_top + header, most))
        bottom = max(self.margin_bottom, min(footer, most))
        return replace(self, margin_top=top, margin_bottom=bottom)

    def body_options(self):
        """Return what Page.printToPDF wants to know to print bodies."""
        return {
            **self.sheet_options(),
            "marginTop": self.margin_top / MM_PER_INCH,
            "marginBottom": self.margin_bottom / MM_PER_INCH,
            "marginLeft": self.margin_left / MM_PER_INCH,
            "marginRight": self.margin_right / MM_PER_INCH,
        }

    def sheet_options(self):
        """Return what Page.printToPDF wants to know to print whole sheets without margins."""
        return {
            "paperWidth": self.width / MM_PER_INCH,
            "paperHeight": self.height / MM_PER_INCH,
            "marginTop": 0,
            "marginBottom": 0,
            "marginLeft": 0,
            "marginRight": 0,
            "scale": self.scale,
            "printBackground": True,
            "generateTaggedPDF": False,
        }
