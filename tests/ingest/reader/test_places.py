"""Parts of pages as pictures, and the places of a phrase one by one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.reader.images import find_places, render, render_box
from metadata.errors import DamagedError
from tests.ingest.reader.paper import line, lines, pdf


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([lines(["Measures of the Plan", "More measures"]), line("Two", 9, 9)]))
    return path


def test_each_occurrence_has_its_own_boxes(plan: Path) -> None:
    first, second = find_places(plan, 1, "measures")
    assert len(first) == len(second) == 1
    assert first[0][1] < second[0][1]
    over_two_lines = find_places(plan, 1, "the Plan\nMore")
    assert [len(place) for place in over_two_lines] == [2]
    assert find_places(plan, 1, "nowhere") == ()
    assert find_places(plan, 1, "") == ()


def test_a_part_is_drawn_as_the_whole_page_shows_it(plan: Path) -> None:
    ((box,),) = find_places(plan, 1, "Measures of")
    part = Image.open(BytesIO(render_box(plan, 1, 400, box).body)).convert("L")
    assert part.width == pytest.approx(400, abs=4) or part.width == pytest.approx(
        4 * (box[2] - box[0]), abs=4
    )
    assert part.width / part.height == pytest.approx((box[2] - box[0]) / (box[3] - box[1]), rel=0.1)
    whole = Image.open(BytesIO(render(plan, 1, 2400).body)).convert("L")
    scale = whole.width / 612
    same = whole.crop(tuple(round(side * scale) for side in box)).resize(part.size)  # type: ignore[arg-type]
    dark = [sum(picture.histogram()[:128]) / (part.width * part.height) for picture in (part, same)]
    assert dark[0] > 0.02
    assert dark[0] == pytest.approx(dark[1], abs=0.04)


@pytest.mark.parametrize(
    "box",
    [(0.0, 0.0, 99999.0, 99999.0), (5.0, 5.0, 5.0, 5.0), (99999.0, 99999.0, 99999.5, 99999.5),
     (-50.0, -50.0, -10.0, -10.0)],
)  # fmt: skip
def test_any_box_is_brought_onto_the_page(
    plan: Path, box: tuple[float, float, float, float]
) -> None:
    picture = Image.open(BytesIO(render_box(plan, 1, 300, box).body))
    assert 0 < picture.width <= 400
    assert 0 < picture.height <= 12_000


def test_a_page_that_is_not_there_is_said(plan: Path) -> None:
    with pytest.raises(DamagedError, match="has 2 pages"):
        render_box(plan, 3, 300, (0.0, 0.0, 9.0, 9.0))
    with pytest.raises(DamagedError, match="has 2 pages"):
        find_places(plan, 3, "Two")
