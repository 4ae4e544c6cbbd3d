"""`python -m tests.torture --points 400`: the long version, with a table of what was found."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.faults import Publisher
from tests.torture.runner import Action, Runner
from tests.torture.sweep import EDITIONS, Bench, Point, spread

_SHARES: dict[Action, float] = {"kill": 0.8, "term": 0.1, "int": 0.1}  # of the points
_SIZES = [3 << n for n in range(10, 19)]  # bytes of the longest file that may be written
Task = Callable[[Bench], Point]


def main() -> int:
    """Do it all; returns 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--points", type=int, default=400, help="runs to end, over both editions")
    parser.add_argument("--jobs", type=int, default=2, help="at the same time")
    options = parser.parse_args()
    began = time.monotonic()
    with ExitStack() as stack:
        benches = [bench(stack) for _ in range(options.jobs)]
        tasks = list(work(options.points, benches[0]))
        points = [(what, point) for what, point in done(tasks, benches)]
    show(points, time.monotonic() - began)
    return int(any(point.faults for _, point in points))


def bench(stack: ExitStack) -> Bench:
    """A bench with a publisher of its own."""
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="torture-")))
    return Bench(folder, stack.enter_context(Publisher()), stack.enter_context(Runner()))


def work(points: int, bench: Bench) -> Iterator[tuple[str, Task]]:
    """What is to be done, by kind: each edition's events get their share of the points."""
    lengths = {edition: len(trail) for edition, trail in bench.trails.items()}
    for edition in EDITIONS:
        for action, share in _SHARES.items():
            number = round(points * share * lengths[edition] / sum(lengths.values()))
            for at in spread(lengths[edition], number):
                yield (
                    f"{edition} {action}",
                    partial(Bench.end, edition=edition, at=at, action=action),
                )
        for size in _SIZES:
            yield f"{edition} full", partial(Bench.fill, edition=edition, size=size)


def done(tasks: list[tuple[str, Task]], benches: list[Bench]) -> Iterator[tuple[str, Point]]:
    """Do the tasks side by side, and say what is wrong as it is found."""
    free: SimpleQueue[Bench] = SimpleQueue()
    for one in benches:
        free.put(one)

    def do(task: Task) -> Point:
        one = free.get()
        try:
            return task(one)
        finally:
            free.put(one)

    with ThreadPoolExecutor(len(benches)) as threads:
        results = threads.map(do, (task for _, task in tasks))
        for number, ((what, _), point) in enumerate(zip(tasks, results, strict=True), 1):
            if point.faults:
                print(f"{what} at {point.at} ({point.where}):", *point.faults, sep="\n  ")
            if number % 20 == 0:
                print(f"{number} of {len(tasks)}", flush=True)
            yield what, point


def show(points: list[tuple[str, Point]], seconds: float) -> None:
    """Print the table."""
    print(f"\n{'what':<14} {'points':>6} {'ended by it':>11} {'before':>7} {'faults':>7}")
    kinds = Counter(what for what, _ in points)
    for what, number in kinds.items():
        of_kind = [point for name, point in points if name == what]
        hit, wrong = sum(p.code != 0 for p in of_kind), sum(bool(p.faults) for p in of_kind)
        print(f"{what:<14} {number:>6} {hit:>11} {number - hit:>7} {wrong:>7}")
    wrong = sum(bool(point.faults) for _, point in points)
    print(f"{len(points)} points, {wrong} with faults, in {seconds:.0f} seconds.")


if __name__ == "__main__":
    raise SystemExit(main())
