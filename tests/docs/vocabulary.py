"""Words and limits that scripts meet: kinds, statuses, codes of problems, formats, ceilings."""

from __future__ import annotations

import inspect
from dataclasses import fields
from typing import Any, get_args

from archive.hooks import formats
from ingest.fetching.records import FetchLimits
from ingest.reader.confinement import ReadLimits
from metadata import records, records_between
from metadata.errors import ArchiveError, DocumentError, SourceError
from metadata.plugins import BUILT_IN
from tests.docs.tables import table

HEAD = """\
# Words and limits

Generated from `metadata/records*.py`, `metadata/errors.py`, `archive/export/`, `ingest/fetching/`
and `ingest/reader/` by `make docs`.

## Values of columns
"""
WORDS = {
    "`documents.kind`": records.Kind,
    "`documents.part`": records.Part,
    "`text_status` of documents and files": records.TextStatus,
    "`pages.text_source`": records.TextSource,
    "`captures.outcome`": records.Outcome,
    "`captures.via`": records.Via,
    "`citations.scheme`": records.Scheme,
    "`relations.predicate`": "Relation.predicate",
    "`edits.kind`": "Edit.kind",
}


def vocabulary() -> str:
    """The text of docs/reference/vocabulary.md."""
    words = [(column, _words(where)) for column, where in WORDS.items()]
    lines = [HEAD, *table(("column", "values"), *words), "", "## Codes of problems", ""]
    lines += ["`problems.code`, and what each means:", ""]
    lines += table(("code", "means"), *_problems())
    lines += ["", "## Hand-over formats", ""]
    lines += table(("format", "is"), *_formats())
    lines += ["", "## Limits of a reader's process", "", *_limits(ReadLimits())]
    lines += ["", "## Limits of fetching", "", *_limits(FetchLimits())]
    return "\n".join([*lines, ""])


def _formats() -> list[tuple[str, str]]:
    found = (offer.value for offer in formats() if offer.plugin == BUILT_IN)
    return [(f"`{each.name}`", each.says) for each in found]


def _words(where: Any) -> str:
    if isinstance(where, str):
        name, field = where.split(".")
        where = inspect.get_annotations(getattr(records_between, name), eval_str=True)[field]
    return ", ".join(f"`{word}`" for word in get_args(where))


def _problems() -> list[tuple[str, str]]:
    classes: list[type[ArchiveError]] = [DocumentError, SourceError]
    rows = []
    for found in classes:
        classes += [
            below for below in found.__subclasses__() if below.__module__ == ArchiveError.__module__
        ]
        rows.append((f"`{found.code}`", (found.__doc__ or "").split("\n")[0]))
    return rows


def _limits(limits: Any) -> list[str]:
    source = inspect.getsource(type(limits)).splitlines()
    rows = []
    for field in fields(limits):
        line = next(line for line in source if line.strip().startswith(f"{field.name}:"))
        rows.append((f"`{field.name}`", _amount(getattr(limits, field.name)), _comment(line)))
    return table(("limit", "value", "of what"), *rows)


def _comment(line: str) -> str:
    return line.partition("  # ")[2]


def _amount(value: float) -> str:
    mebibytes = value / 1024 / 1024
    return f"{mebibytes:g} MiB" if mebibytes >= 1 else f"{value:g}"
