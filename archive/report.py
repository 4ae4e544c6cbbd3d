"""What a person sees of a run: progress on a terminal, one JSON object a line for machines.

Progress and log lines go to stderr; results go to stdout. Text from documents is printed
without control characters, so that a title cannot move the cursor. What draws is loaded where
something is drawn: a run that nobody watches writes plain lines.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Literal

from archive.speaking import saying
from metadata.checks import Check
from metadata.records import Entry, ItemDescription

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

Level = Literal["info", "warning", "error"]
COUNTS = (
    "entries", "fetched", "unchanged", "new", "revised", "restamped", "missing", "problems",
)  # fmt: skip
_MARKS: Mapping[Level, str] = {"info": "", "warning": "! ", "error": "Error: "}


class Screen:
    """Where a command speaks. `log_format` is `text` or `json`; `clock` dates lines of JSON."""

    def __init__(
        self, log_format: str = "text", clock: Callable[[], datetime] | None = None,
        err: IO[str] | None = None,
    ) -> None:  # fmt: skip
        self._json = log_format == "json"
        self._clock = clock
        self._err = err or sys.stderr
        self._out = sys.stdout
        self._context: dict[str, object] = {}

    def always(self, **context: object) -> None:
        """Add fields to every log line from now on, such as the run's number."""
        self._context |= context

    def say(self, message: str, level: Level = "info", **fields: object) -> None:
        """Print one log line to stderr."""
        if self._json:
            at = {"at": self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")} if self._clock else {}
            line = {**at, "level": level, "message": message, **self._context, **fields}
            _write(self._err, json.dumps(line, ensure_ascii=False, default=str))
        else:
            style = {"info": "", "warning": "yellow", "error": "bold red"}[level]
            _write(self._err, printable(_MARKS[level] + message), style)

    def note(self, message: str, **fields: object) -> None:
        """Print a log line for machines; a person sees it otherwise."""
        if self._json:
            self.say(message, "info", **fields)

    def result(self, text: str) -> None:
        """Print a result to stdout."""
        _write(self._out, printable(text))

    def json(self, value: object) -> None:
        """Print a result to stdout as one JSON object."""
        plain = not (sys.stdout.encoding or "").lower().startswith("utf")
        with saying(sys.stdout):
            sys.stdout.write(json.dumps(value, ensure_ascii=plain, indent=2) + "\n")

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str,
        *, aside: bool = False,
    ) -> None:  # fmt: skip
        """Print a table to stdout, or to stderr when it stands aside of the result."""
        from rich.box import SIMPLE
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        table = Table(
            title=escape(printable(title)), title_justify="left", box=SIMPLE, pad_edge=False,
            padding=(0, 0, 0, 0), header_style="bold",
        )  # fmt: skip
        for column in columns:
            table.add_column(column, overflow="fold", min_width=min(len(column), 14))
        for row in rows:
            table.add_row(*(escape(printable("" if v is None else str(v))) for v in row))
        where = self._err if aside else sys.stdout
        console = Console(file=where, highlight=False, width=None if where.isatty() else 140)
        least = sum((column.min_width or 0) + 1 for column in table.columns) + 1
        console.width = max(console.width, least)  # what does not fit is wrapped, not left out
        with saying(where):
            console.print(table)

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[Steps]:
        """Show a bar for `total` steps, on a terminal only."""
        if self._json or not self._err.isatty():
            yield Steps()
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        name, note = TextColumn("{task.description:<28}"), TextColumn("{task.fields[note]}")
        columns = (name, BarColumn(), MofNCompleteColumn(), note)
        with Progress(*columns, console=_console(self._err)) as bar:
            yield Steps(bar, bar.add_task(what, total=total, note=""))


class Steps:
    """A running progress bar, or none where nobody watches."""

    def __init__(self, bar: Progress | None = None, task: TaskID | None = None) -> None:
        self._bar, self._task = bar, task

    def step(self, number: int = 1) -> None:
        """Move on."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, number)

    def note(self, text: str) -> None:
        """Say something beside the bar, in place of what stood there."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, note=text)


@cache
def _console(stream: IO[str]) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False, soft_wrap=True)


def _write(stream: IO[str], line: str, style: str = "") -> None:
    """A line, in colour on a terminal that has some."""
    with saying(stream):
        if stream.isatty():
            _console(stream).print(line, style=style or None, markup=False)
        else:
            stream.write(line + "\n")


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


