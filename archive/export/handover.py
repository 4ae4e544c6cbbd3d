"""What every export works with, and how it takes its place only when it is complete."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from archive.files import Files
from metadata.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """An export under way: one consistent view of the archive, and the folder to fill."""

    connection: sqlite3.Connection
    files: Files
    folder: Path
    left_out: list[str] = field(default_factory=list)  # stored files that are damaged or missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A hand-over format."""

    name: str  # what it is called on the command line
    says: str  # what it is, for the help
    write: Callable[[Handover], None]
    names: re.Pattern[str]  # the names at the top of a folder that it wrote
    mark: tuple[str, str] | None = None  # a file there, and what it says when it is ours


@contextmanager
def taking_place(dest: Path, chosen: Format) -> Iterator[Path]:
    """A new folder that becomes `dest` when all went well, and leaves nothing when not.

    An earlier export of the format in `dest` is replaced; anything else is refused with
    ConfigError. Raises OSError.
    """
    dest = dest.resolve()
    if dest.exists() and not _is_earlier(dest, chosen):
        raise ConfigError(
            f"{dest} holds other files. Name a new or empty folder, or an earlier export of the "
            "same format, which is then replaced."
        )
    old, new = (dest.with_name(f".{dest.name}.{state}") for state in ("old", "part"))
    if old.is_dir() and not dest.exists():
        old.rename(dest)  # one that was killed in between the two steps below
    for left in (old, new):
        shutil.rmtree(left, ignore_errors=True)
    with _folders_above(new), _gone_at_the_end(new):
        new.mkdir()
        yield new
        _swap(dest, old, new)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _folders_above(path: Path) -> Iterator[None]:
    """The folders above a path; those that were made for it go again when it came to nothing."""
    made = [folder for folder in path.parents if not folder.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in made:
            with suppress(OSError):  # somebody else put something there meanwhile
                folder.rmdir()
        raise


@contextmanager
def _gone_at_the_end(folder: Path) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _swap(dest: Path, old: Path, new: Path) -> None:
    """Put `new` in the place of `dest`, or leave that as it was."""
    if dest.exists():
        dest.rename(old)
    try:
        new.rename(dest)
    except OSError:
        if old.exists():
            old.rename(dest)
        raise


def _is_earlier(dest: Path, chosen: Format) -> bool:
    """Whether a folder is empty or holds what an earlier export of the format wrote."""
    if not dest.is_dir() or not all(chosen.names.fullmatch(path.name) for path in dest.iterdir()):
        return False
    if chosen.mark is None or not any(dest.iterdir()):
        return True
    name, text = chosen.mark
    return (dest / name).is_file() and text in (dest / name).read_text("utf-8", "replace")
