"""Run every measurement, or those named: `python -m tests.bench [NAME ...]`."""

from __future__ import annotations

import sys

from tests.bench import cluster, fetching, growth, merging, reading, sample, search

MEASUREMENTS = {
    "sample": sample.measure,
    "fetching": fetching.measure,
    "reading": reading.measure,
    "search": search.measure,
    "cluster": cluster.measure,
    "growth": growth.measure,
    "merging": merging.measure,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or MEASUREMENTS:
        print(f"\n== {name}", flush=True)
        MEASUREMENTS[name]()