def show_checks(screen: Screen, checks: Sequence[Check], *, as_json: bool) -> None:
    """Print what was looked at on this machine, with what to do where it is not well."""
    if as_json:
        screen.json([asdict(check) for check in checks])
        return
    rows = [(check.name, "ok" if check.well else "!", check.found, check.mend) for check in checks]
    screen.table(("what", "", "found", "what to do"), rows, "This machine")


def show_entries(
    screen: Screen, source_id: str, pages: Sequence[str],
    items: Sequence[tuple[Entry, ItemDescription]], *, as_json: bool, aside: bool = False,
) -> None:  # fmt: skip
    """Print what a source lists, as a table or as JSON."""
    rows = [_entry_row(entry, item) for entry, item in items]
    if as_json:
        screen.json({"source": source_id, "pages": pages, "entries": rows})
        return
    names = ("position", "section", "title", "kind", "date", "format", "url")
    title = f"{source_id}: {len(rows)} entries on {len(pages)} pages"
    screen.table(names, [[row[name] for name in names] for row in rows], title, aside=aside)


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


_SHOWN = {"sources": 12, "problems": 8}  # rows, so that the state stays on one screen
_BRIEF = 120  # characters of a message in a table


def show_state(screen: Screen, name: str, state: Mapping[str, Any]) -> None:
    """Print the state of an archive, as `archive.status` finds it, on one screen."""
    numbers, fixity, outbox = state["archive"], state["fixity"], state["outbox"]
    health = "healthy" if state["healthy"] else f"needs attention: {'; '.join(state['reasons'])}"
    screen.result(f"{name}: {health}.{' A run is on.' if state['run_is_on'] else ''}")
    screen.result(
        f"{numbers['documents']} documents in {numbers['versions']} versions, {numbers['pages']} "
        f"pages ({numbers['pages_without_text']} without searchable text), {numbers['tables']} "
        f"tables; files {_size(numbers['bytes'])}, database {_size(numbers['database_bytes'])}."
    )
    if state.get("files_address"):
        screen.result(f"The stored files are in {state['files_address']}.")
    screen.result(_fixity_line(fixity))
    if outbox.get("waiting"):
        why = f" Last error: {outbox['last_error']}" if outbox["last_error"] else ""
        screen.result(f"{outbox['waiting']} messages wait since {outbox['since']}.{why}")
    _state_tables(screen, state)


def _fixity_line(fixity: Mapping[str, Any]) -> str:
    if not fixity.get("last_check"):
        return "Stored files were never checked; run verify."
    line = f"Stored files last checked {fixity['last_check']}, the oldest {fixity['oldest_check']}"
    if fixity["unchecked"]:
        line += f", {fixity['unchecked']} never (the oldest from {fixity['oldest_unchecked']})"
    return f"{line}; {fixity['damaged']} damaged or missing."


def _brief(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= _BRIEF else f"{line[: _BRIEF - 1]}…"


def _size(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"


def _state_tables(screen: Screen, state: Mapping[str, Any]) -> None:
    sources = sorted(state["sources"], key=lambda s: (not s["trouble"], s["id"]))
    columns = ("source", "state", "last worked", "documents", "missing", "open problems")
    rows = [
        (s["id"], s["trouble"] or ("works" if s["last_worked"] else "not yet"),
         s["last_worked"] or "never", s["documents"], s["missing"], s["open_problems"])
        for s in sources[: _SHOWN["sources"]]
    ]  # fmt: skip
    screen.table(columns, rows, "Sources")
    runs = [tuple(run.values()) for run in state["runs"][:3]]
    screen.table(("run", "command", "started", "finished", "exit code"), runs, "Runs")
    problems = state["problems"]
    if not problems:
        screen.result("Nothing needs a person.")
        return
    named = [
        (p["open"], p["stage"], p["code"], p["since"], _brief(p["example"]["message"]),
         p["what_to_do"])
        for p in problems[: _SHOWN["problems"]]
    ]  # fmt: skip
    columns = ("open", "at", "problem", "since", "for example", "what to do")
    screen.table(columns, named, "Needs a person")
    for what, number in _SHOWN.items():
        if len(state[what]) > number:
            screen.result(f"{len(state[what]) - number} more {what}: see --json.")
