"""The stored files themselves, and pictures of their pages."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Request, Response

from archive.files_base import KeptFile
from archive.web import page_images, pages_quotes, parameters
from archive.web.media import Answer, StoredFile, disposition, is_known
from archive.web.queries import Unavailable, kept_file, read, required, row
from archive.web.render import public
from archive.web.signposts import Sign, link_header
from metadata.errors import StorageError

if TYPE_CHECKING:
    from datasette.app import Datasette

# A captured page is shown as its source text: a stranger's HTML never runs under our name.
_SHOWN_AS = {
    "pdf": "application/pdf",
    "html": "text/plain",
    "xml": "text/plain",
    "bin": "application/octet-stream",
}


@public
async def stored_file(datasette: Datasette, request: Request) -> Answer:
    """The bytes with this hash, whole or in ranges."""
    sha256, extension = request.url_vars["sha256"], request.url_vars["extension"]
    found = await read(datasette, lambda db: _file(db, sha256))
    kept = await kept_file(datasette, sha256, found["media_type"])
    if not kept.name.endswith(f".{extension}"):
        raise NotFound(f"This file is kept as {kept.name}.")
    size = await _size(kept)
    is_download = extension == "bin" or parameters.text(request, "download") is not None
    title = found["title"] or found["pdf_title"] or sha256
    headers = {"Content-Disposition": disposition(title, extension, is_download)}
    if found["document_id"]:
        path_of_it = datasette.urls.path(f"/-/documents/{quote(found['document_id'], safe='')}")
        headers["Link"] = link_header((Sign(href=path_of_it, rel="collection", type="text/html"),))
    file = StoredFile(kept, size, _SHOWN_AS[extension], headers)
    return file.answer(request.method, request.headers)


async def _size(kept: KeptFile) -> int:
    """The length of what is there, maybe elsewhere. Raises NotFound, Unavailable."""
    try:
        size = await asyncio.to_thread(kept.size)
    except StorageError as error:
        raise Unavailable("The store of files does not answer. Try again in a moment.") from error
    if size is None:
        raise NotFound("The bytes of this file are not in the archive; run verify.")
    return size


def _file(connection: sqlite3.Connection, sha256: str) -> sqlite3.Row:
    found = row(
        connection,
        """select f.*, d.title, d.id as document_id
           from files f left join versions v on v.sha256 = f.sha256
           left join documents d on d.id = v.document_id
           where f.sha256 = ? order by d.sha256 = f.sha256 desc, d.id limit 1""",
        [sha256],
    )
    return required(found, "file with this hash")


@public
async def page_image(datasette: Datasette, request: Request) -> Response:
    """A page as a picture, or the part of it in `?box=`; `?width=` is kept within bounds."""
    sha256, number = request.url_vars["sha256"], int(request.url_vars["number"])
    narrowest, widest = page_images.WIDTHS
    width = max(narrowest, parameters.whole(request, "width", widest, 1000))
    box = pages_quotes.asked(request).box
    etag = f'"{sha256[:32]}-{number}-{width}{"-" + "-".join(map(str, box)) if box else ""}"'
    await read(datasette, lambda db: _page(db, sha256, number))
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=86400",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    if is_known(request.headers.get("if-none-match"), etag):
        return Response(b"", status=304, headers=headers)
    kept = await kept_file(datasette, sha256)
    picture = await (
        page_images.cutting(kept, number, width, box)
        if box
        else page_images.picture(kept, number, width)
    )
    if picture is None:
        raise NotFound("This page cannot be drawn.")
    headers["Content-Length"] = str(len(picture.body))
    return Response(picture.body, headers=headers, content_type=picture.media_type)


def _page(connection: sqlite3.Connection, sha256: str, number: int) -> sqlite3.Row:
    """Only pages that the reader went through are drawn."""
    sql = "select id from pages where sha256 = ? and number = ?"
    return required(row(connection, sql, [sha256, number]), "page with this number")
