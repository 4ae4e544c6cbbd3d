"""From what a run brought to what the archive holds: the stages `describe` and `keep`.

Each function asks the rows what is left to be done, does it in one transaction a document, and
writes nothing when there is nothing to do. A run that was killed at any point therefore leaves
its work to the next one, and both together end where one uninterrupted run would have ended.
What takes texts apart is imported when there are some: most runs find nothing new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from archive.store import Store
from archive.store_changes import Change
from archive.store_documents import Arrival
from archive.store_entries import EntryRow
from metadata import ledger
from metadata.errors import ReadError
from metadata.naming import document_name, imported_name
from metadata.records import (
    Contents,
    Description,
    Entry,
    ItemDescription,
    Reading,
    Source,
    TextStatus,
)
from metadata.records_between import Comparison
from metadata.sightings import Sighting, Sightings, says

_LONGEST_TITLE = 120  # characters of a title in a message
_STATUS_OF: Mapping[str, TextStatus] = {"encrypted": "encrypted", "limit": "limit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The run in which something is kept, and its time."""

    run_id: int
    at: str
    given: Mapping[str, str]  # what a person said with --title, --kind, --published


def keep_listing(store: Store, occasion: Occasion, source: Source, sightings: Sightings) -> None:
    """Write what a listing shows differently, with the changes that follow from it."""
    if not (sightings.new or sightings.gone or any(s.differs for s in sightings.again)):
        return
    with store.together():
        store.entries.record(
            occasion.run_id, occasion.at, sightings, lambda entry: item_of(entry, source.language)
        )
        for sighting in (s for s in sightings.again if s.differs):
            _keep_sighting(store, occasion, source, sighting)
        for gone in sightings.gone:
            if gone.document_id is None:
                words = ledger.missing_entry(gone.text)
                change = _change(occasion, source, "missing", words)
                store.changes.announce(replace(change, entry_id=gone.id))


def _keep_sighting(store: Store, occasion: Occasion, source: Source, sighting: Sighting) -> None:
    """Write the changes that follow from how a known item stands on its page now."""
    known, seen = sighting.known, sighting.seen
    if known.document_id:
        _describe_again(store, known.document_id, source)
    if sighting.moved and known.document_id:
        _announce_move(store, occasion, source, known.document_id, seen)
    if known.missing and not known.document_id:
        change = _change(occasion, source, "restored", ledger.restored_entry(seen.text))
        store.changes.announce(replace(change, entry_id=known.id))
    if sighting.retitled and _says_otherwise(sighting, source.language):
        change = _change(occasion, source, "retitled", ledger.retitled(known.text, seen.text))
        store.changes.announce(replace(change, document_id=known.document_id, entry_id=known.id))


def _says_otherwise(sighting: Sighting, language: str) -> bool:
    """Whether more than the printed size of the file is another."""
    before, now = says(sighting.known.text, language), says(sighting.seen.text, language)
    return before is None or before != now


def keep_reading(store: Store, reading: Reading, contents: Contents) -> bool:
    """Store a reading and all that follows from it; False when it is the one held already."""
    with store.together():
        changed = store.readings.keep(reading, contents)
        if changed:
            store.documents.refresh(reading.sha256)
    return changed


def keep_unreadable(store: Store, sha256: str, error: ReadError, reader: str) -> None:
    """Say that a file could not be read."""
    with store.together():
        store.readings.keep_failure(sha256, _STATUS_OF.get(error.code, "damaged"), reader)
        store.documents.refresh(sha256)


def said_of(store: Store, sha256: str, message: str) -> str:
    """What a reader says of a file, by the names that people know it by, then by its hash."""
    name = _known_as(store, sha256)
    stored = f"{sha256}.pdf"
    return message.replace(stored, name) if stored in message else f"{name}: {message}"


def _known_as(store: Store, sha256: str) -> str:
    url, title = store.entries.printed_for(sha256) or ("", None)
    parts = urlsplit(url)
    address = unquote(parts.path).rsplit("/", 1)[-1] if parts.scheme == "file" else url
    shown = " ".join(title.split())[:_LONGEST_TITLE] if title else ""
    known = ", ".join(filter(None, (f"“{shown}”" if shown else "", address)))
    return f"{known} (SHA-256 {sha256[:12]})" if known else f"{sha256}.pdf"


