"""Functions of SQL whose time grows with the product of their arguments, kept within bounds.

SQLite looks at the clock between its steps, never within a function: `instr` of one megabyte in
another takes seconds, a row of two hundred of them minutes. Under the same names stand functions
that take no longer than their arguments are long, or refuse; whatever is rare goes to SQLite's own.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from functools import partial

Value = int | float | str | bytes | None

_MOST_STEPS = 1_000_000_000  # the product of the lengths of two arguments: below 0.1 s
_WIDEST = 9_999  # of a field that `printf` pads
_WIDTH = re.compile(r"[0-9]{5,}")


class _Native:
    """SQLite's own functions, asked where nothing is looked up, and what stands for "too big".

    A value over the limit makes SQLite refuse; an exception would be printed by Datasette.
    """

    def __init__(self, longest: int) -> None:
        self.longest = longest  # bytes
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)

    def ask(self, name: str, *values: Value) -> Value:
        """What SQLite says."""
        marks = ", ".join("?" * len(values))
        try:
            found: Value = self._connection.execute(f"select {name}({marks})", values).fetchone()[0]
        except sqlite3.DataError:
            return self.too_big
        return found

    @property
    def too_big(self) -> bytes:
        """A value that is refused."""
        return bytes(self.longest + 1)

    def instr(self, text: Value, wanted: Value) -> Value:
        """In Python, which finds one long text in another without comparing all with all."""
        if isinstance(text, str) and isinstance(wanted, str):
            return text.find(wanted) + 1
        return self.short("instr", text, wanted)

    def replace(self, text: Value, old: Value, new: Value) -> Value:
        """In Python, for the same reason."""
        if not (isinstance(text, str) and isinstance(old, str) and isinstance(new, str)):
            return self.short("replace", text, old, new)
        grown = len(new) - len(old)
        if not old:
            return text
        if grown > 0 and len(text) + text.count(old) * grown > self.longest:
            return self.too_big
        return text.replace(old, new)

    def short(self, name: str, *values: Value) -> Value:
        """Arguments that are compared with each other; two long ones are refused."""
        first, second = (len(v) if isinstance(v, str | bytes) else 1 for v in values[:2])
        return self.too_big if first * second > _MOST_STEPS else self.ask(name, *values)

    def printf(self, *values: Value) -> Value:
        """Fields of a width that somebody can read."""
        template = values[0] if values else None
        if isinstance(template, str):
            widths = [abs(v) for v in values[1:] if isinstance(v, int)] if "*" in template else []
            if _WIDTH.search(template) or max(widths, default=0) > _WIDEST:
                return self.too_big
        return self.ask("printf", *values)


def bound_functions(connection: sqlite3.Connection, longest: int) -> None:
    """Put our functions in the place of SQLite's; no value they make is longer than `longest`."""
    native = _Native(longest)

    def put(name: str, arguments: int, function: Callable[..., Value]) -> None:
        connection.create_function(name, arguments, function, deterministic=True)

    put("instr", 2, native.instr)
    put("replace", 3, native.replace)
    for name in ("trim", "ltrim", "rtrim", "json_patch"):
        put(name, 2, partial(native.short, name))
    for name in ("printf", "format"):
        put(name, -1, native.printf)
