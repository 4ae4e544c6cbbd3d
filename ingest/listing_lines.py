"""A page as the lines that a reader sees, each in the block it is printed in.

What a browser would show on one line is one line here; lists, table rows, headings and
paragraphs are blocks. What is an item is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Literal

from ingest.listing_links import Resolver, is_document
from ingest.listing_marks import is_explanation, is_sign
from ingest.listing_tree import STRUCTURES, Close, Element, Event

BlockKind = Literal["item", "row", "card", "term", "definition", "heading", "caption", "paragraph"]

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details dir div dl dt fieldset
        figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol
        p pre search section summary table tbody td tfoot th thead tr ul""",
    )
)
_CONTAINERS = frozenset(("item", "row", "card", "term", "definition"))
_NAMED_KINDS: dict[str, BlockKind] = {"dt": "term", "dd": "definition", "caption": "caption"}
_FRAME_TAGS = frozenset(("nav", "footer", "aside", "search"))
_FRAME_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar")
)
_FRAME_NAMES = re.compile(
    r"(?:(?:g|l|s|global|local|main|sub|side|site|foot|footer|head|header|top|page|primary|secondary"
    r"|block|region|tmp|mobile|utility|quick)[_-]?)*"
    r"(?:nav|navi|navbar|navigation|menu|breadcrumbs?|topicpath|topic-path|pankuzu|header|masthead"
    r"|footer|sidebar|sidenav|pagetop|pankuz|skip|skiplinks?|share|sns|social|langs?|languages?"
    r"|toolbar|pager|pagination|cookies?|sitemap|utility)"
    r"(?:[_-]?(?:menu|list|area|wrap|wrapper|box|inner|block|bar|links?|container|content|\d+))*",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|element-invisible|usa-sr-only)(?:$|\s)"
)
_CONTENT_NAMES = re.compile(
    r"\s*(?:(?:tmp|page|site)[_-]?)?(?:main|contents?|honbun)(?:[_-]?(?:contents?|area|body))?\s*",
    re.IGNORECASE,
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
class Block:
    """Where lines stand: a list item, a table row, a paragraph, a heading."""

    kind: BlockKind
    parent: Block | None
    frame: int  # 0: content, 1: named like navigation, 2: navigation
    main: bool  # inside the page's main part
    level: int = 9  # of a heading, from 1
    listed: bool = False  # an item of a list whose other items have links
    selected: bool = False
    scope: int = 0  # the list or table it stands in
    cells: int = 0  # of a row, counted as they open


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
    worded = {run.link for run in runs if run.text.strip() and not run.image}
    alone = not worded
    kept = (
        run.text
        for run in runs
        if not run.image or alone or is_sign(run.text) or (run.link and run.link not in worded)
    )
    return _SPACE.sub(" ", "".join(kept)).strip(" \u3000")


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds inside an element."""

    block: Block
    frame: int = 0
    main: bool = False
    content: bool = False  # inside an article or the main part, where a header is no banner
    bold: bool = False
    unseen: bool = False
    preformatted: bool = False
    link: Link | None = None
    scope: int = 0
    listed: bool = False


class LineReader:
    """Reads the events of one page into its lines, top to bottom."""

    def __init__(self, resolver: Resolver, page: str) -> None:
        self._resolver = resolver
        self._page = page
        self._lines: list[Line] = []
        self._runs: list[Run] = []
        self._contexts = [_Context(Block("paragraph", None, 0, False))]
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
        if element.tag in _BLOCKS or element.selected:
            self._end_line(gap=True)
        context = self._inside(element, self._contexts[-1])
        self._contexts.append(context)
        if element.tag in ("td", "th") and context.block.kind == "row":
            context.block.cells += 1

    def _close(self, element: Element) -> None:
        if element.tag in _BLOCKS or element.selected:
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
        if element.tag not in _BLOCKS and not element.selected:
            return self._inline(element, outside)
        if element.tag in STRUCTURES:
            self._scopes += 1
        context = replace(
            outside,
            frame=max(outside.frame, _frame(element, outside)),
            main=outside.main or _is_main(element),
            content=outside.content or element.tag in ("article", "main") or _is_main(element),
            unseen=outside.unseen or _is_unseen(element),
            preformatted=outside.preformatted or element.tag == "pre",
            scope=self._scopes if element.tag in STRUCTURES else outside.scope,
            listed=element.lists_links if element.tag in ("ul", "ol") else outside.listed,
        )
        return replace(context, block=_block(element, context), link=self._link(element, context))

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
            block = self._contexts[-1].block
            self._lines.append(Line(block, max(block.cells - 1, 0), self._gap, runs))
            self._gap = gap
        else:
            self._gap = self._gap or gap


def _block(element: Element, context: _Context) -> Block:
    """The block that an element opens, or the one it stands in."""
    inside = context.block
    kind = _kind(element, contained=inside.kind in _CONTAINERS)
    if kind is None:
        return inside
    return Block(
        kind=kind,
        parent=inside,
        frame=context.frame,
        main=context.main,
        level=int(element.tag[1]) if kind == "heading" else 9,
        listed=context.listed and element.tag == "li" and not element.links,
        selected=element.selected or inside.selected,
        scope=context.scope,
    )


def _kind(element: Element, *, contained: bool) -> BlockKind | None:
    tag = element.tag
    if element.selected:
        return "item"
    if tag == "li":
        return "item" if element.headings < 2 and not element.tables else "paragraph"
    if tag == "tr":
        return "paragraph" if element.structures or element.headings else "row"
    if tag in ("dt", "dd", "caption"):
        return _NAMED_KINDS[tag]
    if contained:
        return None
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return "heading"
    return "card" if _is_card(element) else "paragraph"


def _is_card(element: Element) -> bool:
    """Whether an element is one of several alike that hold an item each."""
    if element.tag not in ("div", "article", "section") or element.structures:
        return False
    enough = 2 if element.tag == "article" else 3
    named = element.tag == "article" or bool(element.kin[1])
    return named and element.alike >= enough and 1 <= element.links <= 4 and element.headings <= 1


def _frame(element: Element, outside: _Context) -> int:
    if element.tag in _FRAME_TAGS or element.get("role").lower() in _FRAME_ROLES:
        return 2
    if element.tag == "header":
        return 0 if outside.content else 2
    if element.tag in ("body", "main", "article"):
        return 0
    return 1 if any(map(_FRAME_NAMES.fullmatch, element.names.split())) else 0


def _is_main(element: Element) -> bool:
    if element.tag == "main" or element.get("role") == "main":
        return True
    return bool(element.get("id") and _CONTENT_NAMES.fullmatch(element.get("id")))


def _is_unseen(element: Element) -> bool:
    return "hidden" in element.attributes or bool(_UNSEEN.search(element.get("class")))


def _mark_explained(lines: list[Line]) -> None:
    for line, following in pairwise(lines):
        both = line.block.kind == following.block.kind == "paragraph" or (
            line.block is following.block
        )
        line.explained = both and is_explanation(following.text)
