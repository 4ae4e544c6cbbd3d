"""The captures as WARC 1.1 files (ISO 28500) that web archives replay.

What came with a body is a `response`, a local import a `resource`, what was unchanged a `revisit`
of the record that has the bytes, and what failed a `metadata` record that says why. Bodies are
kept as the browser would see them, so the headers that told how they travelled (chunks,
compression, ranges) are set aside under `X-Archive-Orig-`. Only the last of several redirecting
answers is kept: the address asked for is a `revisit` of the one that answered.

Record names follow from the capture and dates from the archive: the same archive gives the same
bytes.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from archive.export.handover import Format, Handover
from archive.export.tables import last_run
from archive.export.warc_captures import Captured, captures, headers_of
from archive.fixity import Stored, file_fault

_VOLUME = 1 << 30  # bytes after which a new file begins
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def write(handover: Handover, volume: int = _VOLUME) -> None:
    """Write the captures in their order, in files of about `volume` bytes."""
    with closing(_Volumes(handover, volume)) as volumes:
        for capture in captures(handover.connection):
            _write_capture(volumes.room_for(capture), handover, capture)


def _write_capture(records: _Records, handover: Handover, capture: Captured) -> None:
    if capture.sha256 is None or capture.outcome not in ("new", "changed", "unchanged"):
        records.failure(capture)
        return
    if capture.earlier is not None:
        records.revisit(capture)
    elif not _write_body(records, handover, capture):
        handover.left_out.append(capture.sha256)
        return
    if capture.was_redirected:
        records.redirected(capture)


def _write_body(records: _Records, handover: Handover, capture: Captured) -> bool:
    stored = Stored(
        sha256=str(capture.sha256), bytes=capture.bytes, media_type=capture.media_type
    )  # fmt: skip
    if file_fault(handover.files, stored) is not None:
        return False
    with (
        handover.files.local(stored.sha256, stored.media_type) as path,
        path.open("rb") as body,
    ):
        records.body(capture, body)
    return True


@dataclass(slots=True, kw_only=True)
class _Records:
    """Writes records of each type to one file."""

    writer: Any
    info_id: str

    def body(self, capture: Captured, body: IO[bytes]) -> None:
        """A `response`, or a `resource` for a local file."""
        kind = "response" if capture.is_http else "resource"
        head = _http_head(capture) if capture.is_http else None
        record = self.writer.create_warc_record(
            capture.target, kind, payload=body, length=capture.bytes, http_headers=head,
            warc_content_type=capture.media_type if head is None else "",
            warc_headers_dict=self._named(capture, kind) | _digest(capture),
        )  # fmt: skip
        self.writer.write_record(record)

    def revisit(self, capture: Captured) -> None:
        """The bytes were those that an earlier record has.

        The head of a 304 is left away: replay tools would answer with it, and with nothing else.
        """
        head = _http_head(capture) if capture.is_http and capture.status != 304 else None
        self._revisit(capture, capture.target, "revisit", head)

    def redirected(self, capture: Captured) -> None:
        """The address that was asked for led to the one that answered, and to its bytes."""
        self._revisit(capture, capture.asked, "redirected", None)

    def failure(self, capture: Captured) -> None:
        """What came of a capture without a body, in words."""
        fields = {"outcome": capture.outcome, "status": capture.status, "via": capture.via,
                  "message": capture.message}  # fmt: skip
        lines = (f"{k}: {' '.join(str(v).split())}\r\n" for k, v in fields.items() if v is not None)
        self.text(capture.asked, "metadata", "".join(lines), self._named(capture, "metadata"))

    def text(self, target: str, kind: str, text: str, headers: dict[str, str]) -> None:
        """A record of `application/warc-fields`."""
        body = text.encode("utf-8")
        record = self.writer.create_warc_record(
            target, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=headers
        )
        self.writer.write_record(record)

    def _revisit(
        self, capture: Captured, target: str, kind: str, head: StatusAndHeaders | None
    ) -> None:
        at, moment = capture.earlier or (capture.target, capture.moment)
        digest = _digest(capture).get("WARC-Payload-Digest", f"sha256:{capture.sha256}")
        record = self.writer.create_revisit_record(
            target, digest, at, moment, http_headers=head,
            warc_headers_dict=self._named(capture, kind),
        )  # fmt: skip
        if head is None:
            record.content_type = None
        if capture.status == 304 and kind == "revisit":
            record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
        self.writer.write_record(record)

    def _named(self, capture: Captured, kind: str) -> dict[str, str]:
        name = record_id(f"{kind} {capture.id} {capture.asked} {capture.captured_at}")
        headers = {
            "WARC-Record-ID": name,
            "WARC-Warcinfo-ID": self.info_id,
            "WARC-Date": capture.moment,
        }
        if capture.via == "wayback":  # the copy stands for its original, and says where it is from
            headers["WARC-Source-URI"] = capture.answered
            headers["WARC-Creation-Date"] = capture.captured_at
        return headers


class _Volumes:
    """The files, begun one after the other as they fill up."""

    def __init__(self, handover: Handover, most: int) -> None:
        self._folder, self._most = handover.folder, most
        self._run = last_run(handover.connection)
        self._number = 0
        self._open()

    def room_for(self, capture: Captured) -> _Records:
        """Where the next record goes."""
        if self._file.tell() > self._start and self._file.tell() + capture.bytes > self._most:
            self.close()
            self._open()
        return self._records

    def close(self) -> None:
        """End the current file."""
        self._file.close()

    def _open(self) -> None:
        self._number += 1
        name = f"policy-archive-{self._number:05}.warc.gz"
        self._file = (self._folder / name).open("wb")
        info_id = record_id(f"warcinfo {name} {self._run.id} {self._run.at}")
        writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        self._records = _Records(writer=writer, info_id=info_id)
        headers = {"WARC-Record-ID": info_id, "WARC-Date": self._run.at, "WARC-Filename": name}
        self._records.text("", "warcinfo", self._information(), headers)
        self._start = self._file.tell()

    def _information(self) -> str:
        return (
            f"software: policy-archive {self._run.software}\r\n"
            "format: WARC File Format 1.1\r\n"
            "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/"
            "warc-1.1/\r\n"
            f"isPartOf: the archive after run {self._run.id}\r\n"
        )


def record_id(of: str) -> str:
    """The name of a record, the same whenever it is written."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'policy-archive {of}')}>"


def _digest(capture: Captured) -> dict[str, str]:
    known = capture.sha1_base32
    return {"WARC-Payload-Digest": f"sha1:{known}"} if known else {}


def _http_head(capture: Captured) -> StatusAndHeaders:
    line, headers = headers_of(capture)
    return StatusAndHeaders(line, headers, protocol="HTTP/1.1")


FORMAT = Format(
    name="warc",
    says="the captures as WARC 1.1 files for web archives",
    write=write,
    names=re.compile(r"policy-archive-\d{5,}\.warc\.gz"),
)
