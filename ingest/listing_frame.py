"""Takes the frame of a page off its lines: breadcrumbs, page numbers, menus without a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.listing_blocks import Block
from ingest.listing_lines import Line, Link
from ingest.listing_links import is_document
from ingest.listing_marks import undecorated
from ingest.listing_parts import printed_links
from ingest.listing_words import fold, is_frame

_BREADCRUMB = re.compile(
    r"(?:you are here|current (?:location|position)|現在の?(?:位置|地|場所|ページ)|home|top|ホーム"
    r"|トップ(?:ページ)?)\s*[:：]?.{0,60}?(?:[>＞»›→≫/]|\s-\s)"
)
_PAGE_NUMBER = re.compile(r"[\d.…\s]{0,4}|first|last|最初|最後", re.IGNORECASE)
_MENU = 3  # links from which on a block with a link of the frame is a menu


def without_frame(lines: Iterable[Line]) -> list[Line]:
    """The lines that are content, as far as the words of their links tell."""
    lines = [line for line in lines if not (_is_breadcrumb(line) or _is_pager(line))]
    menus = _menus(lines)
    return [line for line in lines if _place(line.block) not in menus]


def _is_breadcrumb(line: Line) -> bool:
    links = line.links
    if not links or links[0].url is None or any(is_document(link.url) for link in links):
        return False
    return bool(_BREADCRUMB.match(fold(undecorated(line.text))))


def _is_pager(line: Line) -> bool:
    texts = [text for _, text in printed_links(line.runs)]
    return len(texts) > 1 and all(_PAGE_NUMBER.fullmatch(text) or is_frame(text) for text in texts)


def _menus(lines: Sequence[Line]) -> set[object]:
    """Lists, tables and paragraphs of nothing but links to pages, some of them the frame's."""
    places: dict[object, list[tuple[Link, str]]] = {}
    wordy: set[object] = set()
    for line in lines:
        place, links = _place(line.block), printed_links(line.runs)
        places.setdefault(place, []).extend(links)
        if any(is_document(link.url) for link, _ in links) or _says_more(line):
            wordy.add(place)
    return {place for place, links in places.items() if place not in wordy and _is_menu(links)}


def _place(block: Block) -> object:
    return block.scope if block.scope and block.kind != "paragraph" else block


def _is_menu(links: Sequence[tuple[Link, str]]) -> bool:
    return len(links) >= _MENU and any(is_frame(text) for _, text in links)


def _says_more(line: Line) -> bool:
    """Whether a line has words of its own beside its links."""
    words = "".join(run.text for run in line.runs if not run.link and not run.image)
    return any(map(str.isalnum, words))
