"""Files that came before there was a reader of their kind: taken up when one is installed.

The bytes are there; only what they are is known now. A capture of the archive's own copy is written
where the run brought none of the address, so that the history says when they became a document.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from archive.files_base import key
from archive.run import Run
from archive.store_late import Late
from metadata.records import Capture

HEAD = 4096  # bytes that a reader is shown
_MESSAGE = "Read from the archive's own copy: there was no reader of its kind when it came."


def recognise(
    run: Run, sources: Collection[str], claimed: Callable[[bytes, str], str]
) -> frozenset[str]:
    """Find the files of these sources that a reader claims now; returns the sources that have some.

    `claimed` gives the media type of a file from its first bytes and the type it was found to have.
    Only the bytes that an address gave last are taken up. Raises StorageError.
    """
    found = set()
    for late in run.store.late.waiting(run.run_id):
        if late.source_id not in sources or not run.files.holds(
            late.sha256, late.media_type, late.bytes
        ):
            continue
        media_type = _media_type(run, late, claimed)
        if media_type is not None:
            _take_up(run, late, media_type)
            found.add(late.source_id)
    return frozenset(found)


def _media_type(run: Run, late: Late, claimed: Callable[[bytes, str], str]) -> str | None:
    """What a file is, if somebody reads it and it can stay where it is."""
    head = run.files.read(late.sha256, late.media_type, 0, min(HEAD, late.bytes))
    media_type = claimed(head, late.media_type)
    stays = key(late.sha256, media_type) == key(late.sha256, late.media_type)
    is_known = late.is_claimed or media_type != late.media_type
    return media_type if stays and is_known else None


def _take_up(run: Run, late: Late, media_type: str) -> None:
    with run.store.together():
        run.store.late.recognise(late.sha256, media_type)
        if not late.came_again:
            run.store.keep_capture(
                run.run_id, late.source_id, _own_copy(late, media_type, run.now())
            )


def _own_copy(late: Late, media_type: str, at: str) -> Capture:
    return Capture(
        url=late.url,
        final_url=late.final_url,
        captured_at=at,
        outcome="unchanged",
        via="local",
        sha256=late.sha256,
        bytes=late.bytes,
        media_type=media_type,
        etag=late.etag,  # the next run asks with them
        last_modified=late.last_modified,
        moved_permanently=late.permanent,
        message=_MESSAGE,
    )
