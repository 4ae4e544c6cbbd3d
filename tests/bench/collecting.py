"""A run up to the files, without reading: `python -m tests.bench.collecting ARCHIVE SOURCE`."""

from __future__ import annotations

import sys
from pathlib import Path

from archive.command_line import Options
from archive.report import Screen
from ingest.fetch import Fetcher
from ingest.sources import load_sources
from ingest.wayback import Wayback
from pipeline import clock, collect, discover_source, running


def main(archive: Path, source: Path) -> None:
    """Discover and collect, with the same stages as `run`."""
    options = Options(archive=archive, workers=1, screen=Screen(), json=False)
    sources = load_sources(source)
    with (
        running("run", options, {}) as run,
        Fetcher(
            incoming=run.files.incoming, now=clock, user_agent=run.outside.user_agent
        ) as fetcher,
    ):
        run.begin_on(*sources)
        for one in sources:
            assert discover_source(run, one, fetcher, {})
        collect(run, sources, fetcher, Wayback(fetcher))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
