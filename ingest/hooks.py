"""What plugins may bring to the world outside, and the plugins that are installed.

The kinds of listing that are built in are offered like those of a plugin, and asked after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import entry_points

import metadata.hooks
from ingest.listing_decode import Decoded
from ingest.listing_found import Found, Item
from ingest.listing_links import Resolver
from metadata.citations_schemes import CitationScheme
from metadata.plugins import BUILT_IN, GROUP, Offer, Plugins, hookimpl, hookspec, loaded
from metadata.records import Source

__all__ = ["Decoded", "Found", "Item", "ListingKind", "Resolver", "hookimpl", "listing_kinds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingKind:
    """A kind of page that lists documents."""

    name: str
    claims: Callable[[str], bool]  # whether a text is of this kind, told by its first 4,000 signs
    read: Callable[[Decoded, str, Source], Found]  # its items; the address is after redirects


@hookspec
def listing_kinds() -> Sequence[ListingKind]:
    """More kinds of listing, asked in the order of the plugins' names before those built in."""
    raise NotImplementedError


class _BuiltIn:
    @hookimpl
    def listing_kinds(self) -> Sequence[ListingKind]:
        return (
            ListingKind(name="feed", claims=_is_feed, read=_read_feed),
            ListingKind(name="page", claims=lambda _: True, read=_read_page),
        )


# What reads is imported where something is read: most pages are as they were.


def _is_feed(text: str) -> bool:
    from ingest.listing_feed import is_feed

    return is_feed(text)


def _read_feed(decoded: Decoded, url: str, source: Source) -> Found:
    from ingest.listing_feed import read_feed

    return read_feed(decoded, url)


def _read_page(decoded: Decoded, url: str, source: Source) -> Found:
    from ingest.listing_html import read_html

    return read_html(decoded, url, source)


class _Hooks:
    listing_kinds = staticmethod(listing_kinds)
    citation_schemes = staticmethod(metadata.hooks.citation_schemes)


@cache
def plugins() -> Plugins:
    """The plugins that are installed, as reading and listings see them."""
    found = loaded(
        entry_points(group=GROUP),
        _Hooks,
    )
    found.manager.register(_BuiltIn(), name=BUILT_IN)
    return found


@cache
def kinds() -> tuple[Offer[ListingKind], ...]:
    """The kinds of listing, in the order in which they are asked."""
    return tuple(plugins().offers("listing_kinds", ListingKind))


@cache
def schemes() -> tuple[CitationScheme, ...]:
    """The citation schemes that plugins bring."""
    found = plugins().offers("citation_schemes", CitationScheme)
    return tuple(replace(offer.value, plugin=offer.plugin) for offer in found)


def installed() -> list[str]:
    """The plugins and their versions: whatever else is installed reads listings the same."""
    points = entry_points(group=GROUP)
    return sorted(f"{p.name} {p.value} {p.dist.version if p.dist else ''}" for p in points)


def failures() -> list[str]:
    """What is wrong with plugins that cannot be used, in words."""
    for asked in (kinds, schemes):
        asked()  # only then it is known
    return list(plugins().failed.values())


def offered() -> Iterator[tuple[str, str]]:
    """Plugins and what they offer here, in words."""
    for kind in kinds():
        if kind.plugin != BUILT_IN:
            yield kind.plugin, f"listings of the kind {kind.value.name}"
    for scheme in schemes():
        yield scheme.plugin, f"citations of the scheme {scheme.name}"
