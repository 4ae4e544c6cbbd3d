from __future__ import annotations

import pytest

from metadata.records import Box
from metadata.scanned import ScannedWord, certainty, packed, places, unpacked, within


def word(start: int, end: int, box: Box, confidence: int = 90) -> ScannedWord:
    return ScannedWord(start=start, end=end, box=box, confidence=confidence)


# "ten plans\nof 4" on two lines
LINES = [
    word(0, 3, (10, 10, 40, 20)),
    word(4, 9, (45, 10, 95, 20), 40),
    word(10, 12, (10, 30, 30, 40)),
    word(13, 14, (35, 31, 45, 40)),
]


def test_words_are_kept_packed() -> None:
    assert unpacked(packed(LINES)) == tuple(LINES)
    assert (packed([]), unpacked("")) == ("", ())
    assert packed(LINES[:1]) == "[[0,3,10,10,40,20,90]]"


@pytest.mark.parametrize(
    ("span", "boxes"),
    [
        ((0, 9), [(10, 10, 95, 20)]),
        ((4, 12), [(45, 10, 95, 20), (10, 30, 30, 40)]),
        ((10, 14), [(10, 30, 45, 40)]),
        ((4, 6), [(45, 10, 65, 20)]),
        ((9, 10), []),
        ((90, 95), []),
    ],
)
def test_a_passage_has_a_box_on_each_line(span: tuple[int, int], boxes: list[Box]) -> None:
    assert list(places(LINES, *span)) == boxes


def test_a_column_is_one_line_from_top_to_bottom() -> None:
    column = [word(0, 4, (100, 10, 110, 50)), word(4, 6, (100, 52, 110, 72))]
    assert places(column, 2, 5) == ((100, 30, 110, 62),)


def test_lines_above_each_other_are_not_one() -> None:
    lines = [word(0, 6, (10, 10, 90, 20)), word(7, 12, (10, 21, 80, 31))]
    assert len(places(lines, 0, 12)) == 2


def test_long_words_weigh_more() -> None:
    assert certainty(within(LINES, 0, 9)) == round((3 * 90 + 5 * 40) / 8)
    assert certainty(()) == 0
    assert [w.is_doubtful for w in LINES] == [False, True, False, False]
