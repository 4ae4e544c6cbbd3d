"""How a document, or a passage of it, is cited: text in common styles, BibTeX, RIS, CSL-JSON.

Pure functions on a `Cited`: every form names the title, issuer and date as far as they are
known, and the version, page, hash and capture time, so that the reference holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from archive.export.citation_dates import long_date, month_day, parts, short_date

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
    "$": r"\$", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_CSL_TYPES = {"law": "legislation", "regulation": "regulation", "speech": "speech",
              "news": "post", "statistics": "dataset"}  # fmt: skip
_RIS_TYPES = {"law": "STAT", "regulation": "STAT", "news": "NEWS", "statistics": "DATA"}
_BIB_MISC = frozenset({"law", "regulation", "news", "notice", "speech", "form", "map-or-figure"})
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 2_000  # characters of a title or name in a reference
_LONGEST_TAG = 200  # and in a tag of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a reference is made of. None: not known."""

    id: str
    title: str
    kind: str
    issuer: str | None  # the issuing body, else the publisher
    published: str | None  # partial date, else the period covered
    language: str | None  # ISO 639-1
    identifier: str | None
    url: str | None  # at the publisher
    archive_url: str  # in this archive, absolute
    version: int
    sha256: str
    captured_at: str
    page_count: int | None
    license: str | None = None  # address of its licence
    page: int | None = None  # from 1; None: the whole document

    @property
    def year(self) -> str | None:
        """The year of publication."""
        match = re.match(r"\d{4}", self.published or "")
        return match[0] if match else None

    @property
    def held(self) -> str:
        """Which bytes were cited: version, hash and capture time in words."""
        return f"Version {self.version}, captured {self.captured_at}, SHA-256 {self.sha256}"


def styles(cited: Cited) -> tuple[tuple[str, str], ...]:
    """The reference in the usual styles: name and text of each."""
    given = [("APA", _apa(cited)), ("Chicago", _chicago(cited)), ("MLA", _mla(cited)),
             ("ISO 690", _iso690(cited))]  # fmt: skip
    if cited.language == "ja":
        given.insert(0, ("SIST 02", _sist02(cited)))
    return tuple(given)


def text(cited: Cited) -> str:
    """The reference as one would print it: in the first of the styles."""
    return styles(cited)[0][1]


def _apa(c: Cited) -> str:
    date = month_day(c.published) or "n.d."
    number = f" ({_line(c.identifier)})" if c.identifier else ""
    page = f" p. {c.page}." if c.page else ""
    named = f"{_line(c.title)}{number}"
    begun = f"{_stop(c.issuer)} ({date}). {named}" if c.issuer else f"{named} ({date})"
    accessed = long_date(c.captured_at)
    return f"{begun} [{c.held}].{page} Retrieved {accessed}, from {c.archive_url}"


def _chicago(c: Cited) -> str:
    number = f" {_stop(c.identifier)}" if c.identifier else ""
    page = f", {c.page}" if c.page else ""
    date = long_date(c.published) or "n.d."
    return f"{_by(c)}“{_line(c.title)}.”{number} {date}{page}. {c.held}. {c.archive_url}."


def _mla(c: Cited) -> str:
    date = short_date(c.published) or "n.d."
    number = f", {_line(c.identifier)}" if c.identifier else ""
    page = f", p. {c.page}" if c.page else ""
    accessed = short_date(c.captured_at)
    return (
        f"{_by(c)}{_line(c.title)}{number}, {date}{page}. {c.held}. "
        f"{c.archive_url}. Accessed {accessed}."
    )


def _iso690(c: Cited) -> str:
    by = f"{_line(c.issuer).upper()}. " if c.issuer else ""
    number = f" {_stop(c.identifier)}" if c.identifier else ""
    page = f", p. {c.page}" if c.page else ""
    return (
        f"{by}{_line(c.title)} [online].{number} "
        f"{c.published or 'n.d.'}{page}. {c.held} [viewed {c.captured_at[:10]}]. "
        f"Available from: {c.archive_url}"
    )


def _sist02(c: Cited) -> str:
    by = f"{_line(c.issuer)}. " if c.issuer else ""
    number = f" {_line(c.identifier)}." if c.identifier else ""
    page = f", p. {c.page}" if c.page else ""
    return (
        f"{by}{_line(c.title)}.{number} {c.published or '[出版日不明]'}{page}. "
        f"第{c.version}版, SHA-256 {c.sha256}. {c.archive_url}, (取得 {c.captured_at})."
    )


