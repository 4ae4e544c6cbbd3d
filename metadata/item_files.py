"""What an item says about its file: size, format, number of pages; and the format its link has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from urllib.parse import unquote, urlsplit

_UNITS = {
    "k": 1024, "kb": 1024, "kib": 1024, "ko": 1024, "kbyte": 1024, "kbytes": 1024,
    "kilobyte": 1024, "kilobytes": 1024, "キロバイト": 1024, "キロ": 1024, "㎅": 1024,
    "m": 1024**2, "mb": 1024**2, "mib": 1024**2, "mo": 1024**2, "mbyte": 1024**2,
    "mbytes": 1024**2, "megabyte": 1024**2, "megabytes": 1024**2, "メガバイト": 1024**2,
    "メガ": 1024**2, "㎆": 1024**2, "gb": 1024**3, "go": 1024**3, "gib": 1024**3,
    "gigabyte": 1024**3, "gigabytes": 1024**3, "ギガバイト": 1024**3, "㎇": 1024**3,
    "byte": 1, "bytes": 1, "バイト": 1, "octets": 1, "octet": 1, "o": 1, "b": 1,
}  # fmt: skip
_LOOSE_UNITS = {"k", "m", "b", "o", "キロ", "メガ", "go"}
"""Units that are believed only beside a format or in a bracket of file information."""

_FORMAT_WORDS = {
    "pdf": r"(?:adobe |acrobat |アドビ)?pdf",
    "docx": r"(?:ms|microsoft)?[ -]?word(?: ?(?:document|文書))?|ワード|docx",
    "doc": r"doc",
    "xlsx": r"(?:ms|microsoft)?[ -]?excel(?: ?(?:spreadsheet|workbook))?|エクセル|xlsx|xlsm",
    "xls": r"xls",
    "pptx": r"(?:ms|microsoft)?[ -]?power ?point(?: presentation)?|パワーポイント|pptx",
    "ppt": r"ppt",
    "csv": r"csv",
    "txt": r"txt|テキスト|plain text|text file",
    "html": r"html?",
    "xml": r"xml",
    "json": r"json",
    "zip": r"zip",
    "lzh": r"lzh",
    "jpg": r"jpe?g",
    "png": r"png",
    "gif": r"gif",
    "tif": r"tiff?",
    "ods": r"ods|opendocument spreadsheet",
    "odt": r"odt|opendocument text",
    "odp": r"odp|opendocument presentation",
    "rtf": r"rtf|rich text format",
    "epub": r"epub",
    "jtd": r"一太郎|jtd",
    "xdw": r"docuworks|xdw",
    "mp3": r"mp3",
    "mp4": r"mp4",
    "kml": r"kml",
    "geojson": r"geojson",
    "rdf": r"rdf",
    "eps": r"eps",
}

_SPACED = r"(?P<number>\d{1,3}(?: \d{3})+(?:,\d+)?|\d{1,7}(?:[.,]\d{1,4})?)"
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,7}(?:[.,]\d{1,4})?)"
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SIZE = r"(?<![\d.,])(?:約|approx\.? |ca\. )?{number}[ _]?(?P<unit>{unit})(?![a-zåäö])"
_FORMAT = "|".join(f"(?P<{name}>{words})" for name, words in _FORMAT_WORDS.items())
_SUFFIX = (
    r"(?:[ -]?(?:ファイル|形式|文書|版|データ|datei|dokument|file|files|format|version|documento?|"
    r"download|ダウンロード))*"
)
_PAGES = (
    r"(?<![\d.~-])(?:全|全部で|計)?(?P<pages>\d{1,4})[ ]?"
    r"(?:pages?|pp\b\.?|ページ|頁|seiten|páginas?|pagine|págs?\.?|pág\.|sidor|blz\.?|pgs?\.?|"
    r"(?:(?<=\d )S\.(?=\s*[]),;]|\s*$))|p\b\.?)"
)
_LABEL = (
    r"ファイル名|ファイルサイズ|ファイル|形式|文書|容量|サイズ|(?<!一括)ダウンロード(?:する)?|"
    r"file ?info(?:rmation)?|"
    r"file ?size|filesize|file ?type|file|size|datei(?:größe|typ)?|größe|format|dateiformat|"
    r"herunterladen|downloaden|download(?:en)?|télécharger|telecharger|taille|fichier|poids|"
    r"descargar|tamaño|archivo|peso|dimensioni?|scarica|documento|formato|tipo|"
    r"ladda ner|ladda ned|storlek|fil|opens? (?:in )?(?:a )?new (?:window|tab)|"
    r"in den warenkorb(?: legen)?|zum warenkorb hinzufügen|add to cart|"
    r"(?:die )?(?:datei )?(?:ist )?(?:nicht )?(?:barrierefrei|barrierearm)(?:[/]barrierearm)?|"
    r"nicht barrierefrei|icono?|ikon|type|"
    r"fillable|editable|printable|interactive|print[- ](?:ready|friendly)|"
    r"not accessible|accessible version|icon|アイコン|別ウィンドウ(?:で開く|が開きます)?|"
    r"新(?:しい)?ウィンドウ(?:で(?:開く|開きます|表示))?|約|全|spreadsheet|document|presentation"
)
_EDGE = r"(?<![A-Za-zÅÄÖåäöéü])"


def _tokens_with(number: str) -> re.Pattern[str]:
    size = _SIZE.replace("{number}", number).replace("{unit}", _UNIT)
    return re.compile(
        rf"(?P<size>{size})|(?P<pagecount>{_PAGES})|"
        rf"(?P<format>{_EDGE}\.?(?:{_FORMAT}){_SUFFIX}(?![A-Za-z]))|"
        rf"(?P<label>{_EDGE}(?:{_LABEL})(?![A-Za-z]))",
        re.IGNORECASE,
    )


_TOKEN = _tokens_with(_NUMBER)
_TOKEN_SPACED = _tokens_with(_SPACED)
_POINT_LANGUAGES = {"ja", "en", "zh", "ko"}
"""Where 1,234 is a thousand; elsewhere the comma is decimal and a blank parts the thousands."""

Role = Literal["size", "pagecount", "format", "label"]
_ROLES: tuple[Role, ...] = ("size", "pagecount", "format", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToken:
    """One word of file information, with what it says."""

    start: int
    end: int
    role: Role
    value: str | int | None  # bytes, pages or extension; None for a label
    loose: bool = False  # believed only beside other file information


def tokens(text: str, language: str, offset: int = 0) -> Iterator[FileToken]:
    """Words of file information in folded text, in order; `offset` is added to their places."""
    pattern = _TOKEN if language in _POINT_LANGUAGES else _TOKEN_SPACED
    for match in pattern.finditer(text):
        role = next(name for name in _ROLES if match[name])
        start, end = match.start() + offset, match.end() + offset
        if role == "size":
            unit = match["unit"].casefold()
            value: str | int | None = size_in_bytes(match["number"], unit, language)
            loose = unit in _LOOSE_UNITS
            yield FileToken(start=start, end=end, role=role, value=value, loose=loose)
        elif role == "pagecount":
            yield FileToken(start=start, end=end, role=role, value=int(match["pages"]), loose=True)
        elif role == "format":
            name = next(name for name in _FORMAT_WORDS if match[name])
            yield FileToken(start=start, end=end, role=role, value=name)
        else:
            yield FileToken(start=start, end=end, role=role, value=None)


def size_in_bytes(number: str, unit: str, language: str) -> int:
    """The bytes of a printed size, 1 KB being 1024; the comma is read as the language has it."""
    decimal_comma = language not in _POINT_LANGUAGES
    number = number.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number) and not (
        decimal_comma and number.count(",") == 1 and "." not in number
    ):
        plain = number.replace(",", "")
    elif decimal_comma and re.fullmatch(r"\d{1,3}\.\d{3}", number) and _UNITS[unit] <= 1024:
        plain = number.replace(".", "")
    else:
        plain = number.replace(",", ".")
    exact = Decimal(plain) * _UNITS[unit]
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


_EXTENSIONS = {
    "pdf", "doc", "docx", "xls", "xlsx", "xlsm", "ppt", "pptx", "csv", "txt", "html", "htm", "xml",
    "json", "zip", "lzh", "jpg", "jpeg", "png", "gif", "tif", "tiff", "ods", "odt", "odp", "rtf",
    "epub", "jtd", "xdw", "mp3", "mp4", "kml", "geojson", "rdf", "eps", "svg", "xhtml",
}  # fmt: skip
_SAME = {"htm": "html", "xhtml": "html", "jpeg": "jpg", "tiff": "tif", "xlsm": "xlsx"}
_IN_QUERY = re.compile(r"\.([a-z0-9]{2,7})(?=$|[&;#/])", re.IGNORECASE)


def format_of_link(href: str) -> str | None:
    """The lower-case extension of the file a link leads to; None when it has none we know."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    name = unquote(parts.path).rsplit("/", 1)[-1]
    candidates = [name.rpartition(".")[2] if "." in name else ""]
    candidates += _IN_QUERY.findall(unquote(parts.query))
    for candidate in candidates:
        extension = candidate.casefold().strip()
        if extension in _EXTENSIONS:
            return _SAME.get(extension, extension)
    return None


def same_format(printed: str) -> str:
    """`printed` extension under its usual name (jpeg -> jpg)."""
    return _SAME.get(printed, printed)
