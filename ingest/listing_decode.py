"""Bytes to text: what the byte order mark, the server, the page or the bytes themselves say.

Publishers' servers lie about charsets, and old Japanese pages name none. A claim is believed
when the bytes bear it out; otherwise the bytes decide.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([JI])")  # the shifts of ISO-2022-JP
_META = re.compile(
    rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE
)
_DECLARATION = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_HEAD = 4096  # bytes in which a page's own claim is looked for
_SAMPLE = 16_384  # bytes that detection looks at: enough to tell, little enough to be quick
_FEW = 0.1  # share of the non-ASCII text that may be undecodable in a believed charset
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_LATIN = frozenset(map(chr, (*range(0x80, 0x250), *range(0x2010, 0x2050), 0x20AC, 0x2122)))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

# as browsers read these labels (WHATWG Encoding), in Python's names
_AS_BROWSERS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
}
_SINGLE_BYTE = re.compile(r"cp125\d|cp874|iso8859|koi8|mac|latin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body as text."""

    text: str
    encoding: str  # Python's name of the charset it was read as
    replacements: int  # characters that could not be decoded


def decode(body: bytes, charset: str | None = None) -> Decoded:
    """The text of a page or feed. `charset` is what the Content-Type header said. Never fails."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _as(body[len(mark) :], encoding)
    if _ESCAPES.search(body) and body.isascii():
        return _as(body, "iso2022_jp_ext")
    claims = [name for name in map(_known, (charset, *_claims(body))) if name]
    if body.isascii():
        wide = [name for name in claims if name.startswith("utf-16")]
        return _as(body, wide[0] if wide and b"\x00" in body else (claims or ["utf-8"])[0])
    return _believed(body, claims) or _detected(body, claims)


def _claims(body: bytes) -> list[str]:
    head = _COMMENT.sub(b"", body[:_HEAD])
    found = [pattern.search(head) for pattern in (_DECLARATION, _META)]
    return [match[1].decode("ascii") for match in found if match]


def _known(label: str | None) -> str | None:
    """Python's name for a charset label, read as browsers do; None when there is none."""
    try:
        name = codecs.lookup((label or "").strip(" \t\"';")).name
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    if name == "utf-7" or name.startswith("idna") or name in ("punycode", "undefined"):
        return None  # no page is written in these, and utf-7 hides markup
    return _AS_BROWSERS.get(name, name)


def _believed(body: bytes, claims: list[str]) -> Decoded | None:
    """The reading that the bytes bear out: UTF-8 first, as almost nothing else passes for it."""
    unicode = _as(body, "utf-8")
    if not unicode.replacements or ("utf-8" in claims and _few(unicode)):
        return unicode
    readings = [_as(body, name) for name in dict.fromkeys(claims)]
    sound = [reading for reading in readings if _few(reading)]
    japanese = _japanese(body)
    if japanese and all(_doubtful(reading) for reading in sound):
        return japanese
    return sound[0] if sound else None


def _few(reading: Decoded) -> bool:
    return reading.replacements <= _FEW * len(_BEYOND_ASCII.findall(reading.text))


def _doubtful(reading: Decoded) -> bool:
    """Whether a reading passes only because its charset accepts almost anything."""
    if _SINGLE_BYTE.match(reading.encoding):
        return True
    return len(_HALF_KANA.findall(reading.text)) > len(_KANA.findall(reading.text))


def _japanese(body: bytes) -> Decoded | None:
    """The body as Shift_JIS or EUC-JP when it is clearly Japanese in one of them."""
    readings = [_as(body, name) for name in ("cp932", "euc_jp")]
    likely = [reading for reading in readings if _few(reading) and _kana_share(reading.text) > 0.15]
    return max(likely, key=lambda reading: _kana_share(reading.text), default=None)


def _kana_share(text: str) -> float:
    beyond = len(_BEYOND_ASCII.findall(text))
    kana = len(_KANA.findall(text)) - len(_HALF_KANA.findall(text))
    return kana / beyond if beyond else 0.0


def _detected(body: bytes, claims: list[str]) -> Decoded:
    """What the bytes look like, when every claim failed or there was none."""
    from charset_normalizer import from_bytes  # dear to load, and most pages are what they say

    found = from_bytes(_telling(body)).best()
    guess = _known(found.encoding) if found else None
    if guess and _LATIN.issuperset(_BEYOND_ASCII.findall(_as(_telling(body), guess).text)):
        guess = "cp1252"  # Latin charsets are hard to tell apart; browsers take this one
    readings = [_as(body, name) for name in (guess, *claims, "utf-8") if name]
    return min(readings, key=lambda reading: reading.replacements)


def _telling(body: bytes) -> bytes:
    """The lines that say something about the charset: those beyond ASCII, as many as fit."""
    lines: list[bytes] = []
    room = _SAMPLE
    for line in body.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line[:room])
            room -= len(lines[-1])
        if room <= 0:
            break
    return b"".join(lines)


def _as(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, errors="replace")
    # EUC-JP of Japanese vendors holds rows that Python knows under the newer standard's name
    if encoding == "euc_jp" and "\ufffd" in text:
        wider = body.decode("euc_jis_2004", errors="replace")
        text = wider if wider.count("\ufffd") < text.count("\ufffd") else text
    return Decoded(
        text=text.replace("\x00", "\ufffd"), encoding=encoding, replacements=text.count("\ufffd")
    )
