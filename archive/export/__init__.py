"""Hand-over formats, one module each: a module has its `FORMAT`, which `archive/hooks.py` offers.

Every export is one consistent view of the archive, also while a run is on, and gives the same
bytes for the same archive. It is made in a folder beside DEST and takes its name when it is
complete; an earlier export of the same format is replaced, other files are never touched.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from archive import hooks
from archive.export.handover import Format, Handover, taking_place
from archive.files import storage_errors
from archive.files_opening import open_files
from archive.readonly import reading
from archive.report import Screen
from metadata.errors import ConfigError
from metadata.plugins import BUILT_IN, Offer, attempted


def _chosen(name: str) -> Offer[Format]:
    """A format and who brings it. Raises ConfigError."""
    offers = {offer.value.name: offer for offer in hooks.formats()}
    if name not in offers:
        wrong = "".join(f" {words}" for words in hooks.plugins().failed.values())
        raise ConfigError(f"There is no format {name}. Known: {', '.join(offers)}.{wrong}")
    return offers[name]


def _write(chosen: Offer[Format], handover: Handover) -> None:
    """Fill the folder. Raises ConfigError that names the plugin when one fails."""
    fill = partial(_written, chosen.value, handover)
    if chosen.plugin == BUILT_IN:
        fill()
    else:
        attempted(chosen.plugin, "exporting", fill, passing=(OSError,))


def _written(chosen: Format, handover: Handover) -> None:
    chosen.write(handover)
    strange = [p.name for p in handover.folder.iterdir() if not chosen.names.fullmatch(p.name)]
    if strange:
        raise ValueError(f"it wrote {strange[0]}, which is none of its own names")


def export_archive(
    format_name: str, root: Path, dest: Path, screen: Screen, *, as_json: bool = False
) -> int:
    """Write the archive to the folder `dest` in a hand-over format.

    Returns 0, or 1 when a stored file is damaged and was left out; each is named. Raises
    ConfigError for an unknown format or a folder with other files, StorageError when `dest`
    cannot be written.
    """
    chosen, files = _chosen(format_name), open_files(root)
    files.refuse_inside(dest)
    with (
        storage_errors(f"export to {dest}"),
        taking_place(dest, chosen.value) as folder,
        reading(root) as connection,
    ):
        handover = Handover(connection=connection, files=files, folder=folder)
        _write(chosen, handover)
    for sha256 in handover.left_out:
        screen.say(f"{sha256} is damaged or missing and was left out; see verify.", "warning")
    written = sum(path.is_file() for path in dest.rglob("*"))
    if as_json:
        result = {"format": format_name, "dest": str(dest), "files": written}
        screen.json({**result, "left_out": handover.left_out})
    else:
        screen.result(f"Wrote {written} files to {dest}.")
    return 1 if handover.left_out else 0
