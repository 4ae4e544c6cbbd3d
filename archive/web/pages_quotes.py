"""A cited page or passage: an address of hash, page and words, its page and its JSON form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as escaped

from datasette.utils.asgi import NotFound, Request, Response

from archive import quoting
from archive.export import quotation
from archive.export.citation import Cited, styles
from archive.export.quotation import Origin, Picture, Quotation
from archive.quoting import Passage
from archive.web import page_images, parameters, queries_quotes, words
from archive.web.queries import kept_file, read
from archive.web.queries_quotes import HeldPage
from archive.web.render import as_json, linked, page, public
from archive.web.signposts import Sign, link_header
from archive.web.transcript import Mark, doubted, transcript
from metadata.records import Box
from metadata.scanned import certainty, places, within

if TYPE_CHECKING:
    from datasette.app import Datasette

_NUMBER = r"\d{1,5}(?:\.\d{1,2})?"
_BOX = re.compile(rf"({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_PICTURE_WIDTH = 1_000  # pixels
_LONGEST_PHRASE = 1_500  # characters looked for on the picture in one piece
_SHORTEST_LINE = 4  # characters of a line that is looked for by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address names on a page: words, a box, or neither for the whole page."""

    quote: str | None
    nth: int
    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What was found of it."""

    asked: Asked
    passage: Passage | None
    boxes: tuple[Box, ...]

    @property
    def is_lost(self) -> bool:
        """Words were named that do not stand on the page as it is read today."""
        return bool(self.asked.quote) and self.passage is None


@public
async def passage(datasette: Datasette, request: Request) -> Response:
    """The cited place, marked on picture and text, with its references and its proof."""
    held, place = await _found(datasette, request)
    quoted = await _quotation(datasette, request, held, place)
    address = path_of(held, place)
    context = {
        "h": held,
        "n": held.page["number"],
        "place": place,
        "q": quoted,
        "styles": styles(quoted.cited),
        "path": datasette.urls.path(address),
        "json_path": datasette.urls.path(path_of(held, place, form=".json")),
        "cut_path": _cut_path(datasette, held, place),
        "text": _text(request, held, place),
        "certainty": _certainty(held, place),
        "others": _others(datasette, held, place),
        "fragment": _fragment(place),
        "has_images": page_images.drawer() is not None,
        "extension": words.extension(held.file["media_type"]),
        "headers": quoted.origin.headers if quoted.origin else (),
    }
    signs = (
        Sign(href=quoted.address, rel="cite-as"),
        Sign(href=context["json_path"], rel="describedby", type="application/json"),
        Sign(href=quoted.file_address, rel="item", type=quoted.media_type),
    )
    return await page(
        datasette, request, "quote.html", context, headers={"Link": link_header(signs)}
    )


@public
async def passage_json(datasette: Datasette, request: Request) -> Response:
    """The same as a record that `verify --citation` checks offline."""
    held, place = await _found(datasette, request)
    if place.is_lost and not place.boxes:
        raise NotFound("These words do not stand on this page as it is read today.")
    quoted = await _quotation(datasette, request, held, place)
    quoted = replace(quoted, picture=await _picture(datasette, held, place))
    headers = {"Link": link_header((Sign(href=quoted.address, rel="describes", type="text/html"),))}
    return as_json(quotation.record(quoted), headers=headers)


async def _found(datasette: Datasette, request: Request) -> tuple[HeldPage, Place]:
    sha256, number = request.url_vars["sha256"], int(request.url_vars["number"])
    held = await read(datasette, lambda db: queries_quotes.held_page(db, sha256, number))
    wanted = asked(request)
    found = quoting.find(held.page["text"], wanted.quote, wanted.nth) if wanted.quote else None
    boxes = await _boxes(datasette, held, found) if found else ()
    if not boxes and wanted.box:
        boxes = (wanted.box,)
    return held, Place(asked=wanted, passage=found, boxes=boxes)


def asked(request: Request) -> Asked:
    """From the address; a box that is none is left out."""
    match = _BOX.fullmatch((request.args.get("box") or "").strip())
    sides = [float(side) for side in match.groups()] if match else []
    is_box = bool(sides) and sides[0] < sides[2] and sides[1] < sides[3]
    return Asked(
        quote=parameters.text(request, "quote", quoting.LONGEST),
        nth=parameters.whole(request, "nth", 9_999),
        box=(sides[0], sides[1], sides[2], sides[3]) if is_box else None,
    )


async def _boxes(datasette: Datasette, held: HeldPage, found: Passage) -> tuple[Box, ...]:
    """Where a passage stands on the picture; line by line where it is not found in one piece."""
    if held.words:
        return places(held.words, found.start, found.end)
    file = await kept_file(datasette, held.sha256)
    number = held.page["number"]
    if len(found.exact) <= _LONGEST_PHRASE:
        each = await page_images.places(file, number, found.exact)
        if each:
            return each[min(found.nth, len(each)) - 1]
    boxes: list[Box] = []
    for line in found.exact.splitlines()[:60]:
        if len(line.strip()) >= _SHORTEST_LINE:
            each = await page_images.places(file, number, line)
            boxes += each[0] if len(each) == 1 else ()
    return tuple(boxes)


async def _picture(datasette: Datasette, held: HeldPage, place: Place) -> Picture | None:
    """The cited place as a picture; the whole page when no place is known."""
    size = (held.page["width"], held.page["height"])
    around = (
        quotation.margin(quotation.union(place.boxes), size) if place.boxes else (0.0, 0.0, *size)
    )
    file = await kept_file(datasette, held.sha256)
    drawn = await page_images.cutting(file, held.page["number"], _PICTURE_WIDTH, around)
    if drawn is None:
        return None
    return Picture(media_type=drawn.media_type, body=drawn.body, width=_PICTURE_WIDTH, box=around)


def path_of(held: HeldPage, place: Place, form: str = "") -> str:
    """The address of the place within this site: hash, page, and words or box or both."""
    number = held.page["number"]
    found = place.passage
    named = quoting.named(held.page["text"], found) if found else place.asked.quote
    box = quotation.union(place.boxes) if place.boxes else None
    return linked(
        f"/-/pages/{held.sha256}/{number}{form}",
        quote=named,
        nth=found.nth if found and found.nth > 1 else None,
        box=",".join(f"{side:.0f}" for side in box) if box else None,
    )


def _cut_path(datasette: Datasette, held: HeldPage, place: Place) -> str | None:
    """The address of the picture of the place."""
    if not place.boxes:
        return None
    size = (held.page["width"], held.page["height"])
    around = quotation.margin(quotation.union(place.boxes), size)
    path = f"/-/pages/{held.sha256}/{held.page['number']}/image"
    box = ",".join(f"{side:.0f}" for side in around)
    return linked(datasette.urls.path(path), box=box, width=_PICTURE_WIDTH)


def _certainty(held: HeldPage, place: Place) -> int | None:
    """How sure OCR was of the passage, in per cent; None where it was not asked."""
    found = place.passage
    seen = within(held.words, found.start, found.end) if found else ()
    return certainty(seen) if seen else None


def _text(request: Request, held: HeldPage, place: Place) -> Any:
    found = place.passage
    marks = (Mark(start=found.start, end=found.end, id="passage"),) if found else ()
    anchors = [(section["start"], f"s{section['position']}") for section in held.sections]
    return transcript(held.page["text"], marks, anchors, doubted(request, held.words))


def _others(datasette: Datasette, held: HeldPage, place: Place) -> list[tuple[int, str]]:
    """The other places of the same words on this page."""
    found = place.passage
    if found is None:
        return []
    path = datasette.urls.path(f"/-/pages/{held.sha256}/{held.page['number']}")
    return [
        (nth, linked(path, quote=place.asked.quote, nth=nth if nth > 1 else None))
        for nth in range(1, min(found.times, 20) + 1)
        if nth != found.nth
    ]


def _fragment(place: Place) -> str:
    """The part of an address that lets a browser find the words by itself."""
    if place.passage is None:
        return ""
    line = place.passage.line
    ends = (line,) if len(line) <= 100 else (line[:40], line[-40:])
    return "#:~:text=" + ",".join(escaped(end, safe="").replace("-", "%2D") for end in ends)


async def _quotation(
    datasette: Datasette, request: Request, held: HeldPage, place: Place
) -> Quotation:
    """All that is known of the place but its picture."""
    extension = words.extension(held.file["media_type"])
    found = place.passage
    return Quotation(
        cited=_cited(datasette, request, held, place),
        address=_absolute(datasette, request, path_of(held, place)),
        file_address=_absolute(datasette, request, f"/-/files/{held.sha256}.{extension}"),
        bytes=held.file["bytes"],
        media_type=held.file["media_type"],
        reader=held.file["reader"],
        page_label=held.page["label"],
        page_size=(held.page["width"], held.page["height"]),
        quote=found.exact if found else None,
        prefix=found.prefix if found else "",
        suffix=found.suffix if found else "",
        nth=found.nth if found else 1,
        boxes=tuple(tuple(round(side, 1) for side in box) for box in place.boxes),  # type: ignore[misc]
        picture=None,
        origin=_origin(held),
    )


def _absolute(datasette: Datasette, request: Request, path: str) -> str:
    return str(datasette.absolute_url(request, datasette.urls.path(path)))


def _cited(datasette: Datasette, request: Request, held: HeldPage, place: Place) -> Cited:
    address = _absolute(datasette, request, path_of(held, place))
    holder = held.holders[0] if held.holders else None
    file, number = held.file, held.page["number"]
    if holder is None:
        return Cited(
            id=held.sha256, title=file["pdf_title"] or f"File {held.sha256[:12]}", kind="other",
            issuer=file["pdf_author"] or None, published=None, language=file["language"],
            identifier=None, url=held.capture["url"] if held.capture else None,
            archive_url=address, version=1, sha256=held.sha256,
            captured_at=file["first_captured_at"], page_count=file["page_count"], page=number,
        )  # fmt: skip
    return Cited(
        id=holder["id"], title=holder["title"], kind=holder["kind"],
        issuer=words.body(holder["issuer"], holder["publisher"]),
        published=holder["published"] or holder["coverage"], language=holder["language"],
        identifier=holder["identifier"], url=holder["captured_from"], archive_url=address,
        version=holder["version"], sha256=held.sha256, captured_at=holder["captured_at"],
        page_count=file["page_count"], page=number,
    )  # fmt: skip


def _origin(held: HeldPage) -> Origin | None:
    capture = held.capture
    if capture is None:
        return None
    has_date = "archived_at" in dict(capture)  # an archive that no run has brought up to date
    return Origin(
        url=capture["url"],
        final_url=capture["final_url"],
        captured_at=capture["captured_at"],
        via=capture["via"],
        archived_at=capture["archived_at"] if has_date else None,
        status=capture["status"],
        headers=headers_of(capture["headers"]),
    )


def headers_of(stored: str | None) -> tuple[tuple[str, str], ...]:
    """The stored HTTP headers, in order."""
    return tuple((str(name), str(value)) for name, value in json.loads(stored or "[]"))
