"""Time travel: the archive as it stood at a moment, for every page with the same queries.

`stand` lays temporary views over the tables of a connection, inside the transaction of one
question. Whatever is asked of `documents`, `versions`, `changes`, `entries`, `captures`, `runs`
and `problems` then sees only what was known at that moment; rolling back lifts them again.
Texts of files need no view: a page belongs to a file, and files never change.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from datasette.utils.asgi import Request

from archive.web import days
from metadata.items import describe_item

PARAMETER = "_as_of"
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T((?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)Z?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The end of what was asked for: a day, month or year, or a time of UTC."""

    asked: str  # as it stands in addresses
    until: str  # UTC ISO 8601 with Z: what came later is left out
    day: str  # the last day seen, for people


def asked(request: Request) -> Moment | None:
    """The moment in an address, or None when there is none or it is not a date."""
    return parse(request.args.get(PARAMETER) or "")


def parse(text: str) -> Moment | None:
    """`2025`, `2025-04`, `2025-04-01` (to their ends) or `2025-04-01T12:00:00Z`."""
    given = text.strip()
    match = _TIME.fullmatch(given)
    date_asked = days.typed(match[1] if match else given)
    if date_asked is None:
        return None
    whole = days.last_day(date_asked)
    clock = match[2] if match else "23:59:59"
    until = f"{whole}T{clock if len(clock) == 8 else f'{clock}:59'}Z"
    return Moment(asked=given if match else date_asked, until=until, day=whole)


def stand(connection: sqlite3.Connection, moment: Moment) -> None:
    """Lay the views of `moment` over the tables, in the transaction that is open."""
    connection.create_function("title_then", 3, _title_then, deterministic=True)
    for table, (source, changed) in _VIEWS.items():
        columns = _columns(connection, table, changed)
        sql = f"create temp view {table} as select {columns} from {source}"
        # The moment consists of digits and separators: see `parse`. Views take no parameters.
        connection.execute(sql.replace(":until", f"'{moment.until}'"))


def _columns(connection: sqlite3.Connection, table: str, changed: dict[str, str]) -> str:
    """Every column of the table as `t.name`, those in `changed` by their expression."""
    names = [row[1] for row in connection.execute(f'pragma main.table_info("{table}")')]
    return ", ".join(f'{changed.get(name) or f"t.{name}"} as "{name}"' for name in names)


def _title_then(text: str | None, href: str | None, language: str | None) -> str | None:
    """The title that a list item's text of then gives; None when it gives none."""
    if not text:
        return None
    return describe_item(text, href=href, language=language or "en").title.value


_PRINTED_THEN = """(select h.text from main.entries e join main.entry_history h on h.entry_id = e.id
    where e.document_id = t.id and h.text is not null and h.seen_at <= :until
    order by h.seen_at desc limit 1)"""
_TITLE = f"""case when exists (select 1 from main.changes x where x.document_id = t.id
        and x.kind = 'retitled' and x.at > :until)
    then coalesce(title_then({_PRINTED_THEN}, t.url, t.language), t.title) else t.title end"""
# A document that is back has no reason today; what the ledger said then ends in it.
_REASON = """case when c.kind = 'missing' then
    iif(c.detail like '%” is no longer served at its address; the archive keeps it.',
        'gone', 'unlisted') end"""
_HISTORY = """main.entries t left join main.entry_history h on h.entry_id = t.id and h.run_id = (
    select max(run_id) from main.entry_history where entry_id = t.id and seen_at <= :until)
    where t.first_seen <= :until"""
_VIEWS: dict[str, tuple[str, dict[str, str]]] = {
    "documents": (
        """main.documents t join main.versions v on v.document_id = t.id and v.number = (
               select max(number) from main.versions
               where document_id = t.id and captured_at <= :until)
           join main.files f on f.sha256 = v.sha256
           left join main.changes c on c.id = (
               select max(id) from main.changes where document_id = t.id
               and kind in ('missing', 'restored') and at <= :until)""",
        {
            "title": _TITLE,
            "url": "v.url",
            "sha256": "v.sha256",
            "page_count": "f.page_count",
            "text_status": "f.text_status",
            "last_changed": "v.captured_at",
            "missing_since": "iif(c.kind = 'missing', c.at, null)",
            "missing_reason": _REASON,
        },
    ),
    "versions": ("main.versions t where t.captured_at <= :until", {}),
    "changes": ("main.changes t where t.at <= :until", {}),
    "captures": ("main.captures t where t.captured_at <= :until", {}),
    "entries": (
        _HISTORY,
        {
            "listing_url": "coalesce(h.listing_url, t.listing_url)",
            "position": "coalesce(h.position, t.position)",
            "section": "iif(h.text is null, t.section, h.section)",
            "text": "coalesce(h.text, t.text)",
            "url": "iif(h.text is null, t.url, h.url)",
            "missing_since": "iif(h.listing_url is null, h.seen_at, null)",  # none: not seen then
        },
    ),
    "runs": (
        "main.runs t where t.started_at <= :until",
        {
            "finished_at": "iif(t.finished_at <= :until, t.finished_at, null)",
            "exit_code": "iif(t.finished_at <= :until, t.exit_code, null)",
        },
    ),
    "problems": (
        "main.problems t where t.at <= :until",
        {"resolved_at": "iif(t.resolved_at <= :until, t.resolved_at, null)"},
    ),
}
TABLES = tuple(_VIEWS)
"""The tables that are seen as they stood."""
