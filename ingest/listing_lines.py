"""A page as the lines that a reader sees, each in the block it is printed in.

What a browser would show on one line is one line here; lists, table rows, headings and
paragraphs are blocks. What is an item is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from ingest.listing_blocks import BLOCK_TAGS, Block, Surroundings
from ingest.listing_links import Resolver, is_document
from ingest.listing_marks import is_explanation, is_sign
from ingest.listing_tree import STRUCTURES, Close, Element, Event

_UNSEEN = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|element-invisible|usa-sr-only)(?:$|\s)"
)
_SPACE = re.compile(r"[ \t\n\r\f\xa0\u200b\ufeff\xad]+")


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """An anchor. Two anchors are never equal, whatever they lead to."""

    href: str
    url: str | None  # None: nothing that can be fetched
    label: str  # its title or aria-label, for anchors without text


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one kind inside a line."""

    text: str
    link: Link | None
    bold: bool
    image: bool  # an image's alternative text


@dataclass(slots=True, eq=False)
class Line:
    """One printed line."""

    block: Block
    cell: int  # of a row, from 0
    gap: bool  # an empty line or another block stands above it
    runs: list[Run] = field(default_factory=list)
    explained: bool = False  # the next line explains it

    @property
    def text(self) -> str:
        """As printed, white space collapsed; images only where they are all there is."""
        return printed(self.runs)

    @property
    def links(self) -> list[Link]:
        """Its anchors in order."""
        return list(dict.fromkeys(run.link for run in self.runs if run.link))

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.bold for run in self.runs if run.text.strip())

    @property
    def only_images(self) -> bool:
        """Whether it is nothing but images with alternative texts."""
        return all(run.image for run in self.runs if run.text.strip())


def printed(runs: Iterable[Run]) -> str:
    """The text of runs. An image counts when it is a sign, or all that a link or a line has."""
    runs = list(runs)
    worded = {_target(run.link) for run in runs if run.text.strip() and not run.image}
    kept = (
        run.text
        for run in runs
        if not run.image
        or not worded
        or is_sign(run.text)
        or (run.link and _target(run.link) not in worded)
    )
    return _SPACE.sub(" ", "".join(kept)).strip(" \u3000")


def _target(link: Link | None) -> object:
    return (link.url or link) if link else None


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds inside an element."""

    around: Surroundings
    bold: bool = False
    unseen: bool = False
    preformatted: bool = False
    link: Link | None = None


class LineReader:
    """Reads the events of one page into its lines, top to bottom."""

    def __init__(self, resolver: Resolver, page: str) -> None:
        self._resolver = resolver
        self._page = page
        self._lines: list[Line] = []
        self._runs: list[Run] = []
        self._contexts = [_Context(Surroundings(Block("paragraph", None, 0, False)))]
        self._gap = True
        self._scopes = 0

    def read(self, events: Iterable[Event]) -> list[Line]:
        """All lines that hold any text, in page order."""
        for event in events:
            if isinstance(event, Element):
                self._open(event)
            elif isinstance(event, Close):
                self._close(event.element)
            else:
                self._text(event)
        self._end_line(gap=True)
        _mark_explained(self._lines)
        return self._lines

    def _open(self, element: Element) -> None:
        if element.tag in ("br", "hr"):
            self._end_line(gap=element.tag == "hr" or not self._runs)
        elif element.tag == "img":
            self._add(_SPACE.sub(" ", element.get("alt")), image=True)
        if element.tag in BLOCK_TAGS or element.selected:
            self._end_line(gap=True)
        context = self._inside(element, self._contexts[-1])
        self._contexts.append(context)
        if element.tag in ("td", "th") and context.around.block.kind == "row":
            context.around.block.cells += 1

    def _close(self, element: Element) -> None:
        if element.tag in BLOCK_TAGS or element.selected:
            self._end_line(gap=True)
        context = self._contexts.pop()
        if element.tag == "a" and context.link and is_document(context.link.url):
            self._name_icon(context, context.link)

    def _name_icon(self, context: _Context, link: Link) -> None:
        """A link to a file that shows only a picture reads as the file's format."""
        own = takewhile(lambda run: run.link is link, reversed(self._runs))
        shown = any(run.text.strip() or link.label for run in own)
        if not shown and not (self._lines and link in self._lines[-1].links):
            name = link.label or (link.url or "").partition("?")[0].rpartition(".")[2].upper()
            self._runs.append(Run(name, link, context.bold, False))

    def _inside(self, element: Element, outside: _Context) -> _Context:
        if element.tag not in BLOCK_TAGS and not element.selected:
            return self._inline(element, outside)
        if element.tag in STRUCTURES:
            self._scopes += 1
        return replace(
            outside,
            around=outside.around.entering(element, self._scopes),
            unseen=outside.unseen or _is_unseen(element),
            preformatted=outside.preformatted or element.tag == "pre",
            link=self._link(element, outside),
        )

    def _inline(self, element: Element, outside: _Context) -> _Context:
        if element.tag in ("b", "strong"):
            return replace(outside, bold=True)
        if element.tag == "a" and element.get("href"):
            return replace(outside, link=self._link(element, outside))
        if _is_unseen(element):
            return replace(outside, unseen=True)
        return outside

    def _link(self, element: Element, outside: _Context) -> Link | None:
        href = element.get("href")
        if element.tag != "a" or not href:
            return outside.link
        url = None if href.lstrip().startswith("#") else self._resolver.resolve(href)
        label = element.get("title") or element.get("aria-label")
        return Link(href, None if url == self._page else url, _SPACE.sub(" ", label).strip())

    def _text(self, text: str) -> None:
        if not self._contexts[-1].preformatted:
            self._add(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self._end_line(gap=not self._runs)
            self._add(line)

    def _add(self, text: str, *, image: bool = False) -> None:
        context = self._contexts[-1]
        if text and not context.unseen:
            self._runs.append(Run(text, context.link, context.bold, image))

    def _end_line(self, *, gap: bool) -> None:
        """Keep the line when it says anything; `gap`: what follows stands apart from it."""
        runs, self._runs = self._runs, []
        if any(run.text.strip() or (run.link and run.link.label) for run in runs):
            block = self._contexts[-1].around.block
            self._lines.append(Line(block, max(block.cells - 1, 0), self._gap, runs))
            self._gap = gap
        else:
            self._gap = self._gap or gap


def _is_unseen(element: Element) -> bool:
    return "hidden" in element.attributes or bool(_UNSEEN.search(element.get("class")))


def _mark_explained(lines: list[Line]) -> None:
    for line, following in pairwise(lines):
        both = line.block.kind == following.block.kind == "paragraph" or (
            line.block is following.block
        )
        line.explained = both and is_explanation(following.text)
