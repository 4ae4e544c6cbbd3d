"""How a document of the archive is cited: plain text, BibTeX, RIS, CSL-JSON, schema.org.

Pure functions on a `Cited`: every form names the title, issuer and date as far as they are
known, and the version, hash and capture time, so that the reference holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
    "$": r"\$", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_CSL_TYPES = {"law": "legislation", "regulation": "regulation", "speech": "speech",
              "news": "post", "statistics": "dataset"}  # fmt: skip
_RIS_TYPES = {"law": "STAT", "regulation": "STAT", "news": "NEWS", "statistics": "DATA"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a reference is made of. None: not known."""

    id: str
    title: str
    kind: str
    issuer: str  # the issuing body, else the publisher
    published: str | None  # partial date, else the period covered
    language: str | None  # ISO 639-1
    identifier: str | None
    url: str | None  # at the publisher
    archive_url: str  # in this archive, absolute
    version: int
    sha256: str
    captured_at: str
    page_count: int | None
    license: str | None = None

    @property
    def year(self) -> str | None:
        """The year of publication."""
        match = re.match(r"\d{4}", self.published or "")
        return match[0] if match else None


def text(cited: Cited) -> str:
    """One sentence, in the manner of an author-date style."""
    parts = [f"{_line(cited.issuer)} ({cited.published or 'n.d.'}). {_line(cited.title)}."]
    if cited.identifier:
        parts.append(f"{_line(cited.identifier)}.")
    parts.append(
        f"Version {cited.version}, captured {cited.captured_at}, SHA-256 {cited.sha256[:16]}…"
    )
    parts.append(f"{cited.archive_url}")
    return " ".join(parts)


def bibtex(cited: Cited) -> str:
    """A BibLaTeX `@report` entry."""
    note = f"Version {cited.version}, captured {cited.captured_at}, SHA-256 {cited.sha256}"
    fields = {
        "title": cited.title,
        "author": f"{{{_latex(cited.issuer)}}}",
        "institution": cited.issuer,
        "date": cited.published,
        "year": cited.year,
        "number": cited.identifier,
        "langid": cited.language,
        "pagetotal": str(cited.page_count) if cited.page_count else None,
        "url": cited.archive_url,
        "urldate": cited.captured_at[:10],
        "note": note,
    }
    raw = {"author", "url"}
    lines = [
        f"  {name} = {{{value if name in raw else _latex(value)}}}"
        for name, value in fields.items()
        if value
    ]
    key = re.sub(r"[^A-Za-z0-9-]", "-", cited.id)
    return f"@report{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _latex(value: str) -> str:
    return "".join(_LATEX.get(character, character) for character in _line(value))


def _line(value: str) -> str:
    """On one line: a line break would begin another field."""
    return " ".join(value.split())


def ris(cited: Cited) -> str:
    """A RIS record (lines end with CRLF)."""
    fields = [
        ("TY", _RIS_TYPES.get(cited.kind, "RPRT")),
        ("ID", cited.id),
        ("TI", cited.title),
        ("AU", f"{cited.issuer},"),
        ("PB", cited.issuer),
        ("PY", cited.year),
        ("DA", _ris_date(cited.published)),
        ("LA", cited.language),
        ("M1", cited.identifier),
        ("UR", cited.archive_url),
        ("L2", cited.url),
        ("Y2", _ris_date(cited.captured_at[:10])),
        ("N1", f"Version {cited.version}, captured {cited.captured_at}, SHA-256 {cited.sha256}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {_line(v)}\r\n" for tag, v in fields if v is not None)


def _ris_date(date: str | None) -> str | None:
    if not date or not re.fullmatch(r"\d{4}(-\d\d){0,2}", date):
        return None
    parts = [*date.split("-"), "", ""]
    return "/".join(parts[:3]) + "/"


def csl(cited: Cited) -> list[dict[str, Any]]:
    """CSL-JSON: a list with one item."""
    item: dict[str, Any] = {
        "id": cited.id,
        "type": _CSL_TYPES.get(cited.kind, "report"),
        "title": cited.title,
        "author": [{"literal": cited.issuer}],
        "publisher": cited.issuer,
        "URL": cited.archive_url,
        "accessed": {"date-parts": [_parts(cited.captured_at[:10])]},
        "archive": "policy-archive",
        "archive_location": f"sha256:{cited.sha256}",
        "version": str(cited.version),
        "note": f"Captured {cited.captured_at} from {cited.url or 'a local file'}",
    }
    optional = {
        "number": cited.identifier,
        "language": cited.language,
        "number-of-pages": cited.page_count,
    }
    item.update((name, value) for name, value in optional.items() if value)
    if cited.published and (parts := _parts(cited.published)):
        item["issued"] = {"date-parts": [parts]}
    return [item]


def _parts(date: str) -> list[int]:
    match = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", date)
    return [int(part) for part in match.groups() if part] if match else []


def jsonld(cited: Cited, file_url: str, media_type: str) -> dict[str, Any]:
    """A schema.org description of the document, with the file as its encoding."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation" if cited.kind in ("law", "regulation") else "Report",
        "@id": cited.archive_url,
        "name": cited.title,
        "url": cited.archive_url,
        "genre": cited.kind,
        "publisher": {"@type": "GovernmentOrganization", "name": cited.issuer},
        "version": str(cited.version),
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": file_url,
            "encodingFormat": media_type,
            "sha256": cited.sha256,
            "uploadDate": cited.captured_at,
        },
    }
    optional = {
        "datePublished": cited.published,
        "inLanguage": cited.language,
        "identifier": cited.identifier,
        "isBasedOn": cited.url,
        "numberOfPages": cited.page_count,
    }
    return {**described, **{name: value for name, value in optional.items() if value}}
