"""Reaches a cluster, or says at once in plain words why it is not to be had."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import dask
from distributed import Client
from distributed.comm.core import connect
from distributed.security import Security
from distributed.utils import silence_logging_cmgr

from ingest.cluster.batch import reader_version
from ingest.cluster.pool import SENT, ClusterPool, other_version
from ingest.reader import READER
from ingest.workers import ReadLimits
from metadata.errors import ConfigError

PATIENCE = 3  # seconds for each: the scheduler's answer, the first of its workers
QUIET = {"distributed.admin.large-graph-warning-threshold": 2 * SENT}  # bytes; ours are bounded


@contextmanager
def joined(address: str, limits: ReadLimits) -> Iterator[ClusterPool]:
    """The readers of a cluster. Raises ConfigError when it cannot be used."""
    address = address.rstrip("/")
    with silence_logging_cmgr(logging.CRITICAL), dask.config.set(QUIET):
        _knock(address)
        with _client(address) as client:
            _expect_workers(client, address)
            yield ClusterPool(client, address, limits)


def _client(address: str) -> Client:
    return Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]


def _knock(address: str) -> None:
    """See whether a scheduler answers: a Client that finds none leaves its traces on stderr."""
    try:
        asyncio.run(asyncio.wait_for(_connect(address), PATIENCE + 1))
    except (OSError, ValueError, TypeError, MemoryError) as error:  # the last: of a strange length
        said = str(error) or "something is there, and does not speak as one"
        raise ConfigError(
            f"--cluster {address}: no scheduler of a Dask cluster answers there ({said}). Write "
            "it like tcp://host:8786, start one with `dask scheduler`, or leave --cluster out to "
            "read on this machine."
        ) from error


async def _connect(address: str) -> None:
    security = Security()  # type: ignore[no-untyped-call]
    arguments = security.get_connection_args("client")  # type: ignore[no-untyped-call]
    comm = await connect(address, timeout=PATIENCE, **arguments)  # type: ignore[no-untyped-call]
    await comm.close()


def _expect_workers(client: Client, address: str) -> None:
    """See whether somebody reads there, with this version's reader."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise ConfigError(
            f"--cluster {address}: the scheduler has no workers. Start some with "
            f"`dask worker {address}` where policy-archive is installed."
        ) from error
    for where, found in client.run(reader_version, on_error="return").items():
        if isinstance(found, Exception):
            raise other_version(address, f"{where} says {found}")
        if found != READER:
            raise other_version(address, f"{where} has {found}")