def settle(store: Store, occasion: Occasion, source: Source) -> None:
    """Bring documents, versions and the ledger up to date with a source's captures."""
    arrivals = store.documents.arrivals(occasion.run_id, source.id)
    entries = _by_address(store.entries.listed(source.id)) if arrivals else {}
    for arrival in arrivals:
        with store.together():
            if arrival.document_id is None:
                _keep_new(store, occasion, source, arrival, entries.get(arrival.url, []))
            else:
                _keep_revision(store, occasion, source, arrival)
    _settle_links(store, source)
    _settle_presence(store, occasion, source)


def settle_relations(store: Store) -> None:
    """Relate all documents to each other when one of them came or changed."""
    if store.relations.owed():
        from metadata.relations import relate

        with store.together():
            store.relations.relate(relate(store.relations.works()))


def announce_entries(
    store: Store, occasion: Occasion, source: Source, answered: Collection[str]
) -> None:
    """Announce items that lead to no document: without a link, elsewhere, or to a plain page.

    `answered` are the addresses that were fetched well in this run.
    """
    allowed = set(source.hosts)
    for row in store.entries.unannounced(source.id):
        url = row.entry.url
        fetchable = url is not None and urlsplit(url).netloc in allowed
        if not fetchable or url in answered:
            with store.together():
                words = ledger.new_entry(row.entry.text, url)
                change = _change(occasion, source, "new", words)
                store.changes.announce(replace(change, entry_id=row.id))


def redescribe(store: Store, sources: Iterable[Source]) -> None:
    """Draw every conclusion anew from what is stored."""
    sources = list(sources)
    languages = {source.id: source.language for source in sources}
    with store.together():
        store.entries.redescribe(lambda e: item_of(e, languages.get(e.source_id, "en")))
    for source in sources:
        for document_id in store.documents.of_source(source.id):
            with store.together():
                _describe_again(store, document_id, source)
    settle_relations(store)


def item_of(entry: Entry, language: str) -> ItemDescription:
    """Take an entry's text apart."""
    from metadata.items import describe_item

    return describe_item(entry.text, href=entry.href, language=language, context=entry.section)


def _keep_new(
    store: Store, occasion: Occasion, source: Source, arrival: Arrival, rows: Sequence[EntryRow]
) -> None:
    name = _name(source, arrival, rows)
    if store.documents.exists(name):
        return
    store.documents.create(name, source.id, arrival, _placeholder(rows, occasion))
    store.entries.link((row.id for row in rows), name)
    says = _describe(store, name, source, occasion.given)
    store.documents.describe(name, says)
    status = store.documents.text_status(name)
    words = ledger.new_document(says.title, status, arrival.archived_at)
    change = _change(occasion, source, "new", words)
    store.changes.announce(replace(change, document_id=name, to_sha256=arrival.sha256))


def _keep_revision(store: Store, occasion: Occasion, source: Source, arrival: Arrival) -> None:
    document_id, before = str(arrival.document_id), str(arrival.current_sha256)
    comparison = _compare(store, before, arrival.sha256)
    store.documents.revise(document_id, arrival, comparison.change)
    says = _describe(store, document_id, source, {})
    store.documents.describe(document_id, says)
    kinds = ("container", "layout", "wording", "number", "table", "pages")
    change = _change(
        occasion, source, comparison.change,
        ledger.new_content(says.title, comparison, arrival.seen_before),
    )  # fmt: skip
    store.changes.announce(
        replace(
            change,
            document_id=document_id,
            from_sha256=before,
            to_sha256=arrival.sha256,
            edit=max((e.kind for e in comparison.edits), key=kinds.index, default="container"),
        ),
        comparison,
    )


def _compare(store: Store, before: str, after: str) -> Comparison:
    from metadata.compare import compare

    return compare(
        store.readings.pages(before),
        store.readings.pages(after),
        before_tables=store.readings.tables(before),
        after_tables=store.readings.tables(after),
    )


