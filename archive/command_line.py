"""What all commands share: their options, what is handed to them, and how they are declared.

A command is a function of `Options` and of what click parses for it; it returns the exit code.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.report import Screen
from metadata.checks import Check
from metadata.errors import ReadError
from metadata.records import Contents, Look, Reading

if TYPE_CHECKING:
    from archive.citation_check import Drawer
    from archive.release_check import Sampled
    from metadata.plugins import Plugins


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every command was given."""

    archive: Path
    workers: int
    screen: Screen
    json: bool
    cluster: str | None = None  # address of a scheduler; None: documents are read here
    files: str | None = None  # address of the files; None: where the archive says they are


ReadAgain = Callable[
    [Sequence[tuple["Sampled", Path]]],
    Iterator[tuple[str, str, tuple[Reading, Contents] | ReadError]],
]
"""Reads files as their run did: the SHA-256 of each, the label of its reader, what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What this room does not know itself and is handed on the command line, as click's object."""

    clock: Callable[[], datetime]  # the time, UTC
    drawer: Callable[[], Drawer]  # draws pages
    reader_of: Callable[[str], str]  # the label of who reads a media type here
    read_again: ReadAgain
    plugins: Callable[[], Plugins]  # as another room sees them
    offered: Callable[[], Iterator[tuple[str, str]]]  # plugins and what they offer there, in words
    look: Callable[[Path | None, Sequence[str]], Iterator[Look]]  # at sources, all or the named
    propose: Callable[[str], tuple[Look, str]]  # a source for an address, and the text of its file
    machine_checks: Callable[[Path | None], Iterable[Check]]  # with the sources that are given


def handed() -> Handed:
    """What was handed to the command that is running."""
    found: Handed = click.get_current_context().obj
    return found


class NamedPath(click.Path):
    """A path that is not empty: a variable that a script forgot does not mean this folder.

    That it may be read is for who reads it to say: it is a fault of the machine, not of usage.
    """

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:  # fmt: skip
        if not os.fspath(value):
            self.fail("the name is empty. Name a file or folder.", param, ctx)
        return super().convert(value, param, ctx)


def _partial_date(_: click.Context, __: click.Parameter, date: str | None) -> str | None:
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        with suppress(ValueError):
            datetime.strptime(date or "2017", form)
            return date
    raise click.UsageError(f"--published {date}: write 2017, 2017-04 or 2017-04-18.")


PUBLISHED = click.option(
    "--published", metavar="DATE", callback=_partial_date,
    help="Publication date: 2017, 2017-04 or 2017-04-18.",
)  # fmt: skip
SOURCES = click.option(
    "--sources", "sources_path", type=NamedPath(), envvar="POLICY_SOURCES",
    help="Folder of source files, or one file (environment POLICY_SOURCES, default the shipped).",
)  # fmt: skip
_EVERY = (
    click.option(
        "--archive", type=NamedPath(), envvar="POLICY_ARCHIVE",
        help="Folder of the archive (environment POLICY_ARCHIVE, default data).",
    ),
    click.option(
        "--files", metavar="ADDRESS", envvar="POLICY_FILES",
        help="Where the files are kept, for example s3://bucket/prefix (environment "
        "POLICY_FILES); the archive remembers it. Default: its own folder.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    click.option(
        "--log-format", type=click.Choice(["text", "json"]), default="text",
        help="Log lines on stderr: text, or one JSON object a line.",
    ),
)  # fmt: skip
_READING = (
    click.option(
        "--workers", type=click.IntRange(1, 256), default=os.cpu_count() or 1,
        help="Processes that read documents.",
    ),
    click.option(
        "--cluster", metavar="ADDRESS",
        help="Read on the Dask cluster whose scheduler has this address, for example "
        "tcp://host:8786, in place of --workers.",
    ),
)  # fmt: skip


Listing = tuple[str, Callable[[], Iterable[tuple[str, str]]]]
"""What a help lists: its heading, and what gives names with what they are."""


class _Listing(click.Command):
    """A command whose help ends in a list of what is there to be named."""

    listing: Listing | None = None

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.listing is not None:
            heading, listed = self.listing
            with formatter.section(heading):
                formatter.write_dl(list(listed()))


def command(
    example: str, *, reads: bool = False, listing: Listing | None = None
) -> Callable[[Callable[..., int]], click.Command]:
    """Declare a command with the options that every command takes and an example in its help."""

    def declare(body: Callable[..., int]) -> click.Command:
        def run_command(
            archive: Path | None, as_json: bool, log_format: str, workers: int = 1,
            cluster: str | None = None, files: str | None = None, **more: object,
        ) -> int:  # fmt: skip
            default = Path("data/demo") if body.__name__ == "demo" else Path("data")
            options = Options(
                archive=archive or default, workers=workers,
                screen=Screen(log_format, handed().clock), json=as_json,
                cluster=cluster or None, files=files or None,
            )  # fmt: skip
            return body(options, **more)

        run_command.__doc__ = f"{body.__doc__}\n\n\b\nExample:\n  policy-archive {example}"
        name = body.__name__.removesuffix("_command").replace("_", "-")
        declared = click.command(name=name, cls=_Listing)(run_command)
        declared.listing = listing
        declared.params = [*getattr(body, "__click_params__", [])[::-1], *declared.params]
        for option in (*_EVERY, *_READING) if reads else _EVERY:
            option(declared)
        cli.add_command(declared)
        return declared

    return declare


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="policy-archive")
def cli() -> None:
    """Watch government publication pages, keep every file, and make them findable."""
