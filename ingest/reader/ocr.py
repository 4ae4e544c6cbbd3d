"""Pages whose text is missing or lies, read from their picture by tesseract.

Every page has a process of its own, which inherits the limits of the reader's process and is
given a time limit; one thread each, so that the result does not depend on the machine's load.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO, StringIO
from itertools import groupby

import pypdfium2 as pdfium

from ingest.reader.cleaning import clean
from ingest.reader.drafts import Line, Recognised, Seen
from metadata.scanned import DOUBTFUL

TESSERACT = "tesseract"
# Tesseract's segmentation modes.
ORIENTATION, WITH_ORIENTATION, AUTOMATIC, VERTICAL = "0", "1", "3", "5"
STANDING = ("jpn_vert", "chi_sim_vert", "kor_vert")  # models of columns
SECONDS = 50  # for one look at one page
DPI = 200  # more makes it slower and, for Japanese, no better
LONGEST = 4_500  # pixels, of the longer side
CONFIDENT = 0.75  # mean confidence from which nothing else is tried
CODES = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "fi": "fin", "fr": "fra", "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "nl": "nld",
    "no": "nor", "pl": "pol", "pt": "por", "ru": "rus", "sv": "swe", "th": "tha", "tr": "tur",
    "uk": "ukr", "vi": "vie", "zh": "chi_sim",
}  # fmt: skip
CJK_END = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]$")
BROKEN = re.compile(r"[^\W\d_]-$")  # a word may go on in the next line
CJK_START = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def recognise(page: pdfium.PdfPage, languages: Sequence[str]) -> Recognised:
    """Read a page from its picture, in the first of the languages that fits it."""
    models, missing = models_for(languages)
    if not models:
        return Recognised(lines=(), confidence=0.0, reason=missing)
    scale, picture = _picture(page)
    best = Recognised(lines=(), confidence=0.0, reason="OCR found no text in the picture")
    try:
        for model, mode in _attempts(picture, models):
            found = _recognised(_words(_run(picture, model, mode, "tsv")), scale)
            if found.lines and found.confidence > best.confidence:
                best = found
            if best.confidence >= CONFIDENT:
                break
    except subprocess.TimeoutExpired:
        return replace(best, reason=f"OCR was stopped after {SECONDS} seconds")
    except subprocess.CalledProcessError as error:
        said = (error.stderr or b"").decode("utf-8", "replace").strip()[-200:]
        reason = f"OCR failed with status {error.returncode}: {said or 'it said nothing'}"
        return replace(best, reason=reason)
    return best


def _attempts(picture: bytes, models: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(model, mode) to try in turn; whether the page lies on its side is asked when need be."""
    yield models[0], AUTOMATIC
    if "osd" in (installed_models() or ()) and _is_turned(picture):
        yield from ((model, WITH_ORIENTATION) for model in models if model not in STANDING)
    else:
        yield from ((model, AUTOMATIC) for model in models[1:] if model not in STANDING)
    yield from ((model, VERTICAL) for model in models if model in STANDING)


def models_for(languages: Sequence[str]) -> tuple[list[str], str]:
    """The models to try in turn on a page, or none and what to install."""
    installed = installed_models()
    if installed is None:
        return [], "OCR is not available: install tesseract-ocr and its language packages"
    wanted = [CODES[language] for language in languages if language in CODES] or ["eng"]
    present = [code for code in wanted if code in installed]
    if not present:
        packages = " ".join(f"tesseract-ocr-{code.replace('_', '-')}" for code in wanted)
        return [], f"OCR has no model for this language: install {packages}"
    latin = "+eng" if "eng" in installed else ""
    models = [code if code == "eng" else code + latin for code in present]
    return models + [f"{code}_vert" for code in present if f"{code}_vert" in installed], ""


@lru_cache(maxsize=1)
def installed_models() -> frozenset[str] | None:
    """The models tesseract has; None when it is not installed."""
    try:
        listed = subprocess.run(
            [TESSERACT, "--list-langs"], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return frozenset(line.strip() for line in listed.stdout.splitlines()[1:])


def _picture(page: pdfium.PdfPage) -> tuple[float, bytes]:
    """Pixels per point, and the page as a grey picture."""
    scale = min(DPI / 72, LONGEST / max(*page.get_size(), 1.0))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    body = BytesIO()
    bitmap.to_pil().convert("L").save(body, "PPM")
    bitmap.close()
    return scale, body.getvalue()


def _is_turned(picture: bytes) -> bool:
    """Whether the page lies on its side or upside down; no when there is too little text."""
    try:
        said = _run(picture, "osd", ORIENTATION)
    except subprocess.CalledProcessError:
        return False
    found = re.search(r"^Rotate: (\d+)", said, re.MULTILINE)
    return found is not None and int(found[1]) != 0


def _run(picture: bytes, model: str, mode: str, *output: str) -> str:
    done = subprocess.run(
        [TESSERACT, "stdin", "stdout", "-l", model, "--dpi", str(DPI), "--psm", mode, *output],
        input=picture,
        capture_output=True,
        check=True,
        timeout=SECONDS,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode("utf-8", "replace")


def _words(table: str) -> list[dict[str, str]]:
    rows = csv.DictReader(StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row for row in rows if (row.get("text") or "").strip() and float(row["conf"]) >= 0]


def _recognised(words: Sequence[dict[str, str]], scale: float) -> Recognised:
    lines = []
    for _, group in groupby(words, key=lambda w: (w["block_num"], w["par_num"], w["line_num"])):
        line = _line(list(group), scale)
        if line.text:
            lines.append(line)
    weight = sum(len(word["text"]) for word in words)
    sure = sum(float(word["conf"]) * len(word["text"]) for word in words) / 100
    return Recognised(
        lines=tuple(lines),
        confidence=round(sure / max(weight, 1), 2),
        words=len(words),
        doubtful=sum(float(word["conf"]) < DOUBTFUL for word in words),
    )


def _line(words: Sequence[dict[str, str]], scale: float) -> Line:
    seen = [_seen(word, scale) for word in words]
    text = ""
    for word in words:
        glued = CJK_END.search(text) or CJK_START.match(word["text"])
        text += ("" if glued or not text else " ") + word["text"]
    boxes = [word.box for word in seen]
    box = (
        min(b[0] for b in boxes), min(b[1] for b in boxes),
        max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip
    width, height = box[2] - box[0], box[3] - box[1]
    vertical = len(text) > 2 and height > 2 * width
    text = clean(text)
    hyphen = BROKEN.search(text) is not None
    if hyphen:
        text, seen[-1] = text[:-1], seen[-1]._replace(text=seen[-1].text[:-1])
    return Line(
        text=text,
        box=box,
        size=round(width if vertical else height, 1),
        hyphen=hyphen,
        vertical=vertical,
        words=tuple(seen),
    )


def _seen(word: dict[str, str], scale: float) -> Seen:
    left, top, width, height = (int(word[key]) for key in ("left", "top", "width", "height"))
    sides = (left, top, left + width, top + height)
    x0, y0, x1, y1 = (round(side / scale, 2) for side in sides)
    return Seen(
        text=clean(word["text"]), box=(x0, y0, x1, y1), confidence=round(float(word["conf"]))
    )
