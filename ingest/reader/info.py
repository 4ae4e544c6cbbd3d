"""What a PDF says about itself, outside its pages: information, outline, signatures.

PDFium answers what it can; pypdf sees the rest (`catalog.py`). A failure there costs that
information and leaves a note, never the text.
"""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.catalog import Catalog, read_catalog
from ingest.reader.cleaning import clean
from ingest.reader.options import ReadOptions
from metadata.records import Information, OutlineItem

MAX_VALUE = 2_000  # characters of one field
MAX_OUTLINE = 5_000  # bookmarks
MAX_ATTACHMENTS = 200  # names
PDF_DATE = re.compile(
    r"\s*(?:D:)?(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?)?)?\s*"
    r"(?:(Z)|([+-])(\d\d)'?(\d\d)?)?"
)


def read_information(
    document: pdfium.PdfDocument, path: Path, options: ReadOptions
) -> tuple[Information, tuple[tuple[str, str], ...]]:
    """The information of an opened document, with notes (code, message) of what failed."""
    catalog = read_catalog(path, options.passwords)
    information = Information(
        title=_meta(document, catalog, "Title"),
        author=_meta(document, catalog, "Author"),
        subject=_meta(document, catalog, "Subject"),
        keywords=_meta(document, catalog, "Keywords"),
        creator=_meta(document, catalog, "Creator"),
        producer=_meta(document, catalog, "Producer"),
        created=iso_date(_meta(document, catalog, "CreationDate")),
        modified=iso_date(_meta(document, catalog, "ModDate")),
        pdf_version=_version(document, catalog),
        tagged=bool(document.is_tagged()),
        encrypted=pdfium_c.FPDF_GetSecurityHandlerRevision(document) != -1,
        language=_language(document) or catalog.language,
        attachments=_attachments(document, catalog),
        javascript=catalog.javascript or pdfium_c.FPDFDoc_GetJavaScriptActionCount(document) > 0,
        launch_actions=catalog.launch_actions,
        signatures=max(0, pdfium_c.FPDF_GetSignatureCount(document)),
    )
    return information, catalog.problems


def read_outline(document: pdfium.PdfDocument) -> tuple[OutlineItem, ...]:
    """The bookmarks in order, at most MAX_OUTLINE; loops are cut."""
    items: list[OutlineItem] = []
    for bookmark in document.get_toc():
        destination = bookmark.get_dest()
        index = destination.get_index() if destination is not None else None
        title = _value(bookmark.get_title())
        if title is not None:
            page = index + 1 if index is not None and 0 <= index < len(document) else None
            items.append(OutlineItem(level=bookmark.level + 1, title=title, page=page))
        if len(items) >= MAX_OUTLINE:
            break
    return tuple(items)


def iso_date(printed: str | None) -> str | None:
    """A PDF date (`D:20170418093000+09'00'`) or an ISO one as ISO 8601, as precise as stated."""
    if printed is None:
        return None
    if re.match(r"\d{4}(-\d\d){0,2}(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$", printed):
        return printed
    found = PDF_DATE.match(printed)
    if not found:
        return None
    year, month, day, hour, minute, second, zulu, sign, zone_hour, zone_minute = found.groups()
    if not _is_calendar_date(year, month, day):
        return None
    date = "-".join(part for part in (year, month, day) if part)
    if hour is None or not (int(hour) < 24 and int(minute) < 60 and int(second or 0) < 61):
        return date
    zone = "Z" if zulu else f"{sign}{zone_hour}:{zone_minute or '00'}" if sign else ""
    return f"{date}T{hour}:{minute}:{second or '00'}{zone}"


def _is_calendar_date(year: str, month: str | None, day: str | None) -> bool:
    return int(year) > 0 and 1 <= int(month or 1) <= 12 and 1 <= int(day or 1) <= 31


def _meta(document: pdfium.PdfDocument, catalog: Catalog, key: str) -> str | None:
    own = catalog.information.get(key) or document.get_metadata_value(key)
    return _value(own) or _value(catalog.xmp.get(key))


def _value(text: str | None) -> str | None:
    if not text:
        return None
    return " ".join(clean(part) for part in text.split())[:MAX_VALUE].strip() or None


def _version(document: pdfium.PdfDocument, catalog: Catalog) -> str | None:
    number = document.get_version()
    in_header = f"{number // 10}.{number % 10}" if number else None
    return max(filter(None, (in_header, catalog.version)), default=None)


def _language(document: pdfium.PdfDocument) -> str | None:
    size = pdfium_c.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 200:
        return None
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFCatalog_GetLanguage(
        document, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size
    )
    return _value(buffer.raw.decode("utf-16-le", "ignore").rstrip("\0"))


def _attachments(document: pdfium.PdfDocument, catalog: Catalog) -> tuple[str, ...]:
    count = min(document.count_attachments(), MAX_ATTACHMENTS)
    names = [document.get_attachment(at).get_name() for at in range(count)]
    cleaned = (_value(name) or "unnamed" for name in (*names, *catalog.attachments))
    return tuple(dict.fromkeys(cleaned))[:MAX_ATTACHMENTS]
