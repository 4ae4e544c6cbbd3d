"""Lines become text: running heads apart, words rejoined, paragraphs separated."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reader.drafts import Draft, Line
from metadata.records import Page


def assembled(draft: Draft, running: frozenset[int], limit: int) -> Page:
    """A page from its draft; `running` are the places of its running lines among its lines."""
    body = [line for at, line in enumerate(draft.lines) if at not in running]
    text, reasons = joined(body), draft.reasons
    if len(text) > limit:
        text, reasons = text[:limit], (*reasons, f"text cut after {limit} characters")
    return Page(
        number=draft.number,
        label=draft.label,
        width=draft.width,
        height=draft.height,
        text=text,
        running=tuple(draft.lines[at].text for at in sorted(running)),
        text_source=draft.source,
        quality=draft.quality,
        reasons=reasons,
    )


def joined(lines: Sequence[Line]) -> str:
    """Lines as text: one printed line a line, an empty line between paragraphs."""
    parts: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and not before.hyphen:
            parts.append("\n")
        parts.append(line.text)
    return "".join(parts)
