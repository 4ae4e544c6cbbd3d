"""What only pypdf sees of a PDF: XMP, actions, scripts, and Info strings in their own bytes."""

from __future__ import annotations

import logging
import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, TextStringObject

from ingest.reader.actions import MOST_BYTES, find_actions

T = TypeVar("T")

# What pypdf raises on broken structures. Its own limits and decoders come as PyPdfError; what was
# seen to come through on files that were made to break, or by its code may, is named beside it.
FAILURES = (
    PyPdfError,
    DependencyError,  # a filter whose program is not installed; pypdf derives it from nothing
    NotImplementedError,  # a filter or an encryption that it does not know
    ValueError, OverflowError, struct.error,  # dates, keys, offsets and permissions out of range
    AssertionError, AttributeError, LookupError, TypeError,  # one object where another belongs
    RecursionError,  # objects within objects; newer versions of it set limits of their own
)  # fmt: skip
LOOKED_AT_PAGES = 30  # pages whose actions are looked at; scripts mostly hang on the catalog
LOOKED_AT_ANNOTATIONS = 200  # a page
FIELDS = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")

# Both report every oddity of a file through logging; our notes say what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)


@dataclass(slots=True, kw_only=True)
class Catalog:
    """What was found; empty where there was nothing or it failed, which `problems` notes."""

    information: Mapping[str, str] = field(default_factory=dict)  # only what PDFium misreads
    xmp: Mapping[str, str] = field(default_factory=dict)  # under the names of the Info keys
    version: str | None = None
    language: str | None = None
    attachments: tuple[str, ...] = ()
    javascript: bool = False
    launch_actions: bool = False
    problems: tuple[tuple[str, str], ...] = ()


def read_catalog(path: Path, passwords: Sequence[str] = ()) -> Catalog:
    """What pypdf finds in a file that PDFium could open."""
    failed: list[str] = []

    def attempt(what: str, look: Callable[[], T], otherwise: T) -> T:
        try:
            return look()
        except FAILURES as error:
            failed.append(f"{what} ({type(error).__name__}: {str(error)[:120]})")
            return otherwise

    with path.open("rb") as file:
        actions = find_actions(file.read(MOST_BYTES))
    catalog = Catalog(javascript=actions.javascript, launch_actions=actions.launch)
    reader = attempt("its structure", lambda: _reader(path, passwords), None)
    if reader is not None:
        catalog.information = attempt("information", lambda: _information(reader), {})
        catalog.xmp = attempt("XMP", lambda: _xmp(reader), {})
        root = attempt("catalog", lambda: _dictionary(reader.root_object), DictionaryObject())
        catalog.version = attempt("version", lambda: _version(root), None)
        catalog.language = attempt("language", lambda: _text(root.get("/Lang")), None)
        if reader.is_encrypted or actions.attached or actions.disguised:
            attempt("actions", lambda: _look_for_actions(reader, root, catalog), None)
    if failed:
        note = "Reading what the PDF says about itself failed for " + "; ".join(failed)
        catalog.problems = (("information", note + ". Its pages are not affected."),)
    return catalog


def _reader(path: Path, passwords: Sequence[str]) -> PdfReader:
    reader = PdfReader(path, strict=False)
    if reader.is_encrypted:
        for password in ("", *passwords):
            if reader.decrypt(password):
                break
    return reader


def _information(reader: PdfReader) -> dict[str, str]:
    """Info values whose bytes are not what the standard allows: old Shift_JIS or UTF-8."""
    found: dict[str, str] = {}
    info = _dictionary(reader.trailer.get("/Info"))
    for key in FIELDS:
        value = info.get(f"/{key}")
        raw = value.get_object() if value is not None else None
        if isinstance(raw, (TextStringObject, ByteStringObject)):
            text = misread(raw.original_bytes)
            if text is not None:
                found[key] = text
    return found


def misread(raw: bytes) -> str | None:
    """The text of bytes that are UTF-8 or Shift_JIS although PDF strings may not be."""
    if raw.isascii() or raw[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return None
    for encoding in ("utf-8", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or re.search(r"[\u3040-\u30ff\u4e00-\u9fff]{2}", text):
            return text.lstrip("\ufeff")
    return None


def _xmp(reader: PdfReader) -> dict[str, str]:
    xmp = reader.xmp_metadata
    if xmp is None:
        return {}
    title = xmp.dc_title or {}
    about = xmp.dc_description or {}
    values: dict[str, Any] = {
        "Title": title.get("x-default") or next(iter(title.values()), None),
        "Author": "; ".join(a for a in xmp.dc_creator or [] if a),
        "Subject": about.get("x-default") or next(iter(about.values()), None),
        "Keywords": xmp.pdf_keywords,
        "Creator": xmp.xmp_creator_tool,
        "Producer": xmp.pdf_producer,
        "CreationDate": _iso(xmp.xmp_create_date),
        "ModDate": _iso(xmp.xmp_modify_date),
    }
    return {key: str(value) for key, value in values.items() if value}


def _iso(moment: Any) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z" if moment else None


def _version(root: DictionaryObject) -> str | None:
    text = str(root.get("/Version", ""))
    return text[1:] if re.fullmatch(r"/\d\.\d", text) else None


def _look_for_actions(reader: PdfReader, root: DictionaryObject, catalog: Catalog) -> None:
    names = _dictionary(root.get("/Names"))
    catalog.javascript |= "/JavaScript" in names
    attachments: list[str] = []
    _note_action(root.get("/OpenAction"), catalog)
    _note_additional(root, catalog)
    for number in range(min(len(reader.pages), LOOKED_AT_PAGES)):
        page = reader.pages[number]
        _note_additional(page, catalog)
        for annotation in _annotations(page):
            _note_action(annotation.get("/A"), catalog)
            _note_additional(annotation, catalog)
            if annotation.get("/Subtype") == "/FileAttachment":
                specification = _dictionary(annotation.get("/FS"))
                attachments.append(str(specification.get("/UF") or specification.get("/F") or ""))
    catalog.attachments = tuple(attachments)


def _annotations(page: DictionaryObject) -> Iterable[DictionaryObject]:
    value = page.get("/Annots")
    found = value.get_object() if value is not None else None
    if isinstance(found, ArrayObject):
        for annotation in found[:LOOKED_AT_ANNOTATIONS]:
            yield _dictionary(annotation)


def _note_additional(owner: DictionaryObject, catalog: Catalog) -> None:
    for action in _dictionary(owner.get("/AA")).values():
        _note_action(action, catalog)


def _note_action(value: Any, catalog: Catalog) -> None:
    kind = _dictionary(value).get("/S")
    catalog.javascript |= kind == "/JavaScript"
    catalog.launch_actions |= kind == "/Launch"


def _dictionary(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None and hasattr(value, "get_object") else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _text(value: Any) -> str | None:
    return str(value) if value is not None else None
