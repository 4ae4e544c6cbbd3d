from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.reader.images import find_boxes, render
from metadata.errors import DamagedError
from tests.ingest.reader.paper import japanese, line, lines, pdf, stream


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    broken = "BT /F1 10 Tf 12 TL 72 600 Td (every min-) Tj T* (istry reports) Tj ET"
    path.write_bytes(
        pdf([lines(["Measures of the Plan", "remeasured"]) + broken, line("Two", 9, 9)])
    )
    return path


def test_a_page_of_text_is_a_png_of_the_width_asked_for(plan: Path) -> None:
    picture = render(plan, 1, 600)
    assert picture.media_type == "image/png"
    image = Image.open(BytesIO(picture.body))
    assert image.size[0] == 600
    assert abs(image.size[1] - 776) <= 1
    levels = image.convert("L").tobytes()
    assert min(levels) < 90
    assert max(levels) == 255


def test_a_photograph_is_a_jpeg(tmp_path: Path) -> None:
    noise = Image.effect_noise((160, 160), 90)
    photo = Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180)))
    data = stream(
        photo.tobytes(),
        "/Type/XObject/Subtype/Image/Width 160/Height 160/ColorSpace/DeviceRGB/BitsPerComponent 8",
        compress=True,
    )
    path = tmp_path / "photo.pdf"
    resources = "/Resources<</XObject<</I 5 0 R>>>>"
    path.write_bytes(pdf(["q 612 0 0 792 0 0 cm /I Do Q"], page=resources, more=[data]))
    assert render(path, 1, 400).media_type == "image/jpeg"


def test_widths_beyond_reason_are_brought_back(tmp_path: Path) -> None:
    path = tmp_path / "strip.pdf"
    path.write_bytes(pdf([line("A strip", 9, 9)], page="/MediaBox[0 0 612 30]"))
    assert Image.open(BytesIO(render(path, 1, 1).body)).size[0] == 16
    assert Image.open(BytesIO(render(path, 1, 10**9).body)).size[0] == 4_000


def test_pages_that_are_not_there_are_an_error(plan: Path) -> None:
    for number in (0, 3, -1):
        with pytest.raises(DamagedError, match="it has 2 pages"):
            render(plan, number, 100)
    with pytest.raises(DamagedError):
        find_boxes(plan, 3, ["plan"])


def test_words_are_found_in_any_case_from_their_start(plan: Path) -> None:
    [box] = find_boxes(plan, 1, ["measure"])
    assert box[0] == pytest.approx(72, abs=2)
    assert box[1] == pytest.approx(792 - 720 - 8, abs=4)
    assert 25 < box[2] - box[0] < 50
    assert 5 < box[3] - box[1] < 15
    assert find_boxes(plan, 1, ["nothing", "", " "]) == ()


def test_a_word_over_two_lines_has_a_box_on_each(plan: Path) -> None:
    first, second = find_boxes(plan, 1, ["Ministry"])
    assert second[1] > first[1] + 8
    assert second[0] < first[0]


def test_japanese_is_found_inside_words_and_in_any_width(tmp_path: Path) -> None:
    path = tmp_path / "japanese.pdf"
    path.write_bytes(japanese([("平成２９年の児童の権利", 100, 700)]))
    [year] = find_boxes(path, 1, ["29"])
    assert year == pytest.approx((120, 84, 140, 94), abs=6)
    [rights] = find_boxes(path, 1, ["権利"])
    assert rights[0] > year[2]


def test_boxes_follow_a_turned_page(tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    path.write_bytes(pdf([line("Measures", 100, 700)], page="/Rotate 90"))
    [box] = find_boxes(path, 1, ["measures"])
    assert box[3] - box[1] > box[2] - box[0]  # the words run down the page as it is shown
    assert box[0] == pytest.approx(700, abs=8)
    assert box[1] == pytest.approx(100, abs=3)


def test_many_threads_may_ask_at_once(plan: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        pictures = list(threads.map(lambda width: render(plan, 1, width), [200] * 16))
    assert len({picture.body for picture in pictures}) == 1


def test_the_processes_end_with_the_one_that_started_them(plan: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path;"
        "from multiprocessing import active_children;"
        "from ingest.reader.images import render; render(Path(sys.argv[1]), 1, 50);"
        "print(*(child.pid for child in active_children()), flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(plan)], capture_output=True, text=True, check=False
    )
    children = done.stdout.split()
    assert children, done.stderr
    deadline = time.monotonic() + 20
    while any(_runs(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in children)


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
