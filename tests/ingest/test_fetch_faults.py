"""The faults of a publisher's server, each against the server that commits it."""

from __future__ import annotations

import hashlib
import resource
from typing import Any

import pytest

from metadata.errors import (
    BlockedError,
    DeferredError,
    FetchError,
    GoneError,
    ListingChangedError,
    NotAPdfError,
    TooLargeError,
    TruncatedError,
)
from tests.faults import PDF, Published
from tests.fetching import Desk

pytest_plugins = ["tests.fetching_fixtures"]

SHA256 = hashlib.sha256(PDF).hexdigest()


# --- not what was promised ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/html", "application/pdf"])
def test_a_page_where_a_pdf_was_promised_is_not_taken(desk: Desk, kind: str) -> None:
    fetched = desk.ask(f"/soft-404?type={kind}", expects="pdf", sha256=SHA256)
    assert isinstance(fetched.error, NotAPdfError)
    assert (fetched.capture.outcome, fetched.capture.code) == ("failed", "not_pdf")
    assert fetched.capture.message is not None
    assert "sent a web page" in fetched.capture.message
    assert (fetched.path, desk.leftovers) == (None, [])


def test_the_name_of_an_address_or_the_copy_we_hold_promises_a_pdf(desk: Desk) -> None:
    desk.publisher.put("/plan.PDF", b"<html>login</html>", media_type="text/html")
    desk.publisher.put("/plan", b"<html>login</html>", media_type="text/html")
    assert isinstance(desk.ask("/plan.PDF").error, NotAPdfError)
    assert isinstance(desk.ask("/plan", media_type="application/pdf").error, NotAPdfError)
    assert desk.ask("/plan").capture.media_type == "text/html"


def test_an_empty_file_is_no_pdf(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", b"")
    error = desk.ask("/plan.pdf").error
    assert isinstance(error, NotAPdfError)
    assert "sent nothing at all" in error.message


def test_a_pdf_where_a_listing_was_is_a_changed_listing(desk: Desk) -> None:
    desk.publisher.put("/index.html", PDF)
    assert isinstance(desk.ask("/index.html", expects="page").error, ListingChangedError)


@pytest.mark.parametrize("code", [200, 403, 503])
def test_a_bot_check_is_never_taken_for_a_page(desk: Desk, code: int) -> None:
    fetched = desk.ask(f"/challenge?code={code}", expects="page", limits={"tries": 1})
    assert isinstance(fetched.error, BlockedError)
    assert fetched.capture.outcome == "blocked"


def test_a_wrong_content_type_and_stray_bytes_are_accepted_with_a_note(desk: Desk) -> None:
    fetched = desk.ask("/stray?bytes=900&type=text/plain", expects="pdf")
    assert (fetched.capture.outcome, fetched.error) == ("new", None)
    assert fetched.capture.message is not None
    assert "sent as text/plain" in fetched.capture.message
    assert "900 stray bytes" in fetched.capture.message
    too_far = desk.ask("/stray?bytes=1100", expects="pdf")
    assert isinstance(too_far.error, NotAPdfError)


# --- statuses -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [404, 410])
def test_what_is_gone_is_said_to_be_gone(desk: Desk, code: int) -> None:
    fetched = desk.ask(f"/status?code={code}", sha256=SHA256)
    assert isinstance(fetched.error, GoneError)
    assert (fetched.capture.outcome, fetched.capture.status) == ("gone", code)
    assert len(desk.publisher.asked("/status")) == 1


def test_a_broken_error_page_says_no_less(desk: Desk) -> None:
    fetched = desk.ask("/broken-error?code=404")
    assert fetched.capture.outcome == "gone"
    assert fetched.capture.headers == (("Content-Length", "1000"),)
    assert len(desk.publisher.asked("/broken-error")) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 451])
def test_a_refusal_is_not_argued_with(desk: Desk, code: int) -> None:
    fetched = desk.ask(f"/status?code={code}")
    assert isinstance(fetched.error, FetchError)
    assert (fetched.capture.outcome, fetched.error.status) == ("failed", code)
    assert len(desk.publisher.asked("/status")) == 1


@pytest.mark.parametrize("code", [500, 502, 503, 429])
def test_a_passing_failure_is_tried_again_until_it_works(desk: Desk, code: int) -> None:
    fetched = desk.ask(f"/status?code={code}&times=4")
    assert (fetched.capture.outcome, fetched.capture.status) == ("new", 200)
    assert len(desk.publisher.asked("/status")) == 5


def test_a_lasting_failure_is_given_up_after_five_tries(desk: Desk) -> None:
    fetched = desk.ask("/status?code=503")
    url = desk.publisher.url("/status?code=503")
    assert type(fetched.error) is FetchError
    assert fetched.error.message == (
        f"{url} answered 503 five times; it is tried again at the next run."
    )
    assert (fetched.capture.outcome, fetched.capture.status) == ("failed", 503)
    assert len(desk.publisher.asked("/status")) == 5


