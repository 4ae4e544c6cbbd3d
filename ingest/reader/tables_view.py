"""A page as its tables are looked for: upright, and with letters of an ordinary size.

Every measure in points in these modules is meant for letters of some ten points. A page with much
smaller or larger ones is looked at through a glass, one that is printed on its side is turned.
"""

from __future__ import annotations

from ingest.reader.pdfium import Frame
from metadata.records import Box


class View:
    """A frame whose boxes are turned by quarters and scaled; `back` leads to the page again."""

    def __init__(self, frame: Frame, *, turns: int = 0, scale: float = 1.0) -> None:
        """`turns`: 1 where text runs down the page, 3 where it runs up, 0 where it lies."""
        self._frame = frame
        self._turns, self._scale = turns, scale
        width, height = frame.width, frame.height
        self.width = (height if turns else width) * scale
        self.height = (width if turns else height) * scale

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box of a rectangle in PDF space, as seen."""
        x0, y0, x1, y1 = self._frame.box(left, bottom, right, top)
        if self._turns == 1:
            x0, y0, x1, y1 = y0, self._frame.width - x1, y1, self._frame.width - x0
        elif self._turns:
            x0, y0, x1, y1 = self._frame.height - y1, x0, self._frame.height - y0, x1
        s = self._scale
        return round(x0 * s, 2), round(y0 * s, 2), round(x1 * s, 2), round(y1 * s, 2)

    def back(self, box: Box) -> Box:
        """The box on the page of a box that is seen."""
        x0, y0, x1, y1 = (value / self._scale for value in box)
        if self._turns == 1:
            x0, y0, x1, y1 = self._frame.width - y1, x0, self._frame.width - y0, x1
        elif self._turns:
            x0, y0, x1, y1 = y0, self._frame.height - x1, y1, self._frame.height - x0
        return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)
