"""`/-/metrics`: the state of the archive for Prometheus, in its text form.

Counts and times only: no title, address or name but those of sources, which are the operator's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from archive.files import is_held
from archive.status import archive_state
from archive.web.queries import DATABASE, read, rows
from archive.web.render import public

if TYPE_CHECKING:
    import sqlite3

    from datasette.app import Datasette

_STAGES = """
    select stages.key as stage, stages.value as seconds
    from runs, json_each(runs.report, '$.seconds') as stages
    where runs.id = (select max(id) from runs where finished_at is not null)"""
_ARCHIVE = {
    "documents": "Works that entries point to.",
    "versions": "Contents of documents from one capture until the next different one.",
    "files": "Distinct PDF files.",
    "bytes": "Bytes of all stored files.",
    "pages": "Pages read.",
    "pages_without_text": "Pages that no search can find.",
    "tables": "Tables found in documents.",
    "open_problems": "Problems that nobody and nothing has resolved yet.",
}


@public
async def metrics(datasette: Datasette, request: Request) -> Response:
    """What a monitor asks for every minute."""
    path = datasette.get_database(DATABASE).path
    held = partial(is_held, Path(path).parent) if path else (lambda: False)

    def state(connection: sqlite3.Connection) -> tuple[dict[str, Any], dict[str, float]]:
        stages = {row["stage"]: row["seconds"] for row in rows(connection, _STAGES)}
        return archive_state(connection, held), stages

    found, stages = await read(datasette, state)
    registry = CollectorRegistry()
    registry.register(_State(found, stages))
    return Response(body=generate_latest(registry).decode(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _State(Collector):
    """One answer's figures."""

    def __init__(self, state: dict[str, Any], stages: dict[str, float]) -> None:
        self._state, self._stages = state, stages

    def collect(self) -> Iterator[GaugeMetricFamily]:
        state = self._state
        yield _one("healthy", "1 when runs end well, sources work and bytes are whole.",
                   state["healthy"])  # fmt: skip
        yield _one("run_is_on", "1 while a run holds the archive.", state["run_is_on"])
        for name, meaning in _ARCHIVE.items():
            yield _one(name, meaning, state["archive"][name])
        yield from _last_run(state["runs"])
        yield _many("stage_seconds", "Seconds each stage of the last run took.", "stage",
                    self._stages)  # fmt: skip
        yield from _sources(state["sources"])
        yield _one("damaged_files", "Files whose bytes are not what they were.",
                   state["fixity"].get("damaged", 0))  # fmt: skip
        yield _one("messages_waiting", "Messages that no receiver has taken yet.",
                   state["outbox"].get("waiting", 0))  # fmt: skip


def _last_run(runs: list[dict[str, Any]]) -> Iterator[GaugeMetricFamily]:
    """The last run that ended; nothing before the first."""
    last = next((run for run in runs if run["finished_at"]), None)
    if last is not None:
        begun, ended = _moment(last["started_at"]), _moment(last["finished_at"])
        yield _one("last_run_id", "Number of the last run that ended.", last["id"])
        yield _one("last_run_exit_code", "What it exited with.", last["exit_code"])
        yield _one("last_run_timestamp_seconds", "When it ended.", ended)
        yield _one("last_run_seconds", "How long it took.", ended - begun)


def _sources(sources: list[dict[str, Any]]) -> Iterator[GaugeMetricFamily]:
    def by_source(name: str, meaning: str, column: str) -> GaugeMetricFamily:
        values = {source["id"]: source[column] for source in sources}
        return _many(f"source_{name}", meaning, "source", values)

    worked = {s["id"]: _moment(s["last_worked"]) for s in sources if s["last_worked"]}
    yield _many("source_worked_timestamp_seconds", "When it last answered.", "source", worked)
    troubled = {source["id"]: float(source["trouble"] is not None) for source in sources}
    yield _many("source_in_trouble", "1 when its pages cannot be had.", "source", troubled)
    yield by_source("documents", "Its documents.", "documents")
    yield by_source("missing", "Its documents that the publisher has no longer.", "missing")
    yield by_source("open_problems", "Its open problems.", "open_problems")


def _one(name: str, meaning: str, value: float | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"policy_archive_{name}", meaning, value=float(value or 0))


def _many(name: str, meaning: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"policy_archive_{name}", meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value or 0))
    return family


def _moment(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()
