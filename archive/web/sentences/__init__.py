"""What the archive wrote down in English, said in the visitor's language.

The ledger, single edits, the rules of findings and the reasons of relations are stored as English
sentences, because they are facts of their day. All of them are made by our own code from a set of
forms. `<language>.yaml` lists these forms and how each is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_PLACE = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[0-9][0-9,]*")
_DEEPEST = 6  # a place in a place in a place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A sentence with places, and how it is said in another language."""

    literals: tuple[str, ...]  # one more than there are places
    places: tuple[str, ...]
    other: str

    def found_in(self, text: str) -> dict[str, str] | None:
        """What stands in the places, each up to the first literal that ends it.

        Nothing is tried twice: a title that is made to be slow is read once.
        """
        first, last = self.literals[0], self.literals[-1]
        if not self.places:
            return {} if text == first else None
        if len(text) < len(first) + len(last) or not text.startswith(first):
            return None
        if not text.endswith(last):
            return None
        found, at = {}, len(first)
        for name, literal in zip(self.places[:-1], self.literals[1:-1], strict=True):
            end = text.find(literal, at + 1)
            if end < 0:
                return None
            found[name], at = text[at:end], end + len(literal)
        found[self.places[-1]] = text[at : len(text) - len(last)]
        return found if all(_fits(name, value) for name, value in found.items()) else None


def said(text: str | None, lang: str) -> str:
    """`text` in a language; as it stands when that is English, or when no form fits."""
    return _said((text or "").strip(), lang, 0)


def _said(text: str, lang: str, depth: int) -> str:
    for form in _forms(lang) if depth < _DEEPEST else ():
        found = form.found_in(text)
        if found is not None:
            told = {name: _told(name, value, lang, depth + 1) for name, value in found.items()}
            return _PLACE.sub(lambda place, told=told: told[place[1]], form.other)  # type: ignore[misc]
    return text


def _told(name: str, value: str, lang: str, depth: int) -> str:
    if name.startswith("said"):
        return _said(value, lang, depth)
    if name == "list":
        return "；".join(_said(piece, lang, depth) for piece in _pieces(value, "; "))
    if name == "list_comma":
        return "、".join(_said(piece, lang, depth) for piece in _pieces(value, ", "))
    return value


def _fits(name: str, value: str) -> bool:
    """Whether a value is there, and a number where one is asked for."""
    is_number = name == "n" or name.startswith("n_")
    return bool(_NUMBER.fullmatch(value)) if is_number else bool(value)


def _pieces(text: str, between: str) -> list[str]:
    """Cut where `between` stands outside of quotation marks."""
    found, start, depth = [], 0, 0
    for at, character in enumerate(text):
        depth += (character == "“") - (character == "”" and depth > 0)
        if not depth and text.startswith(between, at):
            found.append(text[start:at])
            start = at + len(between)
    return [*found, text[start:]]


@cache
def _forms(lang: str) -> tuple[_Form, ...]:
    file = files("archive.web") / "sentences" / f"{lang}.yaml"
    if not file.is_file():
        return ()
    written: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple(
        _Form(
            literals=tuple(_PLACE.split(form)[0::2]),
            places=tuple(_PLACE.split(form)[1::2]),
            other=other,
        )
        for form, other in written.items()
    )
