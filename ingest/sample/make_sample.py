"""Typeset the PDFs of the sample publisher: `python -m ingest.sample.make_sample`.

The sources are the `.typ` files in `typeset/`, the results lie in `first/` and `second/` and are
committed. The same typesetter and the same fonts give the same bytes each time; which ones were
used is noted in `typeset/made_with.json`. Only needed to change the sample, not to use it.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
SOURCES = HERE / "typeset"
MADE_WITH = SOURCES / "made_with.json"
ENGLISH = "safetylife/syonen/no_cp/measures/pdf"
JAPANESE = "safetylife/syonen/sakusyu/pdf"

FONT_FOLDER = Path("/usr/share/fonts")  # Debian's fonts-noto-core and fonts-noto-cjk
FONTS = (
    "truetype/noto/NotoSerif-Regular.ttf",
    "truetype/noto/NotoSerif-Bold.ttf",
    "truetype/noto/NotoSerif-Italic.ttf",
    "truetype/noto/NotoSans-Regular.ttf",
    "truetype/noto/NotoSans-Bold.ttf",
    "opentype/noto/NotoSerifCJK-Regular.ttc",
    "opentype/noto/NotoSerifCJK-Bold.ttc",
    "opentype/noto/NotoSansCJK-Regular.ttc",
    "opentype/noto/NotoSansCJK-Bold.ttc",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One PDF of the site and how it is made."""

    source: str  # name of the .typ file
    path: str  # on the site
    stamp: str  # date in the file's metadata
    edition: str = "first"
    tagged: bool = False


PAPERS = (
    Paper(
        source="basic_plan_e", path=f"{ENGLISH}/basic_plan_e.pdf", stamp="2017-04-18", tagged=True
    ),
    Paper(
        source="basic_plan_summary_e",
        path=f"{ENGLISH}/basic_plan_summary_e.pdf",
        stamp="2017-04-18",
    ),
    Paper(
        source="third_measures_e", path=f"{ENGLISH}/third_measures_e.pdf", stamp="2016-07-26"
    ),
    Paper(source="report2015_e", path=f"{ENGLISH}/report2015_e.pdf", stamp="2016-03-24"),
    Paper(source="report2014_e", path=f"{ENGLISH}/report2014_e.pdf", stamp="2015-03-26"),
    Paper(source="report2013_e", path=f"{ENGLISH}/report2013_e.pdf", stamp="2014-03-27"),
    Paper(
        source="second_measures_e", path=f"{ENGLISH}/second_measures_e.pdf", stamp="2013-05-28"
    ),
    Paper(source="guidelines_isp_e", path=f"{ENGLISH}/guidelines_isp_e.pdf", stamp="2012-03-15"),
    Paper(source="scan", path=f"{ENGLISH}/notice2008_e.pdf", stamp="2008-09-01"),
    Paper(source="act_e", path=f"{ENGLISH}/act_no52_1999_e.pdf", stamp="2015-07-15"),
    Paper(source="basic_plan_ja", path=f"{JAPANESE}/basic_plan.pdf", stamp="2017-04-18"),
    Paper(source="basic_policy_ja", path=f"{JAPANESE}/basic_policy.pdf", stamp="2016-03-29"),
    # The second edition: the plan revised, the Act only stamped anew, a report added.
    Paper(
        source="basic_plan_e",
        path=f"{ENGLISH}/basic_plan_e.pdf",
        stamp="2018-05-18",
        edition="second",
        tagged=True,
    ),
    Paper(
        source="act_e",
        path=f"{ENGLISH}/act_no52_1999_e.pdf",
        stamp="2018-05-18",
        edition="second",
    ),
    Paper(
        source="progress_report_2017_e",
        path=f"{ENGLISH}/progress_report_2017_e.pdf",
        stamp="2018-05-18",
        edition="second",
    ),
)  # fmt: skip


def make() -> dict[str, bytes]:
    """Typeset everything: `<edition>/<path on the site>` to the bytes of the PDF.

    Raises FileNotFoundError when a font is missing and typst.TypstError on a fault in a source.
    """
    with _workshop() as folder:
        _scan(folder, "designation_notice")
        return {f"{paper.edition}/{paper.path}": _typeset(folder, paper) for paper in PAPERS}


def made_with() -> dict[str, str]:
    """The typesetter's version and the SHA-256 of every font, on which the bytes depend.

    Raises FileNotFoundError when a font is missing.
    """
    fonts = {name: hashlib.sha256((FONT_FOLDER / name).read_bytes()) for name in FONTS}
    return {"typst": version("typst"), **{name: h.hexdigest() for name, h in fonts.items()}}


def differences() -> list[str]:
    """What here differs from what the committed PDFs were made with; empty: nothing."""
    noted: Mapping[str, str] = json.loads(MADE_WITH.read_text(encoding="utf-8"))
    missing = [name for name in FONTS if not (FONT_FOLDER / name).is_file()]
    if missing:
        return [f"{FONT_FOLDER / name} is missing" for name in missing]
    here = made_with()
    return [f"{name} is another version" for name in noted if here.get(name) != noted[name]]


@contextmanager
def _workshop() -> Iterator[Path]:
    """A folder with the sources and the fonts, and no other font in reach."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fonts").mkdir()
        for font in FONTS:
            shutil.copy(FONT_FOLDER / font, folder / "fonts")
        for source in SOURCES.glob("*.typ"):
            shutil.copy(source, folder)
        yield folder


def _typeset(folder: Path, paper: Paper) -> bytes:
    made = typst.compile(
        str(folder / f"{paper.source}.typ"),
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"edition": paper.edition, "stamp": paper.stamp},
        pdf_tags=paper.tagged,
    )
    assert isinstance(made, bytes)
    return made


def _scan(folder: Path, source: str) -> None:
    """Print a page and scan it: slightly turned, soft, specked, black and white."""
    printed = typst.compile(
        str(folder / f"{source}.typ"),
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
        format="png",
        ppi=200,
    )
    assert isinstance(printed, bytes)
    page = Image.open(io.BytesIO(printed)).convert("L")
    page = page.rotate(0.5, resample=Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(0.9))
    chance = random.Random(2008)
    for _ in range(700):
        speck = (chance.randrange(page.width), chance.randrange(page.height))
        page.putpixel(speck, chance.randrange(140))
    page.point(lambda grey: 255 if grey > 165 else 0).convert("1").save(folder / "scan.png")


def main() -> None:
    """Write the PDFs and what they were made with."""
    made = make()
    for path, content in made.items():
        target = HERE / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(f"{len(content):8,d}  {path}")
    print(f"{sum(map(len, made.values())):8,d}  in all")
    MADE_WITH.write_text(json.dumps(made_with(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
