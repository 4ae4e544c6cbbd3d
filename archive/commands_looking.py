"""The commands that look at publishers' pages, keeping nothing; what they show is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from archive.command_line import SOURCES, Options, command, handed
from archive.keep import item_of
from archive.report import show_entries
from metadata.records import Look


@command("check npa-csec")
@SOURCES
@click.argument("names", metavar="[SOURCE ...]", nargs=-1)
def check(options: Options, names: Sequence[str], sources_path: Path | None) -> int:
    """Show what the sources' pages would yield; nothing is written."""
    return check_sources(options, names, sources_path)


@command("new-source https://www.example.org/publications/ > my-ministry.yaml")
@click.argument("url")
def new_source(options: Options, url: str) -> int:
    """Look at a page, propose the file of a source for it, and show what it would yield."""
    look, text = handed().propose(url)
    if options.json:
        options.screen.json({"source": asdict(look.source), "entries": len(look.entries)})
        return 0
    _show(options, look, aside=True)
    options.screen.result(text)
    advice = "mend what is not right" if look.entries else "no items were found: set `select`"
    options.screen.say(
        f"Put this into {look.source.id}.yaml, {advice}, "
        f"and look at it with `check --sources {look.source.id}.yaml`."
    )
    return 0


def check_sources(options: Options, names: Sequence[str], path: Path | None) -> int:
    """Show what the sources' pages list."""
    exit_codes = []
    for look in handed().look(path, names):
        if look.error is not None:
            options.screen.say(look.error.message, "error", code=look.error.code)
            exit_codes.append(look.error.exit_code)
            continue
        exit_codes.append(1 if look.failed else 0)
        _show(options, look)
    return 69 if exit_codes and min(exit_codes) == 69 else min(1, max(exit_codes))


def _show(options: Options, look: Look, *, aside: bool = False) -> None:
    """Print what a source lists, as a table or as JSON."""
    source = look.source
    items = [(entry, item_of(entry, source.language)) for entry in look.entries]
    show_entries(
        options.screen, source.id, look.pages, items, as_json=options.json, aside=aside
    )  # fmt: skip
    for url, error in look.failed.items():
        options.screen.say(f"{source.id}: {url}: {error.message}", "warning")