def highwire(cited: Cited, pdf: str | None) -> tuple[tuple[str, str], ...]:
    """The `citation_*` tags of a page, for reference managers and search engines; `pdf`: a file."""
    fields = {
        "title": cited.title,
        "author": cited.issuer,
        "technical_report_institution": cited.issuer,
        "publication_date": "/".join(f"{part:02d}" for part in parts(cited.published)),
        "technical_report_number": cited.identifier,
        "language": (cited.language or "")[:12],
        "abstract_html_url": cited.archive_url,
        "pdf_url": pdf,
    }
    kept = {name: _line(value)[:_LONGEST_TAG] for name, value in fields.items() if value}
    return tuple((f"citation_{name}", value) for name, value in kept.items())


def bibtex(cited: Cited) -> str:
    """A BibTeX entry that BibTeX, BibLaTeX and reference managers read."""
    is_misc = cited.kind in _BIB_MISC or not cited.issuer
    when = parts(cited.published)
    fields = {
        "title": _latex(cited.title),
        "author": f"{{{_latex(cited.issuer)}}}" if cited.issuer else None,
        "howpublished" if is_misc else "institution": _latex(cited.issuer or ""),
        "year": cited.year,
        "month": str(when[1]) if len(when) > 1 else None,
        "date": cited.published if when else None,
        "number": _latex(cited.identifier) if cited.identifier else None,
        "pages": str(cited.page) if cited.page else None,
        "pagetotal": str(cited.page_count) if cited.page_count else None,
        "language": _latex(cited.language) if cited.language else None,
        "version": str(cited.version),
        "url": _address(cited.archive_url),
        "urldate": cited.captured_at[:10],
        "note": cited.held,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9-]", "-", cited.id)
    return f"@{'misc' if is_misc else 'techreport'}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _latex(value: str) -> str:
    return "".join(_LATEX.get(character, character) for character in _line(value))


def _address(url: str) -> str:
    """An address with nothing in it that ends a field."""
    return re.sub(r"[\s{}\\\"]", lambda m: f"%{ord(m[0]):02X}", url)


def _line(value: str) -> str:
    """On one line: a line break would begin another field."""
    return " ".join(_CONTROL.sub(" ", value).split())[:_LONGEST]


def _by(cited: Cited) -> str:
    """The body a reference begins with, where one is known."""
    return f"{_stop(cited.issuer)} " if cited.issuer else ""


def _stop(value: str) -> str:
    """With a full stop at its end, and only one."""
    return f"{_line(value).rstrip('. ')}."


def ris(cited: Cited) -> str:
    """A RIS record (lines end with CRLF)."""
    fields = [
        ("TY", _RIS_TYPES.get(cited.kind, "RPRT")),
        ("ID", cited.id),
        ("TI", cited.title),
        ("AU", f"{cited.issuer}," if cited.issuer else None),
        ("PB", cited.issuer),
        ("PY", cited.year),
        ("DA", _ris_date(cited.published)),
        ("LA", cited.language),
        ("M1", cited.identifier),
        ("SP", str(cited.page) if cited.page else None),
        ("ET", f"Version {cited.version}"),
        ("UR", cited.archive_url),
        ("L2", cited.url),
        ("Y2", _ris_date(cited.captured_at[:10])),
        ("N1", cited.held),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_line(v)}\r\n" for tag, v in fields if v is not None)


def _ris_date(date: str | None) -> str | None:
    if not date or not re.fullmatch(r"\d{4}(-\d\d){0,2}", date):
        return None
    three = [*date.split("-"), "", ""]
    return "/".join(three[:3]) + "/"


def csl(cited: Cited) -> list[dict[str, Any]]:
    """CSL-JSON: a list with one item."""
    item: dict[str, Any] = {
        "id": cited.id,
        "type": _CSL_TYPES.get(cited.kind, "report"),
        "title": cited.title,
        "URL": cited.archive_url,
        "accessed": {"date-parts": [parts(cited.captured_at)]},
        "archive": "policy-archive",
        "archive_location": f"sha256:{cited.sha256}",
        "version": str(cited.version),
        "note": f"{cited.held}, from {cited.url or 'a local file'}",
    }
    optional = {
        "author": [{"literal": cited.issuer}] if cited.issuer else None,
        "publisher": cited.issuer,
        "number": cited.identifier,
        "language": cited.language,
        "number-of-pages": str(cited.page_count) if cited.page_count else None,
        "page": str(cited.page) if cited.page else None,
    }
    item.update((name, value) for name, value in optional.items() if value)
    if when := parts(cited.published):
        item["issued"] = {"date-parts": [when]}
    return [item]
