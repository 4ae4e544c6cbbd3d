"""An HTML page into its entries and the addresses of further pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urldefrag

from ingest.listing_blocks import Block
from ingest.listing_decode import Decoded
from ingest.listing_drafts import Draft, Drafter
from ingest.listing_found import Found, Item
from ingest.listing_frame import without_frame
from ingest.listing_lines import Line, LineReader, Link
from ingest.listing_links import Resolver, is_document
from ingest.listing_marks import undecorated
from ingest.listing_parts import printed_links
from ingest.listing_tree import read_tree
from ingest.listing_words import fold
from ingest.sources import compile_follow
from metadata.records import Source

_TITLE_PARTS = re.compile(r"\s*[|｜:：»›>＞/／]\s*|\s+[-–—]\s+")
_TITLE_LEVELS = 2  # h1 and h2


def read_html(decoded: Decoded, url: str, source: Source) -> Found:
    """The items of a page and where it leads. Never fails."""
    tree = read_tree(decoded.text, source.select)
    page = Resolver(url, decoded.encoding)
    base = page.resolve(tree.base) if tree.base else None
    resolver = Resolver(base or url, decoded.encoding)
    lines = LineReader(resolver, page.resolve(urldefrag(url).url) or url).read(tree.events)
    follow = _follow(lines, source)
    lines = _without(lines, {link for link, _ in follow})
    drafts = _best(lines, source, _title(lines, tree.title))
    return Found(
        title=tree.title,
        items=tuple(dict.fromkeys(map(_item, drafts))),
        follow=tuple(dict.fromkeys(address for _, address in follow)),
    )


def _item(draft: Draft) -> Item:
    link = draft.link
    return Item(
        text=draft.text,
        section=draft.section,
        href=link.href if link else None,
        url=link.url if link else None,
    )


def _follow(lines: Iterable[Line], source: Source) -> list[tuple[Link, str]]:
    """The links that lead to further listing pages, wherever on the page they stand."""
    patterns = [compile_follow(text) for text in source.follow]
    found: list[tuple[Link, str]] = []
    for line in lines if patterns else ():
        for link, text in printed_links(line.runs):
            if link.url and any(pattern.search(text) for pattern in patterns):
                found.append((link, link.url))
    return found


def _without(lines: Iterable[Line], follow: set[Link]) -> list[Line]:
    """The lines without the links that were followed, which are no entries."""
    kept: list[Line] = []
    dropped = False
    for line in lines:
        if follow.intersection(line.links):
            line.runs = [replace(run, link=None) for run in line.runs if run.link not in follow]
            dropped = not undecorated(line.text)
        if undecorated(line.text) or not dropped:
            line.gap = line.gap or dropped
            kept.append(line)
            dropped = False
    return kept


def _best(lines: Sequence[Line], source: Source, title: Block | None) -> list[Draft]:
    """The drafts of the page's main part where it has one; of all but the frame otherwise."""
    if source.select:
        chosen = [line for line in lines if line.block.selected or line.block.kind == "heading"]
        return [draft for draft in Drafter().read(chosen) if draft.block.selected]
    lines = without_frame(lines)
    main = Drafter(title).read(x for x in lines if not x.block.frame and _is_main(x))
    if any(draft.link and draft.block.main for draft in main):
        return _below_the_title([draft for draft in main if draft.block.main])
    content = Drafter(title).read(x for x in lines if not x.block.frame)
    if content:
        return _below_the_title(content)
    named = Drafter().read(x for x in lines if x.block.frame < 2)
    return named if any(draft.link and is_document(draft.link.url) for draft in named) else []


def _title(lines: Iterable[Line], named: str | None) -> Block | None:
    """The heading that is the page's own title: one that its <title> has, else the first h1."""
    names = {fold(part) for part in _TITLE_PARTS.split(named or "")}
    heads = [line for line in lines if line.block.kind == "heading" and not line.links]
    heads = [line for line in heads if line.block.level <= _TITLE_LEVELS and not line.block.frame]
    own = [line.block for line in heads if fold(line.text) in names]
    first = [line.block for line in heads if line.block.level == 1]
    return next(iter(own or first), None)


def _is_main(line: Line) -> bool:
    return line.block.main or line.block.kind == "heading"


def _below_the_title(drafts: list[Draft]) -> list[Draft]:
    """Without the bare links to pages above a title that has items below it: a menu."""
    rest = [draft for draft in drafts if not (draft.above_title and draft.is_bare)]
    return rest if any(draft.link for draft in rest) else drafts
