from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.listing_links import Resolver, is_document

PAGE = "https://www.example.go.jp/a/b/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("c.pdf", "https://www.example.go.jp/a/b/c.pdf"),
        (" \n../c.pdf\t", "https://www.example.go.jp/a/c.pdf"),
        ("c\n.pdf", "https://www.example.go.jp/a/b/c.pdf"),
        ("c d.pdf", "https://www.example.go.jp/a/b/c%20d.pdf"),
        ("/c.pdf#page=3", "https://www.example.go.jp/c.pdf"),
        ("//other.example/x", "https://other.example/x"),
        ("HTTP://Other.Example:80/../x/./y/..", "http://other.example/x/"),
        ("http://other.example", "http://other.example/"),
        ("https://other.example:8443/x", "https://other.example:8443/x"),
        ("計画.pdf", "https://www.example.go.jp/a/b/%E8%A8%88%E7%94%BB.pdf"),
        ("%8Cv%89%E6.pdf", "https://www.example.go.jp/a/b/%8Cv%89%E6.pdf"),
        ("?q=計画", "https://www.example.go.jp/a/b/index.html?q=%8Cv%89%E6"),
        ("x?a=1&b='2'", "https://www.example.go.jp/a/b/x?a=1&b=%272%27"),
        ("\\c\\d.pdf", "https://www.example.go.jp/c/d.pdf"),
        ("https://例え.jp/x", "https://xn--r8jz45g.jp/x"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("javascript:void(0)", None),
        ("JavaScript :x()", "https://www.example.go.jp/a/b/JavaScript%20:x()"),
        ("mailto:a@example.org", None),
        ("tel:110", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("ftp://example.org/x", None),
        ("http://", None),
        ("http://[::1", None),
        ("http://h:99999/", None),
        ("http://exa mple/", None),
    ],
)
def test_resolved_as_a_browser_would(href: str, url: str | None) -> None:
    assert Resolver(PAGE, "cp932").resolve(href) == url


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_reference_fails_or_loses_its_meaning(href: str) -> None:
    url = Resolver(PAGE).resolve(href)
    assert url is None or (url.isascii() and url.startswith(("http://", "https://")))
    assert url is None or Resolver(PAGE).resolve(url) == url


def test_addresses_of_documents() -> None:
    assert is_document("https://h/a.PDF?x=1")
    assert is_document("https://h/a.xlsx")
    assert not is_document("https://h/a.html")
    assert not is_document(None)
