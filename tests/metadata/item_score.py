"""Scores `describe_item` against labelled list items, by field, language and provenance.

POLICY_CORPUS=... python -m tests.metadata.item_score [--misses]
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from metadata.items import describe_item
from metadata.records import ItemDescription

FIELDS = (
    "title", "format", "declared_bytes", "pages", "date", "coverage", "part", "language",
    "identifier", "issuer", "external_site", "kind",
)  # fmt: skip
_SAME = {"doc": "docx", "xls": "xlsx", "jpeg": "jpg"}

Tally = dict[tuple[str, str, str], list[int]]


def squeezed(text: str) -> str:
    """Compared as the benchmark's README says: NFKC, lower case, without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower())


def is_right(field: str, expected: Mapping[str, Any], found: Any) -> bool:
    """Whether a value is the expected one, or one of the accepted others."""
    wanted = expected.get(field)
    if field == "declared_bytes":
        return bool(found == (wanted["bytes"] if wanted else None))
    if field == "title" and found is not None:
        return squeezed(found) in {squeezed(t) for t in (wanted, *expected.get("title_alt", []))}
    if isinstance(wanted, str) and isinstance(found, str):
        if field == "format":
            return _SAME.get(wanted, wanted) == _SAME.get(found, found)
        return squeezed(wanted) == squeezed(found)
    return bool(wanted == found)


def value_of(field: str, description: ItemDescription) -> Any:
    """The description's value for a field of the benchmark; no kind means "other"."""
    name = "published" if field == "date" else field
    value = getattr(description, name).value
    return value or "other" if field == "kind" else value


def score(items: Iterable[Mapping[str, Any]]) -> tuple[Tally, list[str]]:
    """Right and all by (field, language, provenance), and a line for each miss."""
    tally: Tally = defaultdict(lambda: [0, 0])
    misses = []
    for item in items:
        language = item["page_language"]
        description = describe_item(
            item["text"], href=item["href"], language=language, context=item["context"]
        )
        for field in FIELDS:
            if field in (item.get("ambiguous") or ()):
                continue
            found = value_of(field, description)
            right = is_right(field, item["expected"], found)
            counts = tally[field, language, item["provenance"]]
            counts[0] += right
            counts[1] += 1
            if not right:
                wanted = item["expected"].get(field)
                misses.append(f"{item['id']} {field}: {wanted!r} expected, {found!r} found")
    return tally, misses


def rate(tally: Tally, field: str, language: str | None = None) -> float:
    """The share of right values of a field, in one language or all; 1.0 when there are none."""
    chosen = [c for (f, lang, _), c in tally.items() if f == field and language in {None, lang}]
    total = sum(count for _, count in chosen)
    return sum(right for right, _ in chosen) / total if total else 1.0


def table(tally: Tally) -> str:
    """Rates by field and language, then by field and provenance."""
    languages = sorted({language for _, language, _ in tally})
    provenances = sorted({provenance for _, _, provenance in tally})
    lines = [f"{'field':15}{'all':>8}" + "".join(f"{c:>13}" for c in (*languages, *provenances))]
    for field in FIELDS:
        row = f"{field:15}{rate(tally, field):8.1%}"
        row += "".join(f"{rate(tally, field, language):13.1%}" for language in languages)
        for provenance in provenances:
            part = {key: value for key, value in tally.items() if key[2] == provenance}
            row += f"{rate(part, field):13.1%}"
        lines.append(row)
    return "\n".join(lines)


def written() -> list[dict[str, Any]]:
    """Labelled items in the style of publishers of seven languages, written for this project."""
    path = Path(__file__).with_name("written_items.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def load(corpus: Path) -> list[dict[str, Any]]:
    """The labelled items in the folder beside the corpus."""
    path = corpus.parent / "listing-items" / "items.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


if __name__ == "__main__":
    counted, wrong = score(load(Path(os.environ["POLICY_CORPUS"])))
    print(table(counted))
    if "--misses" in sys.argv:
        print("\n".join(wrong))
