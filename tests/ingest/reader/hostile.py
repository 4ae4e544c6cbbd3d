"""Files that are built to exhaust or to confuse readers, made small."""

from __future__ import annotations

import zlib

from tests.ingest.reader.paper import FONT, file_of, line, pdf, stream


def inflating(size: int, content: bytes = b" ") -> bytes:
    """A page whose content stream inflates to `size` bytes."""
    return _with_content(bomb(size, content))


def bomb(size: int, content: bytes = b" ") -> bytes:
    """A stream object, twice compressed, that inflates to `size` bytes of `content`."""
    block = content * (1_000_000 // len(content))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)  # the same every time
    body = b"\x78\xda" + piece * (size // len(block)) + b"\x03\x00" + bytes(4)
    return stream(zlib.compress(body, 9), "/Filter[/FlateDecode/FlateDecode]")


def operators(count: int) -> bytes:
    """A page of so many text operators, compressed to a hundredth."""
    return _with_content(stream(line("measure", 72, 720).encode() * count, compress=True))


def paths(count: int) -> bytes:
    """A page of so many small lines."""
    strokes = b"".join(
        b"%d %d m %d %d l S\n" % (x % 600, x % 790, x % 590, x % 780) for x in range(count)
    )
    return _with_content(stream(strokes, compress=True))


def form_in_itself() -> bytes:
    """A page that shows a form which shows itself."""
    return _with_content(
        stream(b"/X Do"),
        resources="/XObject<</X 7 0 R>>",
        more=[
            stream(
                b"/X Do",
                "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>",
            )
        ],
    )


def forms_in_forms(depth: int) -> bytes:
    """A page whose forms each show the next one ten times: 10 to the power of `depth` in all."""
    forms = []
    for at in range(depth):
        resources = f"/Resources<</XObject<</X {8 + at} 0 R>>/Font<</F1 3 0 R>>>>"
        body = b"/X Do " * 10 if at < depth - 1 else line("measure", 9, 9).encode()
        forms.append(stream(body, "/Type/XObject/Subtype/Form/BBox[0 0 600 790]" + resources))
    return _with_content(stream(b"/X Do"), resources="/XObject<</X 7 0 R>>", more=forms)


def page_tree_loop() -> bytes:
    """A page tree that contains itself."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 3/Kids[5 0 R 2 0 R 5 0 R]/MediaBox[0 0 612 792]>>",
        FONT,
        b"<<>>",
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
        stream(line("Before the loop", 72, 720).encode()),
    ]
    return file_of(objects)


def outline_loop() -> bytes:
    """An outline whose items follow each other in a circle."""
    more = [
        b"<</Type/Outlines/First 6 0 R/Last 7 0 R/Count 2>>",
        b"<</Title(One)/Parent 5 0 R/Next 7 0 R/Prev 7 0 R/First 6 0 R/Last 6 0 R>>",
        b"<</Title(Two)/Parent 5 0 R/Next 6 0 R/Prev 6 0 R>>",
    ]
    return pdf(
        [line("A page with a circular outline", 72, 720)], catalog="/Outlines 5 0 R", more=more
    )


def one_long_word(length: int) -> bytes:
    """A page of one word without end, broken at the end of its line, after a hyphenated one."""
    content = f"BT /F1 1 Tf 2 TL 9 720 Td (a-{'b' * length} -) Tj T* (c) Tj ET"
    return _with_content(stream(content.encode(), compress=True))


def numbers_beside(count: int) -> bytes:
    """Three pages with so many numbers beside each other at the foot."""
    foot = "".join(line(str(at % 10), 9 + at * 590 / count, 20, 1) for at in range(count))
    return pdf([stream((foot + line("A page", 72, 400)).encode(), compress=True)] * 3)


def grid(count: int) -> bytes:
    """A page of so many small words in rows and columns, all of them ruled."""
    words = "".join(line("x", 9 + at % 100 * 6, 9 + at // 100 * 2, 2) for at in range(count))
    rules = "".join(f"{at * 6} 0 m {at * 6} 792 l S 0 {at * 6} m 612 {at * 6} l S\n"
                    for at in range(132))  # fmt: skip
    return _with_content(stream((words + rules).encode(), compress=True))


def same_page(count: int) -> bytes:
    """A file of so many pages, all of them one object."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/MediaBox[0 0 612 792]/Kids[" % count + b"5 0 R " * count + b"]>>",
        FONT,
        b"<<>>",
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
        stream(line("One of many pages", 72, 720).encode()),
    ]
    return file_of(objects)


def one_bad_page(count: int, bad: int, body: bytes) -> bytes:
    """A file of `count` pages of which page `bad` (from 1) has the given stream object."""
    pages: list[str | bytes] = [line(f"Page {at} is fine", 72, 720) for at in range(1, count + 1)]
    pages[bad - 1] = body
    return pdf(pages)


def _with_content(content: bytes, resources: str = "", more: list[bytes] | None = None) -> bytes:
    """One page with a content stream of its own (object 6); `more` objects from 7 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[5 0 R]/MediaBox[0 0 612 792]>>",
        FONT,
        b"<<>>",
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</F1 3 0 R>>"
        + resources.encode()
        + b">>>>",
        content,
        *(more or []),
    ]
    return file_of(objects)
