"""Pages whose text is missing or lies, read from their picture by tesseract.

Every page has a process of its own, which inherits the limits of the reader's process and is
given a time limit; one thread each, so that the result does not depend on the machine's load.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO, StringIO
from itertools import groupby

import pypdfium2 as pdfium

from ingest.reader.cleaning import clean
from ingest.reader.drafts import Line, Recognised

TESSERACT = "tesseract"
AUTOMATIC, WITH_ORIENTATION, VERTICAL = "3", "1", "5"  # tesseract's segmentation modes
SECONDS = 50  # for one page
DPI = 200  # more makes it slower and, for Japanese, no better
LONGEST = 4_500  # pixels, of the longer side
CONFIDENT = 0.75  # mean confidence from which nothing else is tried
DOUBTFUL = 50  # per cent of confidence in one word
CODES = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "fi": "fin", "fr": "fra", "hu": "hun", "it": "ita", "ja": "jpn", "ko": "kor", "nl": "nld",
    "no": "nor", "pl": "pol", "pt": "por", "ru": "rus", "sv": "swe", "th": "tha", "tr": "tur",
    "uk": "ukr", "vi": "vie", "zh": "chi_sim",
}  # fmt: skip
CJK_END = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]$")
CJK_START = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


def recognise(page: pdfium.PdfPage, languages: Sequence[str]) -> Recognised:
    """Read a page from its picture, in the first of the languages that fits it."""
    attempts, missing = attempts_for(languages)
    if not attempts:
        return Recognised(lines=(), confidence=0.0, reason=missing)
    scale, picture = _picture(page)
    best = Recognised(lines=(), confidence=0.0, reason="OCR found no text in the picture")
    for model, mode in attempts:
        try:
            found = _recognised(_words(_run(picture, model, mode)), scale)
        except subprocess.TimeoutExpired:
            reason = f"OCR was stopped after {SECONDS} seconds"
            return replace(best, reason=reason)
        except subprocess.CalledProcessError as error:
            said = (error.stderr or b"").decode("utf-8", "replace").strip()[-200:]
            reason = f"OCR failed with status {error.returncode}: {said or 'it said nothing'}"
            return replace(best, reason=reason)
        if found.lines and found.confidence > best.confidence:
            best = found
        if best.confidence >= CONFIDENT:
            break
    return best


def attempts_for(languages: Sequence[str]) -> tuple[list[tuple[str, str]], str]:
    """(model, mode) to try in turn on a page, or none and what to install."""
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
    attempts = [(model, AUTOMATIC) for model in models]
    if "osd" in installed:  # a page lying on its side
        attempts += [(model, WITH_ORIENTATION) for model in models]
    attempts += [(f"{c}_vert", VERTICAL) for c in present if f"{c}_vert" in installed]
    return attempts, ""


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


def _run(picture: bytes, model: str, mode: str) -> str:
    done = subprocess.run(
        [TESSERACT, "stdin", "stdout", "-l", model, "--dpi", str(DPI), "--psm", mode, "tsv"],
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
    text = ""
    for word in words:
        glued = CJK_END.search(text) or CJK_START.match(word["text"])
        text += ("" if glued or not text else " ") + word["text"]
    lefts = [int(word["left"]) / scale for word in words]
    tops = [int(word["top"]) / scale for word in words]
    rights = [(int(word["left"]) + int(word["width"])) / scale for word in words]
    bottoms = [(int(word["top"]) + int(word["height"])) / scale for word in words]
    box = (
        round(min(lefts), 2), round(min(tops), 2), round(max(rights), 2), round(max(bottoms), 2)
    )  # fmt: skip
    return Line(text=clean(text), box=box, size=round(box[3] - box[1], 1))
