"""The commands that check: what is kept, releases and cited passages, and this machine.

What they need of the world outside is handed to them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.command_line import SOURCES, Handed, Options, command, handed
from archive.opening import require_archive
from archive.report import show_checks
from metadata.errors import ConfigError

if TYPE_CHECKING:
    from archive.verify import Budget

SAMPLE = 5  # files of a release that are read again


class _Budget(click.ParamType["Budget"]):
    name = "time or size"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Budget:
        from archive.verify import budget

        try:
            return budget(value)
        except ConfigError as error:
            self.fail(error.message, param, ctx)


@command("verify --archive data --budget 10m")
@click.option(
    "--budget", "most", metavar="TIME|SIZE", type=_Budget(),
    help="Check for so long (30s, 10m, 2h) or so much (500MB, 2GB), what was checked longest ago "
    "first; the rest is left for the next time. Default: everything.",
)  # fmt: skip
@click.option(
    "--repair", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER",
    help="Put back damaged or missing files from copies with the same hash: a published snapshot, "
    "another archive, a bag, or any folder.",
)  # fmt: skip
@click.option(
    "--citation", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Check a cited passage, saved as JSON from the site, against the archive instead.",
)  # fmt: skip
@click.option(
    "--release", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="FOLDER",
    help="Check a release, made by `publish --release`, instead; no archive is needed.",
)  # fmt: skip
@click.option(
    "--sample", type=click.IntRange(min=0), metavar="N",
    help="With --release: read so many of its files again and compare the rows (default 5).",
)  # fmt: skip
def verify(
    options: Options, most: Budget | None, repair: Path | None, citation: Path | None,
    release: Path | None, sample: int | None,
) -> int:  # fmt: skip
    """Hash every stored file against its name and the database, both ways."""
    needs = handed()
    if sample is not None and not release:
        raise click.UsageError("--sample says how many files of a --release are read again.")
    if release:
        if most or repair or citation:
            raise click.UsageError("--release checks a whole release; it goes with --sample only.")
        return check_release(options, release, SAMPLE if sample is None else sample, needs)
    if citation and (most or repair):
        raise click.UsageError("--citation checks one passage; it goes without --budget, --repair.")
    require_archive(options)
    if citation:
        return _check_citation(options, citation, needs)
    from archive.verify import verify_archive

    return verify_archive(
        options.archive, options.screen, as_json=options.json, now=needs.clock, limit=most,
        repair=repair,
    )  # fmt: skip


def _check_citation(options: Options, citation: Path, needs: Handed) -> int:
    from archive.citation_check import check_citation

    drawer, root = needs.drawer(), options.archive
    return check_citation(root, citation, drawer, options.screen, as_json=options.json)


def check_release(options: Options, folder: Path, number: int, needs: Handed) -> int:
    """Check a release, and read so many of its files again."""
    from archive.release_check import checking, rereading

    with checking(folder, options.screen, quiet=options.json) as (check, connection):
        wanted = check.sample(connection, number, needs.reader_of) if connection else []
        if connection and wanted:
            found = needs.read_again([(one, check.path(one)) for one in wanted])
            with rereading(connection) as again:
                for sha256, reader, result in found:
                    check.compare(again, sha256, result, reader)
        return check.tell()


@command("doctor --archive data")
@SOURCES
def doctor(options: Options, sources_path: Path | None) -> int:
    """Check what this machine brings: OCR, fonts, SQLite, disk, clock, sources, plugins."""
    from archive import hooks as showing
    from archive.doctor import archive_checks
    from metadata.plugins import plugin_checks

    needs = handed()
    machine = needs.machine_checks(sources_path)
    offered = [*needs.offered(), *showing.offered()]  # asking tells which plugins fail
    plugins = plugin_checks([needs.plugins(), showing.plugins()], offered)
    checks = [*archive_checks(options.archive, needs.clock(), options.files), *machine, *plugins]
    show_checks(options.screen, checks, as_json=options.json)
    return 0 if all(check.well for check in checks) else 1
