"""Composes what is believed about a document from all that speaks about it, with reasons.

For each field the sources are asked in order: the person who imported it, the item that leads to
it, the item that led to the item's page, the first page, the PDF's information, the source. The
first that knows is believed; every other candidate is kept, and a disagreement is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, Final, cast, get_args
from urllib.parse import unquote, urlsplit

from metadata.belief import canonical_issuer, disagreements, first, in_order
from metadata.citations_schemes import Citing, find_in_schemes
from metadata.hooks import LAWS
from metadata.measures import measures_of
from metadata.outline import find_sections
from metadata.records import (
    Contents,
    Description,
    Finding,
    Information,
    ItemDescription,
    Kind,
    Part,
    Reading,
    Source,
)
from metadata.tables import understand
from metadata.title_page import (
    creation_date,
    is_sensible_title,
    made_known,
    title_page_findings,
)

Named = tuple[str, Finding[Any]]

_FIELDS: Final = (
    "title",
    "kind",
    "part",
    "published",
    "coverage",
    "language",
    "issuer",
    "identifier",
)


def describe_reading(
    reading: Reading, language: str, schemes: Sequence[Citing] = (LAWS,)
) -> Contents:
    """What follows from a reading alone: its title page, sections, tables and citations.

    `language` is the source's (ISO 639-1); the text's own is used where it shows. `schemes`
    are the citations that are looked for.
    """
    findings = title_page_findings(reading, language)
    spoken = next((f.value for field, f in findings if field == "language" and f.value), language)
    sections = find_sections(reading)
    citations = find_in_schemes(reading.pages, spoken, schemes)
    return Contents(
        sections=sections,
        tables=understand(reading.tables, spoken),
        citations=tuple(sorted(citations, key=lambda c: (c.page, c.start, c.target))),
        findings=findings,
        measures=measures_of(sections, reading.pages),
    )


def describe_document(
    *,
    items: Sequence[ItemDescription],
    contents: Contents | None,
    information: Information | None,
    source: Source,
    http_last_modified: str | None = None,
    given: Mapping[str, str] | None = None,
) -> Description:
    """Choose each field from the sources in order; the title is never empty.

    `items` are those that lead to the document, best first; one whose findings stand in "context"
    is the item that led to the page they are on. `given` are the values of the command line
    (title, kind, published). The server's Last-Modified is recorded and not believed.
    """
    told = [*_from_items(items), *(contents.findings if contents is not None else ())]
    candidates: list[Named] = [
        *_given(given or {}),
        *_weighed(told),
        *_from_information(information, told),
        *_last_resorts(items, source),
        *_from_server(http_last_modified),
    ]
    ordered = in_order(candidates)
    believed = {field: first(ordered, field) for field in _FIELDS}
    kind = believed["kind"]
    return Description(
        title=believed["title"] or "Untitled document",
        kind=cast("Kind", kind) if kind in get_args(Kind) else "other",
        part=cast("Part | None", believed["part"]),
        published=believed["published"],
        coverage=believed["coverage"],
        language=believed["language"],
        issuer=canonical_issuer(believed["issuer"]),
        identifier=believed["identifier"],
        findings=(*ordered, *disagreements(ordered)),
    )


def _given(given: Mapping[str, str]) -> list[Named]:
    return [
        (field, Finding(value=value, evidence=value, where="option", rule="given by the user"))
        for field, value in given.items()
        if field in _FIELDS and value and (field != "kind" or value in get_args(Kind))
    ]


def _from_items(items: Sequence[ItemDescription]) -> list[Named]:
    found: list[Named] = []
    for item in items:
        for field in ItemDescription.__slots__:
            finding: Finding[Any] = getattr(item, field)
            if finding.value is not None:
                found.append((field, finding))
    return found


def _weighed(told: Sequence[Named]) -> list[Named]:
    """What was told, the PDF's creation date only where no number or period speaks against it."""
    return [
        made_known(str(finding.value), _dated(told), "another source")
        if (field, finding.where) == ("published", "pdf info")
        else (field, finding)
        for field, finding in told
    ]


def _dated(told: Sequence[Named]) -> str:
    """What was told of numbers and periods, for the years in them."""
    fields = {"identifier", "coverage"}
    return "\n".join(str(f.value) for field, f in told if field in fields and f.value)


def _from_information(information: Information | None, told: Sequence[Named]) -> list[Named]:
    """The PDF's title and creation date, unless the reading brought them already."""
    if information is None:
        return []
    known = {(field, f.where) for field, f in told}
    found: list[Named] = []
    title = " ".join((information.title or "").split())
    if ("title", "pdf info") not in known and title and is_sensible_title(title):
        found.append(("title", _informed(title, "PDF title")))
    created = creation_date(information)
    if created is not None and not known & {("published", "pdf info"), ("created", "pdf info")}:
        found.append(made_known(created, _dated(told), "another source"))
    return found


def _informed(value: str, rule: str) -> Finding[str]:
    return Finding(value=value, evidence=value, where="pdf info", rule=rule)


def _last_resorts(items: Sequence[ItemDescription], source: Source) -> list[Named]:
    found: list[Named] = []
    for item in items:
        if item.format.where == "url" and (name := _file_name(item.format.evidence)):
            found.append(("title", Finding(value=name, evidence=item.format.evidence,
                                           where="url", rule="file name in the link")))  # fmt: skip
    language = Finding(value=source.language, evidence=source.language, where="source",
                       rule="language of the page")  # fmt: skip
    if source.language:
        found.append(("language", language))
    return found


def _file_name(href: str) -> str | None:
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        return None
    return " ".join(path.rsplit("/", 1)[-1].split()) or None


def _from_server(last_modified: str | None) -> list[Named]:
    if not last_modified:
        return []
    try:
        value = parsedate_to_datetime(last_modified).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return []
    finding = Finding(value=value, evidence=last_modified, where="http",
                      rule="Last-Modified, not believed")  # fmt: skip
    return [("last_modified", finding)]
