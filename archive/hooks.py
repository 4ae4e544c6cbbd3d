"""What plugins may bring to what is kept and shown, and the plugins that are installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from archive.export.handover import Format, Handover
from archive.export.tables import exported_tables, last_run, rows_of
from metadata.plugins import GROUP, Offer, Plugins, hookimpl, hookspec, loaded

__all__ = ["Format", "Handover", "exported_tables", "hookimpl", "last_run", "rows_of"]


class Hooks(Protocol):
    """What a plugin may define."""

    @staticmethod
    @hookspec
    def export_formats() -> Sequence[Format]:
        """More hand-over formats; each has a name of its own and fills the folder it is given."""


@cache
def plugins() -> Plugins:
    """The plugins that are installed, as exports see them."""
    return loaded(entry_points(group=GROUP), Hooks)


@cache
def formats() -> tuple[Offer[Format], ...]:
    """The hand-over formats that plugins bring."""
    return tuple(plugins().offers("export_formats", Format))


def offered() -> Iterator[tuple[str, str]]:
    """Plugins and what they offer here, in words."""
    for offer in formats():
        yield offer.plugin, f"the export format {offer.value.name}"
