"""Which entries of a listing are the ones we knew, and what became of the others.

An entry with a link is known by its address, one without a link by its text. The comparison
looks at text and addresses only, so that it can be replayed from the archive at any time.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from metadata.errors import ListingChangedError
from metadata.records import Entry, ItemDescription, Source

T = TypeVar("T")

_ENOUGH_TO_JUDGE = 4  # known entries from which on losing more than half of them is suspicious


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry as the archive holds it."""

    id: int
    listing_url: str
    position: int
    section: str | None
    text: str
    url: str | None
    missing: bool  # it was no longer listed when last looked for
    document_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A known entry and how it stands on the page now."""

    known: KnownEntry
    seen: Entry

    @property
    def retitled(self) -> bool:
        """The same link under another text."""
        return same_text(self.known.text) != same_text(self.seen.text)

    @property
    def moved(self) -> bool:
        """The same item at another address."""
        return self.known.url != self.seen.url

    @property
    def differs(self) -> bool:
        """Anything at all that history should know."""
        before = (self.known.listing_url, self.known.position, self.known.section)
        after = (self.seen.listing_url, self.seen.position, self.seen.section)
        return (
            before != after or self.known.text != self.seen.text or self.moved or self.known.missing
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """A listing compared with what was known of it."""

    again: tuple[Sighting, ...]
    new: tuple[Entry, ...]
    gone: tuple[KnownEntry, ...]


def same_text(text: str) -> str:
    """Fold what does not make a different title: width, case and white space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def says(text: str, language: str) -> Hashable:
    """What an item tells, but for the size of its file; None when it has no title.

    `language` is the page's (ISO 639-1).
    """
    from metadata.items import describe_item  # dear to load, and most listings stay as they are

    item = describe_item(text, href=None, language=language)
    if not item.title.value:
        return None
    told = {name: getattr(item, name).value for name in ItemDescription.__slots__}
    del told["declared_bytes"], told["pages"]
    return (same_text(str(told.pop("title"))), *told.values())


def compare_listing(
    known: Sequence[KnownEntry],
    seen: Iterable[Entry],
    failed_pages: Collection[str],
    language: str = "en",
) -> Sightings:
    """Pair what is seen with what is known, surest rule first.

    `failed_pages` are listing addresses that could not be read this time: entries on them are
    neither seen nor gone. Each known entry and each seen one is used at most once. `language`
    is the page's (ISO 639-1).
    """
    left = list(known)
    open_ = list(dict.fromkeys(seen))
    pairs: list[Sighting] = []
    for key_known, key_seen in _RULES:
        found, left, open_ = _pair(left, open_, key_known, key_seen)
        pairs += found
    gone = tuple(k for k in left if not k.missing and k.listing_url not in failed_pages)
    away = tuple(k for k in left if k.missing and k.document_id)
    for waiting in (gone, away):
        for same in (same_text, lambda text: says(text, language)):
            moved = _moves(waiting, open_, same)
            pairs += moved
            open_ = [e for e in open_ if all(e is not m.seen for m in moved)]
            waiting = tuple(k for k in waiting if all(k is not m.known for m in moved))
    paired = {pair.known.id for pair in pairs}
    return Sightings(
        again=tuple(sorted(pairs, key=lambda s: s.known.id)),
        new=tuple(open_),
        gone=tuple(k for k in gone if k.id not in paired),
    )


Key = Hashable | None
_RULES: tuple[tuple[Callable[[KnownEntry], Key], Callable[[Entry], Key]], ...] = (
    (
        lambda k: (k.url, same_text(k.text), k.listing_url),
        lambda e: (e.url, same_text(e.text), e.listing_url),
    ),
    (lambda k: (k.url, same_text(k.text)), lambda e: (e.url, same_text(e.text))),
    (lambda k: k.url and (k.url, k.listing_url), lambda e: e.url and (e.url, e.listing_url)),
    (lambda k: k.url, lambda e: e.url),
)


def expect_entries(source: Source, found: int, known: int, gone: int) -> None:
    """Raise ListingChangedError when a listing has lost more than a publisher takes away.

    `found` entries stand on its pages now; of the `known` ones that stood there before, `gone`
    are missing.
    """
    pages = ", ".join(source.pages) or source.id
    if found < source.min_entries:
        raise ListingChangedError(
            f"{source.id}: {pages} gave {found} entries where at least {source.min_entries} are "
            f"expected. Nothing was marked missing. Look at the page with `check {source.id}`; "
            "if it is right, lower expect.min_entries or set select in the source file."
        )
    if known >= _ENOUGH_TO_JUDGE and gone * 2 > known:
        raise ListingChangedError(
            f"{source.id}: {gone} of the {known} entries known from {pages} are gone at once. "
            f"Nothing was marked missing. Look at the page with `check {source.id}`: the "
            "template may have changed, then set select in the source file."
        )


def _pair(
    known: list[KnownEntry],
    seen: list[Entry],
    key_known: Callable[[KnownEntry], Key],
    key_seen: Callable[[Entry], Key],
) -> tuple[list[Sighting], list[KnownEntry], list[Entry]]:
    waiting: dict[Key, list[KnownEntry]] = defaultdict(list)
    for entry in sorted(known, key=lambda k: (k.missing, k.id)):
        if (key := key_known(entry)) is not None:
            waiting[key].append(entry)
    pairs, rest = [], []
    for item in seen:
        key = key_seen(item)
        if key is not None and waiting.get(key):
            pairs.append(Sighting(known=waiting[key].pop(0), seen=item))
        else:
            rest.append(item)
    used = {pair.known.id for pair in pairs}
    return pairs, [k for k in known if k.id not in used], rest


def _moves(
    gone: Sequence[KnownEntry], seen: Sequence[Entry], same: Callable[[str], Key]
) -> list[Sighting]:
    """The same item at a new address or its first, when it is the only one of its kind."""
    if not gone or not seen:
        return []
    before = _unique((same(k.text), k) for k in gone)
    after = _unique((same(e.text), e) for e in seen if e.url)
    return [Sighting(known=known, seen=after[key]) for key, known in before.items() if key in after]


def _unique(items: Iterable[tuple[Key, T]]) -> dict[Key, T]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for key, value in items:
        groups[key].append(value)
    return {k: values[0] for k, values in groups.items() if len(values) == 1 and k is not None}
