"""Mentions of documents of the archive, by title or identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from metadata.citations_codes import Mention
from metadata.citations_fold import fold

_CJK = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
_EDGES = " \t\n.,;:\"'“”‘’「」『』()[]"
_KEY_LATIN, _KEY_CJK = 12, 5


class Links:
    """An index of titles and identifiers, so that a page is read once however many there are."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._lengths: dict[str, list[int]] = {}
        self._targets: dict[str, str] = {}
        self._first: dict[str, int] = {}
        for name, target in known.items():
            key = _comparable(name)
            if _is_telling(key):
                self._targets.setdefault(key, target)
        for name in self._targets:
            lengths = self._lengths.setdefault(name[: _key_length(name)], [])
            if len(name) not in lengths:
                lengths.append(len(name))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def find(self, text: str) -> Iterator[Mention]:
        """Yield the longest known name at every place of a folded text."""
        if not self._targets:
            return
        comparable = _same_length_lower(text)
        at = 0
        while at < len(comparable):
            found = self._at(comparable, at)
            if found:
                yield Mention(
                    start=at,
                    end=at + len(found),
                    scheme="document",
                    target=self._targets[found],
                )
            at += len(found) if found else 1

    def _at(self, text: str, at: int) -> str | None:
        if text[at].isascii() and at and text[at - 1].isalnum() and text[at - 1].isascii():
            return None
        for key_length in (_KEY_LATIN, _KEY_CJK):
            for length in self._lengths.get(text[at : at + key_length], ()):
                name = text[at : at + length]
                if name in self._targets and not _runs_on(text, at + length):
                    return name
        return None


def _key_length(name: str) -> int:
    return _KEY_CJK if _CJK.match(name) or len(name) < _KEY_LATIN else _KEY_LATIN


def _comparable(name: str) -> str:
    return _same_length_lower(fold(name).text).strip(_EDGES)


def _same_length_lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower()[:1] for c in text)


def _is_telling(name: str) -> bool:
    """`Annual report` or 概要 may be anybody's; a long title or a numbered mark is somebody's."""
    if _CJK.search(name):
        return len(name) >= 6
    if re.search(r"\d", name) and re.search(r"[a-z]", name):
        return len(name) >= 6
    return len(name) >= 16 and name.count(" ") >= 2


def _runs_on(text: str, end: int) -> bool:
    return (
        end < len(text)
        and text[end].isascii()
        and text[end].isalnum()
        and text[end - 1].isalnum()
        and text[end - 1].isascii()
    )
