"""What plugins may bring to what is kept and shown, and the plugins that are installed.

The hand-over formats that are built in are offered like those of a plugin.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from archive.export.handover import Format, Handover
from archive.export.tables import exported_tables, last_run, rows_of
from metadata.plugins import BUILT_IN, GROUP, Offer, Plugins, hookimpl, hookspec, loaded

__all__ = ["Format", "Handover", "exported_tables", "hookimpl", "last_run", "rows_of"]


class Hooks(Protocol):
    """What a plugin may define."""

    @staticmethod
    @hookspec
    def export_formats() -> Sequence[Format]:
        """More hand-over formats; each has a name of its own and fills the folder it is given."""


class _BuiltIn:
    @hookimpl
    def export_formats(self) -> Sequence[Format]:
        from archive.export import bagit, delimited, jsonl, parquet, warc  # where one is asked for

        return [each.FORMAT for each in (bagit, delimited, jsonl, parquet, warc)]


@cache
def plugins() -> Plugins:
    """The plugins that are installed, as exports see them."""
    found = loaded(entry_points(group=GROUP), Hooks)
    found.manager.register(_BuiltIn(), name=BUILT_IN)
    return found


@cache
def formats() -> tuple[Offer[Format], ...]:
    """The hand-over formats, those built in first; a name that is taken is not given again."""
    offers = plugins().offers("export_formats", Format)
    found: dict[str, Offer[Format]] = {}
    for offer in sorted(offers, key=lambda offer: offer.plugin != BUILT_IN):
        name = offer.value.name
        if name in found:
            plugins().failed[offer.plugin] = (
                f"The plugin {offer.plugin} offers the export format {name}, which there is "
                "already. Update it, or uninstall it."
            )
        found.setdefault(name, offer)
    return tuple(found.values())


def offered() -> Iterator[tuple[str, str]]:
    """Who offers what here, in words."""
    for offer in formats():
        yield offer.plugin, f"the export format {offer.value.name}"
