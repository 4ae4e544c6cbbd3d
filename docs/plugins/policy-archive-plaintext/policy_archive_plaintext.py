"""Plain text files as documents: a form feed begins a page."""

from __future__ import annotations

from pathlib import Path

from ingest.hooks import FileReader, FileText, hookimpl
from metadata.errors import DamagedError


def claims(head: bytes) -> bool:
    """Whether bytes are text: UTF-8 without control characters, as far as they are shown."""
    text = head.decode("utf-8", errors="ignore")
    cut = len(head) - len(text.encode())  # of a character that the head may end in
    strange = any(c < " " and c not in "\t\n\r\f" for c in text)
    return bool(text.strip()) and cut < 4 and not strange


def read(path: Path, languages: tuple[str, ...]) -> FileText:
    """The pages of a file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DamagedError(f"{path.name} is no UTF-8 from byte {error.start} on.") from error
    return FileText(pages=text.rstrip("\f\n").split("\f"))


@hookimpl
def file_readers() -> list[FileReader]:
    return [
        FileReader(
            name="plaintext", version="1", media_type="text/plain", suffixes=(".txt",),
            claims=claims, read=read,
        )
    ]  # fmt: skip
