"""robots.txt, as it is written and as it is missing."""

from __future__ import annotations

import pytest

from ingest.fetching.robots import MOST_BYTES, parse_robots
from metadata.errors import BlockedError, FetchError
from tests.faults import PAGE, PDF, Published
from tests.fetching import USER_AGENT, Desk

pytest_plugins = ["tests.fetching_fixtures"]


def robots(desk: Desk, text: str | bytes, status: int = 200, kind: str = "text/plain") -> None:
    body = text if isinstance(text, bytes) else text.encode()
    desk.publisher.robots = Published(body=body, status=status, media_type=kind, validators=False)


def test_rules_with_wildcards_are_obeyed(desk: Desk) -> None:
    robots(desk, "User-agent: *\nDisallow: /drafts/*.pdf$\nAllow: /drafts/final-*.pdf$\n")
    for name in ("a", "final-a"):
        desk.publisher.put(f"/drafts/{name}.pdf", PDF)
    draft, final = desk.ask("/drafts/a.pdf"), desk.ask("/drafts/final-a.pdf")
    assert isinstance(draft.error, BlockedError)
    assert (draft.capture.outcome, draft.capture.code) == ("blocked", "robots")
    assert "robots.txt" in (draft.capture.message or "")
    assert final.error is None
    assert desk.publisher.asked("/drafts/a.pdf") == []


def test_rules_for_us_come_before_rules_for_all(desk: Desk) -> None:
    robots(desk, "User-agent: policy-archive\nAllow: /\n\nUser-agent: *\nDisallow: /\n")
    assert desk.ask("/status?code=200").error is None
    robots(desk, "User-agent: policy-archive\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert desk.ask("/status?code=200").capture.outcome == "blocked"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_rules_everything_is_allowed(desk: Desk, status: int) -> None:
    robots(desk, "User-agent: *\nDisallow: /\n", status=status)
    assert desk.ask("/status?code=200").error is None


@pytest.mark.parametrize("status", [500, 503, 429])
def test_rules_that_cannot_be_had_now_mean_not_now(desk: Desk, status: int) -> None:
    robots(desk, "", status=status)
    results = desk.ask_all([desk.request("/status?code=200"), desk.request("/z.pdf")])
    assert [r.capture.outcome for r in results] == ["blocked", "blocked"]
    assert all(isinstance(r.error, BlockedError) for r in results)
    assert f"answered {status} five times" in (results[0].capture.message or "")
    assert len(desk.publisher.seen) == 5, "only robots.txt was asked for, for both"


def test_a_page_in_place_of_rules_is_ignored(desk: Desk) -> None:
    robots(desk, PAGE + b"\nUser-agent: *\nDisallow: /\n", kind="text/html")
    assert desk.ask("/status?code=200").error is None


def test_rules_are_asked_for_once_and_redirects_to_them_followed(desk: Desk) -> None:
    desk.publisher.put("/rules", b"User-agent: *\nDisallow: /no\n", "text/plain")
    desk.publisher.robots = Published(body=b"", status=301, headers=(("Location", "/rules"),))
    results = desk.ask_all([desk.request("/no"), desk.request("/status?code=200")])
    assert [r.capture.outcome for r in results] == ["blocked", "new"]
    assert len(desk.publisher.asked("/robots.txt")) == 1


@pytest.mark.parametrize("to", ["https://elsewhere.example/robots.txt", "file:///etc/passwd"])
def test_rules_elsewhere_are_no_rules_of_this_host(desk: Desk, to: str) -> None:
    desk.publisher.robots = Published(body=b"", status=302, headers=(("Location", to),))
    assert desk.ask("/status?code=200").error is None


def test_a_crawl_delay_is_kept_and_one_of_an_hour_is_capped_with_a_note(desk: Desk) -> None:
    robots(desk, "User-agent: *\nCrawl-delay: 3600\n")
    first, second = desk.ask_all([desk.request("/slow?ms=1"), desk.request("/slow?ms=2")])
    assert "3600 seconds between requests; 0.1 were kept" in (first.capture.message or "")
    assert (first.error, second.error) == (None, None)
    one, two = desk.publisher.asked("/slow")
    assert two.at - one.at >= 0.1


def test_a_host_that_cannot_be_reached_is_not_said_to_forbid(desk: Desk) -> None:
    fetched = desk.ask("http://127.0.0.1:9/", hosts=("127.0.0.1:9",))
    assert isinstance(fetched.error, FetchError)
    assert fetched.capture.outcome == "failed"


def test_rules_are_not_asked_for_where_a_program_is_welcome(desk: Desk) -> None:
    robots(desk, "User-agent: *\nDisallow: /\n")
    assert desk.ask("/status?code=200", obey_robots=False).error is None
    assert desk.publisher.asked("/robots.txt") == []


def test_odd_rules_do_no_harm() -> None:
    endless = b"User-agent: *\n" + b"Disallow: /a\n" * 60_000 + b"Disallow: /b\n"
    assert len(endless) > MOST_BYTES
    assert parse_robots(endless).allows("https://x.example/b", USER_AGENT)
    assert parse_robots(b"\xff\xfe\x00garbage").allows("https://x.example/b", USER_AGENT)
    bom = parse_robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\nCrawl-delay: soon\n")
    assert not bom.allows("https://x.example/a", USER_AGENT)
    assert bom.crawl_delay(USER_AGENT) == 0
