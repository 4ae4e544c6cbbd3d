"""Resolves links as a browser does (WHATWG URL), so that an address is the same every run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_PATH_SAFE = "%!$&'()*+,-./:;=@[\\]^_|~"  # what browsers leave alone in a path
_QUERY_SAFE = "%!$&()*+,-./:;=?@[\\]^_`{|}~"
_NOT_A_REFERENCE = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_BAD_HOST = re.compile(r"[\x00-\x20\x7f#%/<>?@\\^|]")


_DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|csv|tsv|zip|rtf|txt|jtd|epub)$", re.IGNORECASE
)


def is_document(url: str | None) -> bool:
    """Whether an address ends as that of a file does, rather than of a page."""
    return bool(_DOCUMENT.search((url or "").partition("?")[0]))


@dataclass(frozen=True, slots=True)
class Resolver:
    """Makes addresses of references. `base` is the page's address, or its `<base href>`."""

    base: str
    encoding: str = "utf-8"  # the page's: browsers write queries in it

    def resolve(self, href: str) -> str | None:
        """The http(s) address without fragment, or None where a browser would fetch nothing."""
        reference = _NOT_A_REFERENCE.sub("", href.strip("".join(map(chr, range(33)))))
        scheme = _SCHEME.match(reference)
        if scheme and scheme[1].lower() not in _DEFAULT_PORTS:
            return None
        path, mark, rest = _cut(reference)
        try:
            joined = urljoin(self.base, path.replace("\\", "/") + mark + rest)
            return self._normal(joined)
        except ValueError:
            return None

    def _normal(self, url: str) -> str | None:
        parts = urlsplit(url)
        host = _host(parts.hostname or "")
        if parts.scheme not in _DEFAULT_PORTS or not host:
            return None
        port = parts.port
        netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
        path = quote(_without_dots(parts.path) or "/", safe=_PATH_SAFE)
        return urlunsplit((parts.scheme, netloc, path, self._query(parts.query), ""))

    def _query(self, query: str) -> str:
        encoding = "utf-8" if self.encoding.startswith("utf") else self.encoding
        # a character that the page's charset lacks is sent as its numeric reference
        raw = query.encode(encoding, errors="xmlcharrefreplace")
        return quote(raw, safe=_QUERY_SAFE)


def _cut(reference: str) -> tuple[str, str, str]:
    """A reference before and after its query; the fragment is dropped."""
    reference = reference.partition("#")[0]
    return reference.partition("?")


def _host(name: str) -> str | None:
    if not name or _BAD_HOST.search(name):
        return None
    if ":" in name:
        return f"[{name}]"
    if name.isascii():
        return name
    return name.encode("idna").decode("ascii")


def _without_dots(path: str) -> str:
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            if len(kept) > 1:
                kept.pop()
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)
