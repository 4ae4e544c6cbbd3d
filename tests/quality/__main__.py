"""Print how well tables of generated pages are read: `python -m tests.quality`."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

from tests.ingest.reader.icdar_score import Score
from tests.quality.layouts import POSITIVE
from tests.quality.measure import cases, judged, mean
from tests.quality.negatives import NEGATIVE


def main() -> None:
    """Print precision, recall and F1 by kind, both halves apart."""
    arguments = argparse.ArgumentParser(prog="tests.quality")
    arguments.add_argument("kinds", nargs="*", help="all, when none is named")
    arguments.add_argument("--each", type=int, default=6, help="documents of each kind")
    arguments.add_argument("--keep", type=Path, help="a folder to put the PDFs in")
    chosen = arguments.parse_args()
    kinds = chosen.kinds or [*POSITIVE, *NEGATIVE]
    found: dict[str, list[Score]] = defaultdict(list)
    for case in cases(kinds, range(chosen.each)):
        found[case.kind].append(judged(case))
        if chosen.keep:
            name = f"{case.kind.replace(', ', '_').replace(' ', '-')}.{case.at}.pdf"
            (chosen.keep / name).write_bytes(case.body)
    print(f"{'kind':24}{'first half':>24}{'second half':>24}")
    print(f"{'':24}{'P':>8}{'R':>8}{'F1':>8}{'P':>8}{'R':>8}{'F1':>8}")
    for kind in kinds:
        print(_line(kind, found[kind]))
    for name, group in (("all with tables", POSITIVE), ("all without", NEGATIVE)):
        some = [one for at in range(chosen.each) for k in kinds if k in group
                for one in [found[k][at]] if at % 2 == 0]  # fmt: skip
        others = [found[k][at] for at in range(1, chosen.each, 2) for k in kinds if k in group]
        print(f"{name:24}{_values(some)}{_values(others)}")


def _line(kind: str, scores: list[Score]) -> str:
    return f"{kind:24}{_values(scores[::2])}{_values(scores[1::2])}"


def _values(scores: list[Score]) -> str:
    means = (mean(s.precision for s in scores), mean(s.recall for s in scores),
             mean(s.f1 for s in scores))  # fmt: skip
    return "".join(f"{value:8.3f}" for value in means)


if __name__ == "__main__":
    main()
