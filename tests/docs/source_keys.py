"""The keys of a source file, from what reads them and from the record that comes of it."""

from __future__ import annotations

import ast
import re
from dataclasses import MISSING, fields
from pathlib import Path

import yaml

from ingest import sources
from ingest.sources_yaml import Reader
from metadata import records
from metadata.errors import ConfigError
from metadata.records import Source
from tests.docs.tables import table

DEFAULTS = {"hosts": "those of `pages`", "select": "automatic", "wayback": "`off`"}
FIELDS = {"expect": "min_entries"}  # keys whose values have another name in the record


def source_keys() -> str:
    """The table of keys in docs/sources.md."""
    rows = [(f"`{key}`", _default(key), _expected(key), _meaning(key)) for key in sources._KEYS]
    return "\n".join([*table(("key", "default", "value", "meaning"), *rows), ""])


def _default(key: str) -> str:
    if key in sources._REQUIRED:
        return "required"
    name = FIELDS.get(key, key)
    (field,) = [field for field in fields(Source) if field.name == name]
    assert field.default is not MISSING, key
    shown = yaml.safe_dump(field.default).splitlines()[0] if field.default != () else "[]"
    if key in FIELDS:
        shown = f"{{{name}: {shown}}}"
    return DEFAULTS.get(key, f"`{shown}`")


def _expected(key: str) -> str:
    """What a message says was expected when the value is wrong."""
    for wrong in ("!", ""):
        node = yaml.compose(yaml.safe_dump(wrong))
        try:
            sources._KEYS[key](Reader("x", key), node)
        except ConfigError as error:
            said = re.search(
                rf" (?:{key} must be|expect must be) (.+?)(?:, not .*)?$", error.message
            )
            if said:
                return (
                    said[1].replace("such as id: x", f"here `{FIELDS[key]}`")
                    if key in FIELDS
                    else said[1]
                )
    raise AssertionError(f"nothing is wrong for {key}")


def _meaning(key: str) -> str:
    """The comment beside the field in the record."""
    lines = Path(records.__file__).read_text(encoding="utf-8").splitlines()
    (made,) = [
        node for node in ast.parse("\n".join(lines)).body
        if isinstance(node, ast.ClassDef) and node.name == "Source"
    ]  # fmt: skip
    name = FIELDS.get(key, key)
    for node in made.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
            _, found, comment = lines[node.lineno - 1].partition("  # ")
            assert found, f"Source.{name} needs a comment that says what it is"
            return comment
    raise AssertionError(f"{key} is no field of Source")
