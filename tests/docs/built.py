"""The built pages: nothing is loaded from elsewhere, and every link among them leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

LOADED = {
    "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src",
    "audio": "src", "embed": "src", "object": "data", "link": "href", "form": "action",
}  # fmt: skip
TO_READ = {"author", "canonical", "license", "next", "prev", "search", "index", "help"}
FETCHED = re.compile(
    r"(?:url\(\s*[\"']?|@import\s+[\"']|\bfetch\(\s*[\"']|\bimport\(\s*[\"']"
    r"|importScripts\(\s*[\"']|\.src\s*=\s*[\"'])((?:https?:)?//[^\"')]+)"
)  # fmt: skip


def wrong(folder: Path) -> list[str]:
    """What is not right in the pages below a folder, a sentence each."""
    found = []
    pages = sorted(folder.rglob("*.html"))
    if not pages:
        return [f"{folder} holds no pages"]
    for page in pages:
        found += [f"{page.relative_to(folder)}: {said}" for said in _of_page(page)]
    for path in sorted([*folder.rglob("*.css"), *folder.rglob("*.js")]):
        for address in FETCHED.findall(path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(folder)}: loads {address}")
    return found


def _of_page(page: Path) -> list[str]:
    found = []
    tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
    for tag, attribute in LOADED.items():
        for node in tree.css(f"{tag}[{attribute}]"):
            address = node.attributes[attribute] or ""
            if urlsplit(address).netloc and (node.attributes.get("rel") or "") not in TO_READ:
                found.append(f"loads {address}")
    found += [f"loads {address}" for address in FETCHED.findall(tree.html or "")]
    for node in tree.css("a[href]"):
        if said := _dead(page, node.attributes["href"] or ""):
            found.append(said)
    return found


def _dead(page: Path, address: str) -> str | None:
    """Why a link leads nowhere; None for one that does, or that leads out."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return f"{address} is not there"
    wanted = unquote(parts.fragment)
    if wanted and target.suffix == ".html" and wanted not in _ids(target):
        return f"{address} names no place on {target.name}"
    return None


@cache
def _ids(page: Path) -> set[str]:
    tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
    return {node.attributes["id"] or "" for node in tree.css("[id]")}
