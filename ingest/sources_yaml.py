"""Reads YAML nodes into values and says file, line and what was expected when they are not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from metadata.errors import ConfigError

T = TypeVar("T")

_TAG = "tag:yaml.org,2002:"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MOST_SHOWN = 60  # characters of a wrong value that a message repeats


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns nodes of one file into values. `file` and `key` are what messages call them."""

    file: str
    key: str = "the value"

    def place(self, node: yaml.Node | None, key: str | None = None) -> str:
        """`file:line` of a node, or of one of its keys."""
        if key is not None and isinstance(node, yaml.MappingNode):
            node = next((k for k, _ in node.value if k.value == key), node)
        return f"{self.file}:{node.start_mark.line + 1 if node else 1}"

    def wrong(self, node: yaml.Node, expected: str, *, show: bool = True) -> ConfigError:
        """The error for a value that is not what was expected."""
        seen = f", not {_shown(node)}" if show else ""
        return ConfigError(f"{self.place(node)}: {self.key} must be {expected}{seen}")

    def scalar(self, node: yaml.Node) -> str:
        """The word as written, whatever YAML would make of it."""
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(node, "a single value")
        return str(node.value)

    def text(self, node: yaml.Node) -> str:
        """A text that is not empty."""
        if not _is(node, "str") or not node.value.strip():
            raise self.wrong(node, "a text")
        if _UNPRINTABLE.search(node.value):
            raise self.wrong(node, "a text without control characters")
        return str(node.value).strip()

    def secret(self, node: yaml.Node) -> str:
        """A text that no message repeats."""
        if not _is(node, "str"):
            raise self.wrong(node, "a text in quotes", show=False)
        return str(node.value)

    def matching(self, node: yaml.Node, pattern: str, expected: str) -> str:
        """A word that the whole pattern matches."""
        if not re.fullmatch(pattern, self.scalar(node)):
            raise self.wrong(node, expected)
        return str(node.value)

    def boolean(self, node: yaml.Node) -> bool:
        """true or false, in any of YAML's spellings."""
        if not _is(node, "bool"):
            raise self.wrong(node, "true or false")
        return node.value.lower() in ("true", "yes", "on")

    def integer(self, node: yaml.Node, expected: str, most: int = 1_000_000) -> int:
        """A whole number from 0 to `most`."""
        if not _is(node, "int") or not re.fullmatch(r"[0-9]{1,7}", node.value):
            raise self.wrong(node, expected)
        if int(node.value) > most:
            raise self.wrong(node, expected)
        return int(node.value)

    def number(self, node: yaml.Node, expected: str) -> float:
        """A finite number from 0 on."""
        try:
            value = float(node.value) if _is(node, "int", "float") else -1.0
        except ValueError:
            value = -1.0
        if not math.isfinite(value) or value < 0:
            raise self.wrong(node, expected)
        return value

    def many(
        self,
        node: yaml.Node,
        one: Callable[[Reader, yaml.Node], T],
        expected: str,
        least: int = 0,
    ) -> tuple[T, ...]:
        """A list, each of its values read by `one`."""
        if not isinstance(node, yaml.SequenceNode) or len(node.value) < least:
            some = "at least one of them" if least else "which may be empty"
            raise self.wrong(node, f"a list of {expected}, {some}")
        return tuple(one(self, child) for child in node.value)

    @staticmethod
    def is_null(node: yaml.Node) -> bool:
        """Whether nothing, or null, is written there."""
        return _is(node, "null")


def read_mapping(
    reader: Reader,
    node: yaml.Node | None,
    keys: Mapping[str, Callable[[Reader, Any], Any]],
    *,
    required: Sequence[str] = (),
    what: str,
) -> dict[str, Any]:
    """The values of a mapping by key. Raises ConfigError on a key unknown, double or missing."""
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{reader.place(node)}: {what} must be keys with values, such as id: x")
    values: dict[str, Any] = {}
    for key, value in node.value:
        if not _is(key, "str") or key.value not in keys:
            known = ", ".join(keys)
            raise ConfigError(
                f"{reader.place(key)}: unknown key {_shown(key)} in {what}; known are {known}"
            )
        if key.value in values:
            raise ConfigError(f"{reader.place(key)}: {key.value} is given twice; keep one of them")
        values[key.value] = keys[key.value](Reader(reader.file, key.value), value)
    missing = [key for key in required if key not in values]
    if missing:
        raise ConfigError(f"{reader.place(node)}: {what} needs {', '.join(missing)}; add it")
    return values


def _is(node: yaml.Node, *kinds: str) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag in [_TAG + kind for kind in kinds]


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "keys with values"
    if isinstance(node, yaml.SequenceNode):
        return "a list" if node.value else "an empty list"
    if _is(node, "null"):
        return "nothing"
    value = str(node.value)
    return f'"{value[:_MOST_SHOWN]}…"' if len(value) > _MOST_SHOWN else f'"{value}"'
