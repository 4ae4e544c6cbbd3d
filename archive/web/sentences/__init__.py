"""What the archive wrote down in English, said in the visitor's language.

The ledger, single edits, the rules of findings and the reasons of relations are stored as English
sentences, because they are facts of their day. All of them are made by our own code from a set of
forms. `<language>.yaml` lists these forms and how each is said, `problems.<language>.yaml` those of
problems, which are several sentences in a row, `stock.<language>.yaml` the words of Datasette's own
pages, and `descriptions.<language>.yaml` what tables, columns and queries are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_PLACE = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"[0-9][0-9,]*")
_DEEPEST = 6  # a place in a place in a place
_LONGEST_RUN = 4  # sentences that one form may take in
_MOST_SENTENCES = 60  # of a message; what is longer stays as it is
_PROBLEMS = "problems."


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


def problem_said(text: str | None, lang: str) -> list[tuple[str, bool]]:
    """The message of a problem in a language: pieces in order, and whether each was said in it."""
    return _runs((text or "").strip(), f"{_PROBLEMS}{lang}", 0)


def stock_said(text: str, lang: str) -> str | None:
    """Words of Datasette's own pages in a language; None when they are not known.

    What our tables, columns and queries mean is told there, too.
    """
    told = described(lang).get(text)
    return _formed(text, f"stock.{lang}", 0) if told is None else told


@cache
def described(lang: str) -> Mapping[str, str]:
    """What is said of tables, columns and queries in a language, by the English for it."""
    return _written(f"descriptions.{lang}")


def _runs(text: str, forms: str, depth: int) -> list[tuple[str, bool]]:
    """A text of several sentences: each time the shortest run of them that fits a form."""
    sentences = _pieces(text, ". ", "“(", "”)")
    sentences = [f"{sentence}." for sentence in sentences[:-1]] + sentences[-1:]
    if len(sentences) > _MOST_SENTENCES:
        return [(text, False)]
    found: list[tuple[str, bool]] = []
    while sentences:
        runs = (" ".join(sentences[:end]) for end in range(1, _LONGEST_RUN + 1))
        told = ((_formed(run, forms, depth), end) for end, run in enumerate(runs, 1))
        first, end = next((one for one in told if one[0] is not None), (None, 1))
        found.append((sentences[0] if first is None else first, first is not None))
        sentences = sentences[end:]
    return found


def _said(text: str, forms: str, depth: int) -> str:
    if forms.startswith(_PROBLEMS):
        return joined(_runs(text, forms, depth))
    told = _formed(text, forms, depth)
    return text if told is None else told


def joined(pieces: list[tuple[str, bool]]) -> str:
    """Pieces as one text: Japanese sentences need no space between them."""
    text = ""
    for piece, _ in pieces:
        text += piece if not text or text.endswith("。") else f" {piece}"
    return text


def _formed(text: str, forms: str, depth: int) -> str | None:
    for form in _forms(forms) if depth < _DEEPEST else ():
        found = form.found_in(text)
        if found is not None:
            told = {name: _told(name, value, forms, depth + 1) for name, value in found.items()}
            return _PLACE.sub(lambda place, told=told: told[place[1]], form.other)  # type: ignore[misc]
    return None


def _told(name: str, value: str, forms: str, depth: int) -> str:
    if name.startswith("said"):
        return _said(value, forms, depth)
    if name == "list":
        return "；".join(_said(piece, forms, depth) for piece in _pieces(value, "; "))
    if name == "list_comma":
        return "、".join(_said(piece, forms, depth) for piece in _pieces(value, ", "))
    return value


def _fits(name: str, value: str) -> bool:
    """Whether a value is there, and a number where one is asked for."""
    is_number = name == "n" or name.startswith("n_")
    return bool(_NUMBER.fullmatch(value)) if is_number else bool(value)


def _pieces(text: str, between: str, opening: str = "“", closing: str = "”") -> list[str]:
    """Cut where `between` stands outside of quotation marks, or of what else opens and closes."""
    found, start, depth = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in opening) - (character in closing and depth > 0)
        if not depth and text.startswith(between, at):
            found.append(text[start:at])
            start = at + len(between)
    return [*found, text[start:]]


@cache
def _forms(name: str) -> tuple[_Form, ...]:
    return tuple(
        _Form(
            literals=tuple(_PLACE.split(form)[0::2]),
            places=tuple(_PLACE.split(form)[1::2]),
            other=other,
        )
        for form, other in _written(name).items()
    )


def _written(name: str) -> dict[str, str]:
    file = files("archive.web") / "sentences" / f"{name}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}
