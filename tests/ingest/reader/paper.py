"""Small PDFs, written by hand, for the tests of the reader."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import pypdfium2 as pdfium
from PIL import Image

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def line(text: str, x: float, y: float, size: float = 10) -> str:
    """The operators that print one line; y from the bottom of the page."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n"


def lines(texts: Sequence[str], x: float = 72, top: float = 720, size: float = 10) -> str:
    """Lines below each other."""
    return "".join(
        line(text, x, top - at * size * 1.2, size) for at, text in enumerate(texts) if text
    )


def pdf(
    pages: Sequence[str | bytes],
    *,
    catalog: str = "",
    page: str = "",
    info: Mapping[str, str] | None = None,
    more: Sequence[bytes] = (),
) -> bytes:
    """A PDF of these content streams; one that starts with << is a whole stream object.

    Objects: 1 catalog, 2 pages, 3 font, 4 information, then `more`.
    """
    first = 5 + len(more)
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(pages)))
    entries = "".join(f"/{key}({value})" for key, value in (info or {}).items())
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]/MediaBox[0 0 612 792]"
        "/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
        FONT,
        f"<<{entries}>>".encode("latin-1"),
        *more,
    ]
    for at, content in enumerate(pages):
        body = content.encode("latin-1") if isinstance(content, str) else content
        objects.append(
            f"<</Type/Page/Parent 2 0 R/Contents {first + 2 * at + 1} 0 R{page}>>".encode()
        )
        objects.append(body if body.startswith(b"<<") else stream(body))
    return file_of(objects)


def stream(body: bytes, extra: str = "", *, compress: bool = False) -> bytes:
    """A stream object."""
    if compress:
        body, extra = zlib.compress(body, 9), extra + "/Filter/FlateDecode"
    return f"<</Length {len(body)}{extra}>>\nstream\n".encode() + body + b"\nendstream"


def file_of(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A whole file from its objects, numbered from 1; 1 is the catalog and 4 the information."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info 4 0 R{trailer}>>\n".encode()
    return bytes(out) + f"startxref\n{start}\n%%EOF\n".encode()


def japanese(printed: Sequence[tuple[object, ...]], *, vertical: bool = False) -> bytes:
    """A page of Japanese (text, x, y and perhaps size) in a fount that is not embedded."""
    encoding = "UniJIS-UTF16-V" if vertical else "UniJIS-UTF16-H"
    content = ""
    for text, x, y, *size in printed:
        codes = str(text).encode("utf-16-be").hex()
        content += f"BT /J1 {size[0] if size else 10} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET\n"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[5 0 R]/MediaBox[0 0 612 792]>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light-{encoding}/Encoding/{encoding}"
        "/DescendantFonts[7 0 R]>>".encode(),
        b"<<>>",
        b"<</Type/Page/Parent 2 0 R/Contents 6 0 R/Resources<</Font<</J1 3 0 R>>>>>>",
        stream(content.encode()),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/FontDescriptor 8 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>>>",
        b"<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 4/FontBBox[0 -136 1000 864]"
        b"/ItalicAngle 0/Ascent 859/Descent -140/CapHeight 800/StemV 69>>",
    ]
    return file_of(objects)


def smudged_scan(texts: list[str]) -> Image.Image:
    """A grey picture of a page of text at 200 dots an inch, a part of its second line smudged."""
    page = pdfium.PdfDocument(pdf([lines(texts, size=12)]))[0]
    picture = page.render(scale=200 / 72, grayscale=True).to_pil()
    place = [round(side * 200 / 72) for side in (72, 76, 190, 90)]
    part = picture.crop(place)
    small = part.resize((part.width // 9, part.height // 5), Image.Resampling.BOX)
    picture.paste(small.resize(part.size, Image.Resampling.BILINEAR), place[:2])
    return picture
