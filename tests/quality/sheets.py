"""Tables as they are meant: cells with their places, from which pages are set and judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.ingest.reader.icdar_score import Relation, normalised, relations
from tests.quality import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One cell of a sheet."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    role: str = "figure"  # head, label, section, figure, text
    indent: int = 0
    mark: str = ""  # printed raised behind the text
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: rows and columns from 0, the first `head` rows its header."""

    entries: tuple[Entry, ...]
    rows: int
    columns: int
    head: int
    totals: frozenset[int] = field(default_factory=frozenset)  # rows that sum up

    def relations(self) -> Counter[Relation]:
        """The adjacency relations of the cells that hold text."""
        return Counter(
            relations(
                (e.row, e.row + e.rows - 1, e.column, e.column + e.columns - 1, e_text(e))
                for e in self.entries
            )
        )


def e_text(entry: Entry) -> str:
    """What is compared of a cell."""
    return normalised(entry.text + entry.mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a table of figures shall be like."""

    rows: int
    columns: int  # of figures
    stub: str = "items"  # items, countries, ages, years, long, ja
    heads: str = "measures"  # measures, years, long, ja
    groups: int = 0  # spanning headers over the columns of figures
    figures: Sequence[str] = wording.FIGURES
    sections: int = 0
    spanning_sections: bool = False
    blanks: float = 0.0  # of the cells
    dashes: float = 0.0
    marks: float = 0.0
    total: bool = False
    corner: bool = True  # a heading over the labels
    indented: bool = False


STUBS = {
    "items": wording.ITEMS,
    "countries": wording.COUNTRIES,
    "ages": wording.AGES,
    "long": wording.LONG_ITEMS,
    "ja": wording.JA_ITEMS,
}
HEADS = {"measures": wording.MEASURES, "long": wording.LONG_MEASURES, "ja": wording.JA_MEASURES}
CORNERS = ("Category", "Region", "Item", "Body", "Characteristic", "Measure", "Type of measure")


def statistics(rng: Random, wanted: Wanted) -> Sheet:
    """A table of figures with labels at the left."""
    entries, head = _header(rng, wanted)
    labels = _labels(rng, wanted)
    columns = [wording.figures(rng, kind, len(labels)) for kind in _kinds(rng, wanted)]
    sections = _section_places(rng, wanted)
    row, totals = head, set[int]()
    for at, label in enumerate(labels):
        if at in sections:
            entries.append(_section(sections[at], row, wanted))
            row += 1
        bold = wanted.total and at == len(labels) - 1
        mark = rng.choice("12*a") if rng.random() < wanted.marks else ""
        indent = rng.choice((0, 1)) if wanted.indented and not bold else 0
        entries.append(
            Entry(row=row, column=0, text="Total" if bold else label, role="label", indent=indent,
                  mark=mark, bold=bold)
        )  # fmt: skip
        if bold:
            totals.add(row)
        entries += _data(rng, wanted, row, [column[at] for column in columns], bold=bold)
        row += 1
    return Sheet(
        entries=tuple(entries), rows=row, columns=1 + wanted.columns, head=head,
        totals=frozenset(totals),
    )  # fmt: skip


def _labels(rng: Random, wanted: Wanted) -> list[str]:
    if wanted.stub == "years":
        return wording.years(rng, min(wanted.rows, 20))
    found = wording.some(rng, STUBS[wanted.stub], wanted.rows)
    return sorted(found) if wanted.stub == "countries" else found


def _kinds(rng: Random, wanted: Wanted) -> list[str]:
    if wanted.heads in ("years", "ja") or wanted.groups:
        period = rng.choice((1, 2)) if wanted.groups else 1
        few = [rng.choice(list(wanted.figures)) for _ in range(period)]
        return [few[at % period] for at in range(wanted.columns)]
    return [rng.choice(list(wanted.figures)) for _ in range(wanted.columns)]


def _header(rng: Random, wanted: Wanted) -> tuple[list[Entry], int]:
    levels = 2 if wanted.groups else 1
    corner = {"ja": "区分"}.get(wanted.stub) or rng.choice(CORNERS)
    entries = []
    if wanted.corner:
        entries.append(Entry(row=0, column=0, text=corner, rows=levels, role="head"))
    per = wanted.columns // wanted.groups if wanted.groups else 0
    for at, text in enumerate(wording.some(rng, wording.GROUPS, wanted.groups)):
        entries.append(Entry(row=0, column=1 + at * per, text=text, columns=per, role="head"))
    if wanted.groups:
        texts = _heads(rng, wanted, per) * wanted.groups
    else:
        texts = _heads(rng, wanted, wanted.columns)
    entries += [
        Entry(row=levels - 1, column=1 + at, text=text, role="head")
        for at, text in enumerate(texts)
    ]
    return entries, levels


def _heads(rng: Random, wanted: Wanted, count: int) -> list[str]:
    if wanted.heads == "years":
        return wording.years(rng, count)
    return wording.some(rng, HEADS[wanted.heads], count)


def _section_places(rng: Random, wanted: Wanted) -> dict[int, str]:
    texts = wording.some(rng, wording.SECTIONS, wanted.sections)
    step = max(2, wanted.rows // max(1, wanted.sections))
    places = {at * step: text for at, text in enumerate(texts)}
    last = wanted.rows - 2
    return {at: text for at, text in places.items() if at <= last}


def _section(text: str, row: int, wanted: Wanted) -> Entry:
    columns = 1 + wanted.columns if wanted.spanning_sections else 1
    return Entry(row=row, column=0, text=text, columns=columns, role="section", bold=True)


def _data(
    rng: Random, wanted: Wanted, row: int, texts: Sequence[str], *, bold: bool
) -> Iterable[Entry]:
    for at, text in enumerate(texts):
        draw = rng.random()
        if draw < wanted.blanks:
            continue
        printed = rng.choice("–—-") if draw < wanted.blanks + wanted.dashes else text
        mark = rng.choice("12ab") if rng.random() < wanted.marks / 2 else ""
        yield Entry(row=row, column=1 + at, text=printed, mark=mark, bold=bold)


def descriptions(rng: Random, rows: int, columns: int, *, tall: bool = False) -> Sheet:
    """A table of words; with `tall`, labels that stand for two rows each."""
    heads = ["Body", *wording.some(rng, ("Task", "Period", "Remarks", "Responsible unit",
                                         "Legal basis", "Frequency"), columns - 1)]  # fmt: skip
    entries = [Entry(row=0, column=at, text=text, role="head") for at, text in enumerate(heads)]
    step = 2 if tall else 1
    labels = wording.some(rng, wording.BODIES, (rows + step - 1) // step)
    for row in range(1, rows + 1):
        if (row - 1) % step == 0:
            high = min(step, rows - row + 1)
            entries.append(
                Entry(row=row, column=0, text=labels[(row - 1) // step], rows=high, role="label")
            )
        for column in range(1, columns):
            entries.append(Entry(row=row, column=column, text=_words(rng, column), role="text"))
    return Sheet(entries=tuple(entries), rows=rows + 1, columns=columns, head=1)


def _words(rng: Random, column: int) -> str:
    if column == 1:
        return "; ".join(rng.sample(wording.TEXTS, rng.choice((1, 2))))
    return rng.choice((*wording.TEXTS, wording.sentence(rng)))


def marks(rng: Random, rows: int, columns: int) -> Sheet:
    """A table of crosses."""
    heads = wording.some(rng, wording.BODIES, columns - 1)
    entries = [Entry(row=0, column=0, text="Measure", role="head")]
    entries += [Entry(row=0, column=1 + at, text=t, role="head") for at, t in enumerate(heads)]
    sign = rng.choice(("X", "x", "●", "✓"))
    for row, label in enumerate(wording.some(rng, wording.ITEMS, rows), start=1):
        entries.append(Entry(row=row, column=0, text=label, role="label"))
        entries += [
            Entry(row=row, column=column, text=sign)
            for column in range(1, columns)
            if rng.random() < 0.6
        ]
    return Sheet(entries=tuple(entries), rows=rows + 1, columns=columns, head=1)


def with_units(sheet: Sheet, text: str) -> Sheet:
    """The sheet with a unit over all figures, between its header and its body."""
    moved = [replace(e, row=e.row + (e.row >= sheet.head)) for e in sheet.entries]
    over = sheet.columns - 1
    moved.append(Entry(row=sheet.head, column=1, text=text, columns=over, role="head"))
    return Sheet(
        entries=tuple(moved), rows=sheet.rows + 1, columns=sheet.columns, head=sheet.head + 1,
        totals=frozenset(row + 1 for row in sheet.totals),
    )  # fmt: skip
