"""The reading room on a large archive: its pages against Datasette's own search, and LIKE.

`POLICY_BENCH_PAGES` says how many pages the archive has (20,000; the project's yardstick is
100,000, and 1,000,000 takes the better part of an hour). Latencies are of a whole answer over
HTTP, from the server as users start it; a search is asked with words that nobody asked before,
and once more as it stands, because an answer is kept until the archive changes.
"""

from __future__ import annotations

import http.client
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from archive.search import match_query
from archive.web.queries_search import find, search
from archive.web.search_scope import Scope
from tests.bench.command import ROOT, corpus, timed
from tests.bench.library import multiply

PAGES = int(os.environ.get("POLICY_BENCH_PAGES", "20000"))
QUERIES = ("measures", "report", '"the results"', "警察", "対策", "policy AND access", "verif*")
CLIENTS = (1, 8)
_TIMES = 4  # each address is asked for so often by each client
_WAIT = 60.0  # seconds for the server to start
_SLOW, _SEARCH = 150.0, 20.0  # ms, aims: p95 of pages with eight clients; the search itself
_new = count()  # what makes a query one that nobody asked before


def measure() -> None:
    """Print milliseconds of SQL, then of pages for one and for eight clients, with ratios."""
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        small_archive(small)
        start = time.perf_counter()
        multiply(small, large, PAGES)
        print(f"{PAGES:,} pages written in {time.perf_counter() - start:.0f} s")
        measure_on(large / "archive.db")


def measure_on(path: Path) -> None:
    """The same on a database that is there."""
    like = _measure_sql(path)
    with served(path) as port:
        for clients in CLIENTS:
            _measure_pages(port, clients, like)


def small_archive(small: Path) -> None:
    """Write an archive of real documents, or of the sample where there are none."""
    folder = corpus()
    if folder is None:
        timed("demo", "--no-serve", "--archive", str(small))
    else:
        timed("add", str(folder / "A_text_truth"), str(folder / "G_versions"),
              "--archive", str(small))  # fmt: skip


def _measure_sql(path: Path) -> float:
    """The search itself, in one thread, against LIKE, whose median is given back."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    _print_sizes(connection)
    like = "select id from pages where text like '%' || ? || '%' limit 3000"
    print(f"{'SQL, ms':20} {'hits':>7} {'found':>7} {'shown':>7} {'LIKE':>7}  LIKE / found")
    founds, likes = [], []
    for query in QUERIES:
        match = match_query(query)
        hits = sum(map(len, find(connection, match, Scope()).pages.values()))
        found = _median(lambda match=match: find(connection, match, Scope()))
        shown = _median(lambda query=query: search(connection, query, Scope(), 1))
        word = query.replace("*", "").strip('"').split(" AND ")[0]
        plain = _median(lambda word=word: connection.execute(like, [word]).fetchall(), 3)
        founds, likes = [*founds, found], [*likes, plain]
        print(f"{query:20} {hits:7} {found:7.1f} {shown:7.1f} {plain:7.1f} {plain / found:6.1f}")
    connection.close()
    print(f"the slowest took {max(founds):.1f} ms; the aim is {_SEARCH:.0f} ms")
    return statistics.median(likes)


def _print_sizes(connection: sqlite3.Connection) -> None:
    """The index of the pages against their text."""
    (text,) = connection.execute("select sum(length(cast(text as blob))) from pages").fetchone()
    (index,) = connection.execute("select sum(length(block)) from pages_fts_data").fetchone()
    print(f"text {text / 1e6:,.0f} MB, index {index / 1e6:,.0f} MB, {index / text:.2f} of it\n")


def _median(question: Callable[[], object], times: int = 9) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        question()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


@contextmanager
def served(path: Path) -> Iterator[int]:
    """The site on an archive, as users start it; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "datasette", "serve", str(path), "-c",
               str(ROOT / "datasette.yaml"), "--port", str(port)]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _WAIT
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or server.poll() is not None:
                    raise
                time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def _addresses() -> dict[str, list[str]]:
    """Addresses of each kind of page."""
    words = [quote(query) for query in QUERIES]
    copies = range(1, 8)
    return {
        "stock table search": [f"/archive/pages?_search={word}" for word in words],
        "search": [f"/-/search?q={word}+NOT+NEW" for word in words],
        "search, filtered": [f"/-/search?q={word}+NOT+NEW&kind=plan&from=2000" for word in words],
        "search as JSON": [f"/-/search.json?q={word}+NOT+NEW" for word in words],
        "search, once more": [f"/-/search?q={word}" for word in words],
        "front page": ["/"],
        "changes": ["/-/changes"],
        "document page": [f"/-/documents/copy-{at}" for at in copies],
        "page view": [f"/-/documents/copy-{at}/pages/2" for at in copies],
        "table page": [f"/-/tables/table-{at}" for at in copies],
    }


def _measure_pages(port: int, clients: int, like: float) -> None:
    name = f"{clients} client{'s' if clients > 1 else ''}, ms"
    print(f"\n{name:20} {'p50':>7} {'p95':>7}  stock / p50  LIKE / p50")
    stock = 0.0
    for kind, addresses in _addresses().items():
        ask(port, addresses[:1])  # warm
        with ThreadPoolExecutor(clients) as pool:
            rounds = [pool.submit(ask, port, addresses * _TIMES) for _ in range(clients)]
            times = sorted(milliseconds for one in rounds for milliseconds in one.result())
        half, most = statistics.median(times), times[int(len(times) * 0.95)]
        stock = stock or half
        slow = f"  over {_SLOW:.0f} ms" if most > _SLOW and stock != half else ""
        print(f"{kind:20} {half:7.1f} {most:7.1f} {stock / half:12.2f} {like / half:11.2f}{slow}")


def ask(port: int, addresses: list[str]) -> list[float]:
    """Milliseconds that each address took, asked for one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for address in addresses:
        asked = address.replace("NEW", f"nobody{next(_new)}x")
        start = time.perf_counter()
        connection.request("GET", asked)
        response = connection.getresponse()
        body = response.read()
        times.append(1000 * (time.perf_counter() - start))
        if response.status != 200 or not body:
            raise SystemExit(f"{address} answered {response.status}: {body[:300]!r}")
    connection.close()
    return times
