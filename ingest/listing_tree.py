"""A page as a flat list of events with a count of what each element holds.

One pass, without recursion, so that a page nested a million deep costs no more than a flat one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_UNPRINTED = frozenset(("script", "style", "noscript", "template", "head", "title", "rt", "rp"))
_CONTROLS = frozenset(("select", "option", "button", "textarea", "map"))
_EMBEDDED = frozenset(("svg", "iframe", "object", "canvas", "video", "audio", "math"))
_SKIPPED = _UNPRINTED | _CONTROLS | _EMBEDDED
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
STRUCTURES = frozenset(("ul", "ol", "dl", "table"))


@dataclass(slots=True, eq=False)
class Element:
    """An element as it opens. Counts are of what lies inside it, itself left out."""

    tag: str
    attributes: dict[str, str | None]
    selected: bool  # the source's selector names it
    links: int = 0
    headings: int = 0
    structures: int = 0  # lists and tables
    tables: int = 0
    linked_items: int = 0  # list items with links that are its own children
    kin_counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # of its children
    parent_counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def get(self, name: str) -> str:
        """An attribute, "" when it is missing or empty."""
        return self.attributes.get(name) or ""

    @property
    def kin(self) -> tuple[str, str]:
        """Tag and first class: what repeated blocks of a page have in common."""
        return self.tag, next(iter(self.get("class").split()), "")

    @property
    def alike(self) -> int:
        """How many of its parent's children, itself included, are its kin."""
        return self.parent_counts[self.kin]

    @property
    def lists_links(self) -> bool:
        """Whether half or more of its own list items hold links."""
        items = sum(count for (tag, _), count in self.kin_counts.items() if tag == "li")
        return 0 < items <= 2 * self.linked_items

    @property
    def names(self) -> str:
        """Its id and classes."""
        return f"{self.get('id')} {self.get('class')}"


@dataclass(frozen=True, slots=True)
class Close:
    """The end of an element."""

    element: Element


Event = Element | Close | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A page, ready to be read from top to bottom."""

    events: list[Event]
    title: str | None
    base: str | None  # the href of its <base>


def read_tree(text: str, select: str | None = None) -> Tree:
    """Parse a page as browsers do. `select` must be a valid CSS selector."""
    parser = LexborHTMLParser(text)
    selected = {node.mem_id for node in parser.css(select)} if select else set()
    title = parser.css_first("title")
    base = parser.css_first("base[href]")
    words = " ".join(title.text().split()) if title else ""
    return Tree(
        events=_events(parser.body or parser.root, selected),
        title=words or None,
        base=base.attributes.get("href") if base else None,
    )


def _events(body: LexborNode | None, selected: set[int]) -> list[Event]:
    events: list[Event] = []
    around: list[Element] = []
    waiting: list[LexborNode | Close] = [body] if body is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Close):
            events.append(node)
            _count(around.pop(), around[-1] if around else None)
        elif node.is_text_node:
            events.append(node.text(deep=False))
        elif node.is_element_node and node.tag and node.tag not in _SKIPPED:
            element = Element(node.tag, node.attributes, node.mem_id in selected)
            events.append(element)
            around.append(element)
            waiting.append(Close(element))
            waiting.extend(reversed(_children(node)))
    return events


def _children(node: LexborNode) -> list[LexborNode]:
    children: list[LexborNode] = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _count(closed: Element, parent: Element | None) -> None:
    """Add an element that has closed to what its parent holds."""
    if parent is None:
        return
    links = closed.links + (closed.tag == "a" and bool(closed.get("href")))
    parent.links += links
    parent.headings += closed.headings + (closed.tag in _HEADINGS)
    parent.structures += closed.structures + (closed.tag in STRUCTURES)
    parent.tables += closed.tables + (closed.tag == "table")
    parent.linked_items += closed.tag == "li" and links > 0
    parent.kin_counts[closed.kin] += 1
    closed.parent_counts = parent.kin_counts
