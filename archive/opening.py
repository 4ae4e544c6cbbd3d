"""Opening the archive that a command names: to look at it, or to write to it alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from archive.command_line import Options
from archive.files import Files, locked, storage_errors
from archive.files_opening import address_of, expect_files, open_files
from archive.readonly import reading
from archive.store import Store
from metadata.errors import ConfigError


def require_archive(options: Options) -> None:
    """Refuse to go on where there is no archive."""
    if not (options.archive / "archive.db").is_file():
        raise ConfigError(
            f"There is no archive in {options.archive}. Name one with --archive, "
            "or make one with `run`, `add` or `demo`."
        )

    if options.files is not None:
        files = open_files(options.archive, options.files)
        if files.address != address_of(options.archive):
            with locked(options.archive), Store(options.archive) as store:
                _remember(store, files)


def prepared(options: Options) -> Files:
    """The files of an archive that is to be written to, their place made ready.

    Raises ConfigError, StorageError.
    """
    if (options.archive / "chain.json").exists():
        raise ConfigError(
            f"{options.archive} is a release, which proves itself as long as nobody writes to it. "
            "To go on from it, copy its archive.db and files to a new folder."
        )
    files = open_files(options.archive, options.files)
    files.prepare()
    return files


@contextmanager
def opened(options: Options, files: Files) -> Iterator[Store]:
    """The archive of these files, which nobody else writes to meanwhile.

    Raises ArchiveLockedError, ConfigError, StorageError.
    """
    with locked(options.archive), Store(options.archive) as store:
        files.tidy()
        _remember(store, files)
        _go_on_from(options)
        try:
            yield store
        finally:
            files.tidy()


def _go_on_from(options: Options) -> None:
    """A published snapshot that is written to is an archive from now on: its sums end here."""
    sums = options.archive / "SHA256SUMS"
    if sums.exists():
        with storage_errors(f"go on from the snapshot in {options.archive}"):
            sums.unlink()
        options.screen.say(
            f"{options.archive} was a published snapshot; it goes on as an archive of its own.",
            "warning",
        )


def _remember(store: Store, files: Files) -> None:
    """Have the archive remember where its files are. Raises ConfigError when they are not there."""
    if files.address == address_of(files.root):
        return
    if (files.root / "SHA256SUMS").exists():
        raise ConfigError(
            f"{files.root} is a published snapshot and knows where its files are. Leave --files "
            "(or POLICY_FILES) out."
        )
    with reading(files.root) as connection:
        expect_files(files, connection)
    with store.together():
        store.keeping.remember_files(files.address)
