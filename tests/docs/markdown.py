"""What stands in a page: blocks of code with what is said about them, links, pictures, headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def pages() -> list[Path]:
    """Every page: the README and all below docs/."""
    found = [p for p in DOCS.rglob("*.md") if "_build" not in p.relative_to(DOCS).parts]
    return [ROOT / "README.md", *sorted(found)]


def name(page: Path) -> str:
    """A page's path as messages call it."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of code. `marks` is what the comment before it says, by its first words."""

    page: Path
    line: int
    language: str  # "" for an indented block
    text: str
    marks: dict[str, str]

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{name(self.page)}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link or a picture; `words` is its text, of a picture the text in its place."""

    target: str
    words: str
    is_picture: bool


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page in their order."""
    before: Token | None = None
    for token in _tokens(page):
        if token.type in ("fence", "code_block"):
            assert token.map
            yield Block(
                page=page, line=token.map[0] + 1, language=token.info.strip(), text=token.content,
                marks=_marks(before.content) if before and before.type == "html_block" else {},
            )  # fmt: skip
        before = token


def links(page: Path) -> Iterator[Link]:
    """Every link and picture of a page."""
    for token in _tokens(page):
        words: list[str] = []
        target = None
        for child in token.children or ():
            if child.type == "link_open":
                target, words = str(child.attrs["href"]), []
            elif child.type == "link_close" and target is not None:
                yield Link(target=target, words="".join(words), is_picture=False)
                target = None
            elif child.type == "image":
                yield Link(target=str(child.attrs["src"]), words=child.content, is_picture=True)
                words.append(child.content)
            else:
                words.append(child.content)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as GitHub and the built pages give them."""
    seen: Counter[str] = Counter()
    tokens = _tokens(page)
    found = set()
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            words = "".join(child.content for child in inside.children or ())
            slug = re.sub(r"[^\w\u4e00-\u9fff\- ]", "", words.strip().lower().replace(" ", "-"))
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return found


@cache
def _tokens(page: Path) -> list[Token]:
    parser = MarkdownIt("commonmark").enable("table")
    return parser.parse(page.read_text(encoding="utf-8"))


def _marks(comment: str) -> dict[str, str]:
    found = re.findall(r"<!--\s*([a-z][a-z ;]*?)(?::\s*(.+?))?\s*-->", comment, re.DOTALL)
    return {mark: " ".join(said.split()) for mark, said in found}
