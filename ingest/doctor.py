"""What reading and fetching need of this machine."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.sources import load_sources
from metadata.checks import Check
from metadata.errors import ConfigError

_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "/Library/Fonts")
_CJK = ("cjk", "gothic", "mincho", "ipag", "ipam", "takao", "hiragino", "msung", "source-han")


def machine_checks(sources: Path | None, languages: Sequence[str]) -> Iterator[Check]:
    """Tesseract with the languages (as it calls them), fonts, and the source files."""
    yield _tesseract(languages)
    yield _fonts()
    try:
        known = load_sources(sources)
    except ConfigError as error:
        yield Check(name="sources", well=False, found=error.message, mend="Mend that line.")
    else:
        watched = sum(source.enabled for source in known)
        yield Check(name="sources", well=True, found=f"{len(known)} described, {watched} enabled")


def _tesseract(languages: Sequence[str]) -> Check:
    program = shutil.which("tesseract")
    if program is None:
        return Check(
            name="tesseract", well=False, found="is not installed; scanned pages have no text",
            mend="Install tesseract-ocr with tesseract-ocr-eng and tesseract-ocr-jpn.",
        )  # fmt: skip
    said = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30
    )
    installed = set(said.stdout.split())
    missing = [language for language in languages if language not in installed]
    if missing:
        packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing)
        return Check(
            name="tesseract", well=False, found=f"has no model for {', '.join(missing)}",
            mend=f"Install {packages}.",
        )  # fmt: skip
    return Check(name="tesseract", well=True, found=f"reads {', '.join(languages)}")


def _fonts() -> Check:
    folders = (Path(folder).expanduser() for folder in _FONTS)
    names = (font.name.lower() for folder in folders for font in folder.rglob("*.[ot]t[cf]"))
    if any(part in name for name in names for part in _CJK):
        return Check(name="fonts", well=True, found="Japanese text without its own font is drawn")
    return Check(
        name="fonts", well=False, found="no Japanese font; some page images show empty boxes",
        mend="Install fonts-noto-cjk.",
    )  # fmt: skip
