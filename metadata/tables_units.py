"""Units, from a table's caption and remarks, a column's header, or the cell itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from metadata.folding import fold
from metadata.records import RawTable
from metadata.tables_numbers import printed_unit

NAMED = re.compile(
    r"[(\[〔]?\s*(?:単位|数値単位|units?|unité|unités|Einheit|unità|unidad)\s*[:;は=]?\s*"
    r"(?P<unit>[^()\[\]〔〕\n]{1,30}?)\s*(?:[)\]〕]|$)",
    re.IGNORECASE | re.MULTILINE,
)
SCALE = r"(?:thousand|million|billion|hundred|tausend|millionen|milliers|millions|migliaia|milioni)"
MONEY = r"(?:yen|dollars?|euros?|pounds?|usd|eur|gbp|jpy|\$|€|£|¥|us\$)"
BRACKETED = re.compile(r"[(\[〔]\s*(?P<unit>[^()\[\]〔〕\n]{1,30}?)\s*[)\]〕]")
ENGLISH = re.compile(
    rf"(?:in\s+)?(?:(?:{SCALE}s?|'?000s?|\$'?000s?)(?:\s+(?:of\s+)?[\w$€£¥.]{{1,15}}){{0,3}}"
    rf"|{MONEY}(?:\s+{SCALE}s?)?|[$€£¥]\s?(?:m|bn|mn|k|000s?)|per\s?cent|percent(?:age)?s?|"
    r"number|persons?|people|cases?|years?|days?|hours?|months?|%|‰|k?m2|k?m²|k?m³|km|kg|ha|"
    r"mt|t|tonnes?|tons?|[kmg]wh?|mw|ktoe|mtoe|pj|tj|°c|℃|[µm]?g/[lm]3?|pg/l|ppm|ppb)",
    re.IGNORECASE,
)
JAPANESE = re.compile(
    r"(?:十|百|千|万|百万|億|十億|兆)?(?:人|件|円|名|社|回|台|戸|世帯|トン|t|か所|箇所|ヶ所|校|"
    r"ha|ヘクタール|年|日|時間|歳|本|個|枚|部|床|施設|点|%|％|‰|ポイント|km|kg|m|㎡|m²|km²|ドル)"
)
SYMBOL = re.compile(r"^(?:\$|€|£|¥)?(?:'?000'?s?|%|‰)$|^%$|^\$'?000'?s?$")


def table_unit(table: RawTable) -> str | None:
    """The unit said for the whole table, around it or in its first row."""
    for text in (table.above, *_first_row(table), table.below):
        unit = named_unit(text)
        if unit:
            return unit
    for line in reversed(table.above.splitlines()):
        unit = bracketed_unit(line)
        if unit:
            return unit
    return None


def _first_row(table: RawTable) -> list[str]:
    return [cell.text for cell in table.cells if cell.row == 0]


def header_unit(headers: Iterable[str]) -> str | None:
    """The unit said in the headers over a column, the lowest first."""
    for text in reversed(list(headers)):
        unit = named_unit(text) or bracketed_unit(text) or _bare(text)
        if unit:
            return unit
    return None


def cell_unit(text: str) -> str | None:
    """The unit printed behind a number."""
    return printed_unit(text)


def named_unit(text: str) -> str | None:
    """The unit in "(単位：人)" or "Unit: thousand yen"."""
    match = NAMED.search(fold(text)) if len(text) <= 2_000 else None
    return match["unit"].strip(" :;,.") or None if match else None


def bracketed_unit(text: str) -> str | None:
    """The unit in "Turnover (million EUR)" or "件数(件)"."""
    for match in BRACKETED.finditer(fold(text[:2_000])):
        unit = match["unit"].strip()
        if ENGLISH.fullmatch(unit) or JAPANESE.fullmatch(unit):
            return unit
    return None


def _bare(text: str) -> str | None:
    folded = " ".join(fold(text[:200]).split())
    return folded if SYMBOL.match(folded) else None