def _settle_links(store: Store, source: Source) -> None:
    """Tie entries to documents: by address, and a followed page to the one document on it."""
    loose = store.entries.unlinked(source.id)
    pages = _children(store.entries.listed(source.id)) if loose else {}
    for row in loose:
        url = row.entry.url or ""
        found = store.documents.find(source.id, url)
        below = pages.get(url, set())
        target = found or (next(iter(below)) if len(below) == 1 else None)
        if target:
            with store.together():
                store.entries.link([row.id], target)
                _describe_again(store, target, source)


def _children(rows: Iterable[EntryRow]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        if row.entry.context is not None and row.document_id:
            found.setdefault(row.entry.listing_url, set()).add(row.document_id)
    return found


def _settle_presence(store: Store, occasion: Occasion, source: Source) -> None:
    for document_id, _, new in store.documents.redirected(occasion.run_id, source.id):
        with store.together():
            _announce_move(store, occasion, source, document_id, new)
    for presence in store.documents.presences(occasion.run_id, source.id):
        back = presence.now == "listed"
        words = (
            ledger.restored(presence.title)
            if back
            else ledger.missing_document(presence.title, presence.now)
        )
        with store.together():
            store.documents.set_presence(presence, occasion.at)
            kind = "restored" if back else "missing"
            change = _change(occasion, source, kind, words)
            store.changes.announce(replace(change, document_id=presence.document_id))


def _describe_again(store: Store, document_id: str, source: Source) -> None:
    store.documents.describe(document_id, _describe(store, document_id, source, {}))


def _describe(
    store: Store, document_id: str, source: Source, given: Mapping[str, str]
) -> Description:
    from metadata.describe import describe_document
    from metadata.items import describe_item

    _, sha256, _ = store.documents.current(document_id)
    rows = store.entries.of_document(document_id)
    items = [item_of(row.entry, source.language) for row in rows]
    for context in dict.fromkeys(row.entry.context for row in rows if row.entry.context):
        item = describe_item(context, href=None, language=source.language)
        items.append(_as_context(item))
    return describe_document(
        items=items,
        contents=store.readings.contents(sha256),
        information=store.readings.information(sha256),
        source=source,
        given=dict(given) or store.documents.given(document_id),
    )


def _as_context(item: ItemDescription) -> ItemDescription:
    """The same findings, said to stand in the item that led to the page."""
    fields = {name: getattr(item, name) for name in ItemDescription.__slots__}
    return ItemDescription(**{k: replace(f, where="context") for k, f in fields.items()})


def _placeholder(rows: Sequence[EntryRow], occasion: Occasion) -> Description:
    """What a document is before it is described, a moment later in the same transaction."""
    title = occasion.given.get("title") or (rows[0].entry.text if rows else "Untitled document")
    return Description(
        title=title, kind="other", part=None, published=None, coverage=None, language=None,
        issuer=None, identifier=None, findings=(),
    )  # fmt: skip


def _name(source: Source, arrival: Arrival, rows: Sequence[EntryRow]) -> str:
    if not source.pages:
        return imported_name(source.id, arrival.url.rsplit("/", 1)[-1], arrival.sha256)
    first = rows[0].entry if rows else None
    printed = (first.context or first.text) if first else ""
    return document_name(source.id, printed, arrival.url)


def _by_address(rows: Iterable[EntryRow]) -> dict[str, list[EntryRow]]:
    found: dict[str, list[EntryRow]] = {}
    for row in rows:
        if row.entry.url:
            found.setdefault(row.entry.url, []).append(row)
    return found


def _announce_move(
    store: Store, occasion: Occasion, source: Source, document_id: str, to: Entry | str
) -> None:
    url = to if isinstance(to, str) else to.url
    _, _, before = store.documents.current(document_id)
    if url is None or url == before:
        return
    words = ledger.moved(store.documents.title(document_id), before, url)
    store.documents.move(document_id, url)
    change = _change(occasion, source, "moved", words)
    store.changes.announce(replace(change, document_id=document_id))


def _change(occasion: Occasion, source: Source, kind: str, words: str) -> Change:
    """A line of the ledger that does not say yet what it is about."""
    return Change(
        run_id=occasion.run_id, at=occasion.at, kind=kind, source_id=source.id, detail=words
    )
