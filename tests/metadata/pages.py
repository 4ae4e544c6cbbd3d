"""Pages for tests, and pages of real files read with PDFium alone."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from metadata.records import OutlineItem, Page


def page(text: str, number: int = 1, running: tuple[str, ...] = ()) -> Page:
    """A readable page."""
    return Page(
        number=number,
        label=None,
        width=595.0,
        height=842.0,
        text=text,
        running=running,
        text_source="text" if text.strip() else "none",
        quality=1.0,
    )


def pages(*texts: str) -> tuple[Page, ...]:
    """Pages numbered from 1."""
    return tuple(page(text, number) for number, text in enumerate(texts, start=1))


def load(path: Path) -> tuple[tuple[Page, ...], tuple[OutlineItem, ...]]:
    """The text of every page of a PDF, running heads included, and its outline."""
    document = pypdfium2.PdfDocument(path)
    texts = []
    for index in range(len(document)):
        raw = document[index].get_textpage().get_text_range()
        texts.append(raw.replace("\r\n", "\n").replace("\x02", "").replace("\ufffe", ""))
    outline = []
    for bookmark in document.get_toc():
        target = bookmark.get_dest()
        page = target.get_index() if target else None
        outline.append(
            OutlineItem(
                level=bookmark.level + 1,
                title=bookmark.get_title(),
                page=page + 1 if page is not None else None,
            )
        )
    document.close()
    return pages(*texts), tuple(outline)
