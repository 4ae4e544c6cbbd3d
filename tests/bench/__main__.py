"""Run every measurement, or those named: `python -m tests.bench [sample] [reading] [search]`."""

from __future__ import annotations

import sys

from tests.bench import reading, sample, search

MEASUREMENTS = {"sample": sample.measure, "reading": reading.measure, "search": search.measure}

if __name__ == "__main__":
    for name in sys.argv[1:] or MEASUREMENTS:
        print(f"\n== {name}", flush=True)
        MEASUREMENTS[name]()
