"""Who reads the documents of a run: processes of this machine, or the workers of a Dask cluster.

Either way a `ReaderPool` reads them, here or on each worker, under the same limits; only whoever
coordinates writes to the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Protocol

from metadata.errors import ConfigError, ReadError
from metadata.records import Contents, Reading

if TYPE_CHECKING:
    from ingest.reader.work import Describe
    from ingest.workers import Job, Watch

__all__ = ["Readers", "readers"]


class Readers(Protocol):
    """Reads many files."""

    def describe_all(
        self, jobs: Iterable[Job], describe: Describe, watch: Watch | None = None
    ) -> Iterator[tuple[Job, tuple[Reading, Contents] | ReadError]]:
        """Read the jobs' files; results come in their order, each with what follows from it."""
        ...


@contextmanager
def readers(
    workers: int, address: str | None
) -> Iterator[Callable[[], AbstractContextManager[Readers]]]:
    """A maker of readers: so many processes here, or the cluster whose scheduler has the address.

    Raises ConfigError when nobody answers there, nobody reads there, or what reads there is not
    this version.
    """
    if address is None:
        yield partial(_here, workers)
        return
    try:
        from ingest.cluster.joining import joined
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"--cluster {address}: this installation cannot speak to a cluster ({error.name} is "
            "missing). Install it with `pip install 'policy-archive[cluster]'`, or leave "
            "--cluster out to read on this machine."
        ) from error
    from ingest.workers import ReadLimits

    with joined(address, ReadLimits()) as pool:
        yield lambda: nullcontext(pool)


def _here(workers: int) -> AbstractContextManager[Readers]:
    from ingest.workers import ReaderPool, ReadLimits  # a run without anything to read needs none

    return ReaderPool(workers, ReadLimits())
