"""Which block of a page a text stands in: a list item, a table row, a heading, a paragraph.

An element either opens a block of its own or stands in the one around it. Whether a block
belongs to the page's frame or to its main part is inherited from the elements around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from ingest.listing_tree import STRUCTURES, Element

BlockKind = Literal["item", "row", "card", "term", "definition", "heading", "caption", "paragraph"]

BLOCK_TAGS = frozenset(
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
_CONTENT_NAMES = re.compile(
    r"\s*(?:(?:tmp|page|site)[_-]?)?(?:main|contents?|honbun)(?:[_-]?(?:contents?|area|body))?\s*",
    re.IGNORECASE,
)


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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for everything inside an element."""

    block: Block
    frame: int = 0
    main: bool = False
    content: bool = False  # inside an article or the main part, where a header is no banner
    scope: int = 0
    listed: bool = False

    def entering(self, element: Element, scope: int) -> Surroundings:
        """What holds inside a block element; `scope` numbers it if it is a list or table."""
        main = self.main or _is_main(element)
        inside = replace(
            self,
            frame=max(self.frame, _frame(element, banner=not self.content)),
            main=main,
            content=self.content or main or element.tag == "article",
            scope=scope if element.tag in STRUCTURES else self.scope,
            listed=element.lists_links if element.tag in ("ul", "ol") else self.listed,
        )
        return replace(inside, block=_block(element, inside))


def _block(element: Element, around: Surroundings) -> Block:
    """The block that an element opens, or the one it stands in."""
    inside = around.block
    kind = _kind(element, contained=inside.kind in _CONTAINERS)
    if kind is None:
        return inside
    return Block(
        kind=kind,
        parent=inside,
        frame=around.frame,
        main=around.main,
        level=int(element.tag[1]) if kind == "heading" else 9,
        listed=around.listed and element.tag == "li" and not element.links,
        selected=element.selected or inside.selected,
        scope=around.scope,
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


def _frame(element: Element, *, banner: bool) -> int:
    if element.tag in _FRAME_TAGS or element.get("role").lower() in _FRAME_ROLES:
        return 2
    if element.tag == "header":
        return 2 if banner else 0
    if element.tag in ("body", "main", "article"):
        return 0
    return 1 if any(map(_FRAME_NAMES.fullmatch, element.names.split())) else 0


def _is_main(element: Element) -> bool:
    if element.tag == "main" or element.get("role") == "main":
        return True
    return bool(element.get("id") and _CONTENT_NAMES.fullmatch(element.get("id")))
