"""The commands that ask nothing but the archive: look at it, serve it, hand it over, divide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from archive.command_line import NamedPath, Options, command
from archive.files_opening import open_files
from archive.opening import require_archive

CONFIGURATION = Path(__file__).parent.parent / "datasette.yaml"


@command("status --archive data")
def status(options: Options) -> int:
    """Show what is in the archive, its last runs and open problems."""
    from archive.status import show_status

    require_archive(options)
    return show_status(options.archive, options.screen, as_json=options.json)


@command("serve --archive data --port 8001")
@click.argument("archives", metavar="[ARCHIVE ...]", nargs=-1,
                type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8001, show_default=True,
    help="Port to listen on.",
)  # fmt: skip
def serve(options: Options, host: str, port: int, archives: Sequence[Path]) -> int:
    """Serve the archive with Datasette, or the named ones together, searched as one."""
    from archive.serve import serve_archive

    if archives and options.files:
        raise click.UsageError("--files is for one archive; each of several knows its own.")
    for one in archives or (options.archive,):
        require_archive(replace(options, archive=one))
    return serve_archive(archives or (options.archive,), CONFIGURATION, host, port)


@command("publish /srv/www/archive")
@click.option(
    "--release", is_flag=True,
    help="Add Parquet, a BagIt bag, checksums and the chain of runs, so that anyone can check it "
    "with `verify --release`.",
)  # fmt: skip
@click.option(
    "--refer", is_flag=True, help="Leave files that are in an object store there; name its address."
)
@click.argument("dest", type=NamedPath())
def publish(options: Options, dest: Path, release: bool, refer: bool) -> int:
    """Make a consistent, compact, immutable snapshot that plain `datasette -i` serves."""
    from archive.publish import publish_archive
    from archive.release import release_archive

    require_archive(options)
    if release and refer:
        raise click.UsageError("A release holds its files: give --release or --refer, not both.")
    if release:
        return release_archive(
            options.archive, dest, CONFIGURATION, options.screen, as_json=options.json
        )
    return publish_archive(
        options.archive, dest, CONFIGURATION, options.screen, as_json=options.json, refer=refer
    )


@command("merge united ministry-a ministry-b")
@click.argument("dest", type=NamedPath())
@click.argument("sources", metavar="ARCHIVE ...", nargs=-1, required=True,
                type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
def merge(options: Options, dest: Path, sources: Sequence[Path]) -> int:
    """Make one archive of several, in the new folder DEST; those are left as they are."""
    from archive.merge import join_archives
    from archive.store_union import Part

    return join_archives(
        open_files(dest, options.files), [Part(root=root) for root in sources], options.screen,
        as_json=options.json,
    )  # fmt: skip


@command("split --source npa-csec police")
@click.option("--source", "source_ids", multiple=True, required=True, help="A source to take.")
@click.argument("dest", type=NamedPath())
def split(options: Options, dest: Path, source_ids: Sequence[str]) -> int:
    """Make an archive of some sources of the archive, in the new folder DEST."""
    from archive.merge import join_archives
    from archive.store_union import Part

    require_archive(options)
    return join_archives(
        open_files(dest), [Part(root=options.archive, sources=frozenset(source_ids))],
        options.screen, as_json=options.json,
    )  # fmt: skip


def _formats() -> list[tuple[str, str]]:
    """The hand-over formats there are, for the help."""
    from archive.hooks import formats
    from metadata.plugins import BUILT_IN

    return [
        (name, says if plugin == BUILT_IN else f"{says} (plugin {plugin})")
        for name, says, plugin in ((o.value.name, o.value.says, o.plugin) for o in formats())
    ]


@command("export csv handover/", listing=("Formats", _formats))
@click.argument("format_name", metavar="FORMAT")
@click.argument("dest", type=NamedPath())
def export(options: Options, format_name: str, dest: Path) -> int:
    """Write the archive in a hand-over format, into the folder DEST."""
    from archive.export import export_archive

    require_archive(options)
    return export_archive(format_name, options.archive, dest, options.screen, as_json=options.json)
