"""What a reader of pages or feeds hands to the door."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item, before it is numbered."""

    text: str
    section: str | None
    href: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a page or feed lists and where it leads."""

    title: str | None
    items: tuple[Item, ...]
    follow: tuple[str, ...] = ()