def test_a_host_that_only_fails_is_left_alone_for_the_rest_of_the_run(desk: Desk) -> None:
    requests = [desk.request(f"/status?code=500&n={number}") for number in range(6)]
    results = desk.ask_all(requests, tries=2, host_failures=3)
    assert len(desk.publisher.asked("/status")) == 3 * 2
    left_alone = [r for r in results if "left alone" in (r.capture.message or "")]
    assert len(left_alone) == 3
    assert all(r.capture.outcome == "failed" for r in results)
    desk.publisher.seen.clear()
    assert desk.ask("/status?code=200", limits={"host_failures": 3}).error is None


def test_failures_with_successes_between_them_are_not_in_a_row(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    requests = []
    for number in range(4):
        requests.append(desk.request(f"/status?code=500&n={number}"))
        requests.append(desk.request(f"/plan.pdf?n={number}"))
    results = desk.ask_all(requests, tries=1, host_failures=2)
    assert sum(r.error is None for r in results) == 4
    assert len(desk.publisher.asked("/status")) == 4


# --- Retry-After ----------------------------------------------------------------------------------


@pytest.mark.parametrize("after", ["0", "Tue, 03 Nov 2026 02:29:59 GMT", "garbage", "-5", "1e9"])
def test_a_short_or_senseless_retry_after_means_another_try(desk: Desk, after: str) -> None:
    fetched = desk.ask(f"/status?code=429&times=1&after={after}")
    assert fetched.error is None
    assert len(desk.publisher.asked("/status")) == 2


def test_the_wait_a_host_asks_for_holds_the_whole_host(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    first = desk.request("/status?code=503&times=1&after=1")
    desk.ask_all([first, *(desk.request(f"/plan.pdf?{number}") for number in range(3))])
    held, *others = [call for call in desk.publisher.seen if call.path != "/robots.txt"]
    assert held.path == "/status"
    assert all(call.at - held.at >= 1 for call in others)


@pytest.mark.parametrize(
    ("after", "until"),
    [
        ("31536000", "2027-11-03T02:30:00Z"),
        ("Wed, 03 Nov 2027 02:30:00 GMT", "2027-11-03T02:30:00Z"),
        ("99999999999999999999", "2036-10-31T02:30:00Z"),
    ],
)
def test_a_host_that_wants_a_year_is_deferred(desk: Desk, after: str, until: str) -> None:
    first = desk.request(f"/status?code=429&after={after}")
    results = desk.ask_all([first, desk.request("/status?code=200"), desk.request("/z.pdf")])
    assert [r.capture.outcome for r in results] == ["deferred"] * 3
    assert all(isinstance(r.error, DeferredError) for r in results)
    assert {r.retry_at for r in results} == {until}
    assert results[2].capture.message is not None
    assert until in results[2].capture.message
    assert len(desk.publisher.seen) == 2, "robots.txt and the first request, nothing after it"


# --- bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_dripping_server_meets_the_deadline(desk: Desk, where: str) -> None:
    fetched = desk.ask(f"/drip?where={where}", limits={"deadline": 0.3})
    assert isinstance(fetched.error, FetchError)
    assert "not finished after 0.3 seconds" in fetched.error.message
    assert len(desk.publisher.asked("/drip")) == 1


def test_a_silent_server_is_asked_again(desk: Desk) -> None:
    fetched = desk.ask("/stall?times=1", limits={"idle": 0.1})
    assert fetched.error is None
    for_ever = desk.ask("/stall", limits={"idle": 0.1, "tries": 2})
    assert for_ever.error is not None
    assert "sent nothing for 0.1 seconds twice" in for_ever.error.message


@pytest.mark.parametrize(
    "target", ["/declared", "/endless", "/bomb?coding=gzip", "/bomb?coding=deflate"]
)
def test_what_is_too_long_is_stopped_and_leaves_nothing(desk: Desk, target: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fetched = desk.ask(target)
    assert isinstance(fetched.error, TooLargeError)
    assert (fetched.capture.outcome, fetched.capture.code) == ("failed", "too_large")
    assert "1,000,000 bytes" in fetched.error.message
    assert desk.leftovers == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # KB


def test_a_compression_that_was_not_asked_for_is_undone_or_refused(desk: Desk) -> None:
    fetched = desk.ask("/gzipped")
    assert (fetched.capture.sha256, fetched.capture.bytes) == (SHA256, len(PDF))
    brotli = desk.ask("/bomb?coding=br")
    assert brotli.error is not None
    assert "compressed as br" in brotli.error.message
    broken = desk.ask("/gzipped?broken")
    assert isinstance(broken.error, FetchError)
    assert len(desk.publisher.asked("/gzipped")) == 1 + 5
    assert [name for name in desk.leftovers if not name.endswith(".body")] == []


def test_not_modified_to_what_was_not_conditional_is_asked_again(desk: Desk) -> None:
    assert desk.ask("/always-304?times=2").capture.outcome == "new"
    for_ever = desk.ask("/always-304")
    assert for_ever.capture.outcome == "failed"
    believed = desk.ask("/always-304?n=2", sha256=SHA256, etag='"x"')
    assert believed.capture.outcome == "unchanged"


# --- connections ----------------------------------------------------------------------------------


def test_resets_and_refusals_are_tried_again(desk: Desk) -> None:
    assert desk.ask("/reset?times=3").error is None
    for_ever = desk.ask("/reset")
    assert isinstance(for_ever.error, FetchError)
    assert len([c for c in desk.publisher.asked("/reset") if not c.query]) == 5


def test_a_closed_port_is_said_and_the_others_go_on(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    closed = desk.request("http://127.0.0.1:9/plan.pdf", hosts=("127.0.0.1:9",))
    results = desk.ask_all([closed, desk.request("/plan.pdf")])
    (failed,) = [r for r in results if r.error is not None]
    assert failed.capture.outcome == "failed"
    assert "could not be connected to" in (failed.capture.message or "")
    assert (failed.capture.status, failed.capture.sha256) == (None, None)


def test_a_host_name_that_means_nothing_is_said(desk: Desk) -> None:
    nowhere = f"{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"  # too long for DNS
    fetched = desk.ask(f"http://{nowhere}/plan.pdf", hosts=(nowhere,))
    assert fetched.capture.outcome == "failed"
    assert "DNS" in (fetched.capture.message or "")


def test_something_that_is_not_http_is_said(desk: Desk) -> None:
    fetched = desk.ask("/not-http")
    assert fetched.capture.outcome == "failed"
    assert "answered something that is not HTTP (Bad status line)" in (
        fetched.capture.message or ""
    )


# --- endings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "outcome", "asked"),
    [
        ("/cut?times=1", "new", 2),  # cut once: whole the second time
        ("/cut", "failed", 2),  # cut twice: truncated
        ("/cut?end=startxref", "new", 1),  # only the last mark is missing: readable
    ],
)
def test_a_pdf_without_an_end(desk: Desk, target: str, outcome: str, asked: int) -> None:
    fetched = desk.ask(target)
    assert fetched.capture.outcome == outcome
    assert len(desk.publisher.asked("/cut")) == asked
    if outcome == "failed":
        assert isinstance(fetched.error, TruncatedError)
        assert desk.leftovers == []
    elif asked == 1:
        assert "lacks its end mark" in (fetched.capture.message or "")


def test_a_cut_file_that_came_with_its_length_is_the_publishers_own(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF[:100_000])
    fetched = desk.ask("/plan.pdf")
    assert (fetched.capture.outcome, fetched.error) == ("new", None)
    assert "lacks its end mark" in (fetched.capture.message or "")
    assert len(desk.publisher.asked("/plan.pdf")) == 1


# --- redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://127.0.0.1/plan.pdf", "data:application/pdf,%25PDF-",
           "javascript:alert(1)", "http://[broken/", "http://user:pw@127.0.0.1/"],
)  # fmt: skip
def test_a_redirect_away_from_http_is_refused(desk: Desk, to: str) -> None:
    desk.publisher.files["/away"] = Published(body=b"", status=302, headers=(("Location", to),))
    fetched = desk.ask("/away")
    assert (fetched.capture.outcome, fetched.capture.status) == ("blocked", 302)
    assert fetched.capture.final_url == desk.publisher.url("/away")


@pytest.mark.parametrize("target", ["/loop", "/loop?n=1"])
def test_a_redirect_without_end_is_left(desk: Desk, target: str) -> None:
    fetched = desk.ask(target)
    assert fetched.capture.outcome == "failed"
    assert "circle" in (fetched.capture.message or "")
    assert len(desk.publisher.asked("/loop")) <= 11


def test_a_redirect_to_a_host_that_is_not_the_sources_is_recorded(desk: Desk) -> None:
    fetched = desk.ask("/redirect?to=https://elsewhere.example/plan.pdf")
    assert fetched.capture.outcome == "blocked"
    assert "elsewhere.example is not among the source's hosts" in (fetched.capture.message or "")


def test_errors_of_one_request_do_not_disturb_the_others(desk: Desk) -> None:
    targets: dict[str, Any] = {
        "/drip": "failed", "/endless": "failed", "/status?code=404": "gone",
        "/status?code=200": "new", "/short": "new", "/loop": "failed", "/reset?times=1": "new",
    }  # fmt: skip
    results = desk.ask_all([desk.request(t) for t in targets], deadline=0.3)
    found = {r.request.url: r.capture.outcome for r in results}
    assert found == {desk.publisher.url(t): outcome for t, outcome in targets.items()}
