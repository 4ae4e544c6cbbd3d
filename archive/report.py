"""What a person sees of a run: progress on a terminal, one JSON object a line for machines.

Progress and log lines go to stderr; results go to stdout. Text from documents is printed
without control characters, so that a title cannot move the cursor.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Literal

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from metadata.records import Entry, ItemDescription

Level = Literal["info", "warning", "error"]
COUNTS = (
    "entries", "fetched", "unchanged", "new", "revised", "restamped", "missing", "problems",
)  # fmt: skip
_MARKS: Mapping[Level, str] = {"info": "", "warning": "! ", "error": "Error: "}


class Screen:
    """Where a command speaks. `log_format` is `text` or `json`."""

    def __init__(self, log_format: str = "text", err: IO[str] | None = None) -> None:
        self._json = log_format == "json"
        self._err = Console(file=err or sys.stderr, highlight=False, soft_wrap=True)
        self._out = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        self._context: dict[str, object] = {}

    def always(self, **context: object) -> None:
        """Add fields to every log line from now on, such as the run's number."""
        self._context |= context

    def say(self, message: str, level: Level = "info", **fields: object) -> None:
        """Print one log line to stderr."""
        if self._json:
            line = {"level": level, "message": message, **self._context, **fields}
            self._err.print(escape(json.dumps(line, ensure_ascii=False, default=str)), markup=True)
        else:
            style = {"info": "", "warning": "yellow", "error": "bold red"}[level]
            self._err.print(escape(printable(_MARKS[level] + message)), style=style or None)

    def result(self, text: str) -> None:
        """Print a result to stdout."""
        self._out.print(escape(printable(text)))

    def json(self, value: object) -> None:
        """Print a result to stdout as one JSON object."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str) -> None:
        """Print a table to stdout."""
        table = Table(
            title=escape(printable(title)), title_justify="left", box=SIMPLE, pad_edge=False,
            padding=(0, 0, 0, 0), header_style="bold",
        )  # fmt: skip
        for column in columns:
            table.add_column(column, overflow="fold", min_width=min(len(column), 14))
        for row in rows:
            table.add_row(*(escape(printable("" if v is None else str(v))) for v in row))
        wide = None if sys.stdout.isatty() else 140
        Console(file=sys.stdout, highlight=False, width=wide).print(table)

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[Steps]:
        """Show a bar for `total` steps, on a terminal only."""
        bar = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=self._err,
            disable=self._json or not self._err.is_terminal,
        )
        with bar:
            yield Steps(bar, bar.add_task(what, total=total))


class Steps:
    """A running progress bar."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task = bar, task

    def step(self, number: int = 1) -> None:
        """Move on."""
        self._bar.advance(self._task, number)


def printable(text: str) -> str:
    """Text without control and direction characters, for a terminal."""
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") else "\ufffd"
        for c in text
    )


def totals(sources: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The counts of all sources, summed."""
    return {name: sum(counts.get(name, 0) for counts in sources.values()) for name in COUNTS}


def run_table(screen: Screen, sources: Mapping[str, Mapping[str, int]], title: str) -> None:
    """Print the counts of a run, a row a source."""
    rows: list[Sequence[object]] = [
        (name, *(counts[c] for c in COUNTS)) for name, counts in sources.items()
    ]
    if len(rows) > 1:
        rows.append(("all", *totals(sources).values()))
    screen.table(("source", *COUNTS), rows, title)


def show_entries(
    screen: Screen, source_id: str, pages: Sequence[str],
    items: Sequence[tuple[Entry, ItemDescription]], *, as_json: bool,
) -> None:  # fmt: skip
    """Print what a source lists, as a table or as JSON."""
    rows = [_entry_row(entry, item) for entry, item in items]
    if as_json:
        screen.json({"source": source_id, "pages": pages, "entries": rows})
        return
    names = ("position", "section", "title", "kind", "date", "format", "url")
    title = f"{source_id}: {len(rows)} entries on {len(pages)} pages"
    screen.table(names, [[row[name] for name in names] for row in rows], title)


def _entry_row(entry: Entry, item: ItemDescription) -> dict[str, object]:
    return {
        "listing_url": entry.listing_url,
        "position": entry.position,
        "section": entry.section,
        "text": entry.text,
        "title": item.title.value or entry.text,
        "kind": item.kind.value,
        "date": item.published.value or item.coverage.value,
        "format": item.format.value,
        "declared_bytes": item.declared_bytes.value,
        "url": entry.url,
    }
