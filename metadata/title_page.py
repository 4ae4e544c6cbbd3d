"""What a document's own first page and PDF information say: title, date, issuer, number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metadata.dates import FoundDate, find_dates, partial
from metadata.folding import fold
from metadata.identifiers import find_identifiers
from metadata.issuers import body_in_bracket, known_body
from metadata.item_dates import coverage_of, is_scope, only_dates
from metadata.kinds import kind_of
from metadata.languages import language_of
from metadata.parts import part_of_title
from metadata.records import Finding, Information, Page, Reading

Named = tuple[str, Finding[str]]

_LINES = 24  # lines of the first page that may belong to its title block
_LONGEST_TITLE = 160
_LONGEST_LINE = 1000
_SHORTEST_TITLE = 4
_MATERIAL = re.compile(
    r"[\s\[(【「]*(?:資料|参考資料|別紙|別添|別表|参考|配布資料|"
    r"机上配布資料)[\s\dA-Z一二三四五六七八九十_.-]*[\])】」]*\s*"
)
_FILL = re.compile(r"[\s()\[\]{}〔〕【】「」,.;:、。・*_|-]|\b(?:of|dated|from|vom|du|del)\b|付け?")
_RUNS_ON = re.compile(
    r"(?:の|に|を|と|及び|する|・|,|:| of| and| for| on| the| to| in| de| del| des| du| et| y| e|"
    r" der| und)$",
    re.IGNORECASE,
)
_OPENING = 3000  # characters of the first page that may name its year
_MOST_DATES = 2  # a first page with more dates on lines of their own is a table
_BODY_VERB = re.compile(
    r"(?:決定|申合せ|申し合わせ|策定|取りまとめ|とりまとめ|了承|公表|発行|作成)$"
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # as printed
    folded: str


def title_page_findings(reading: Reading, language: str) -> tuple[Named, ...]:
    """Findings of a reading as (field, finding), best first per field.

    Fields: language, title, published, issuer, identifier, kind, part, coverage. `language` is the
    source's; the text's own language is used where it shows.
    """
    spoken = _language(reading, language)
    code = spoken.value or language
    first = next((page for page in reading.pages if page.text.strip()), None)
    found: list[Named] = [("language", spoken)] if spoken.value else []
    if first is not None:
        found += _from_page(first, reading.information, code)
    found += _from_information(reading.information, first.text[:_OPENING] if first else "")
    return tuple(found)


def _language(reading: Reading, language: str) -> Finding[str]:
    """The language of the first pages that have enough text."""
    text = "\n".join(page.text for page in reading.pages[:3])
    found = language_of(text, where="page 1")
    if found.value is None and re.search("[一-龥]", text) and language == "ja":
        return Finding(value="ja", evidence=text.strip()[:60], where="page 1", rule="kanji only")
    return found


def _from_page(page: Page, information: Information, language: str) -> Iterator[Named]:
    where = f"page {page.number}"
    printed = (text.strip()[:_LONGEST_LINE] for text in page.text.split("\n")[: 3 * _LINES])
    lines = [_Line(text, fold(text)) for text in printed]
    block = [line for line in lines if _says_something(line.text)][:_LINES]
    title = _printed_title(block, information, where, language)
    if title is not None:
        yield "title", title
        yield from _from_title(title, language)
    own = _squeezed(title.value or "") if title is not None else ""
    others = [line for line in block if not _is_of_title(line, own)]
    told = [named for line in others for named in _from_line(line, where, language)]
    dates = {finding.value for field, finding in told if field == "published"}
    yield from (n for n in told if n[0] != "published" or len(dates) <= _MOST_DATES)


def _says_something(text: str) -> bool:
    """Not blank, and no number of a line or a page."""
    return bool(text) and not re.fullmatch(r"\W*\d{0,3}\W*", text)


def _is_of_title(line: _Line, title: str) -> bool:
    """A line of a title that runs over several names no body and no date of its own."""
    own = _squeezed(line.folded)
    return own in title and own != title


def _printed_title(
    block: Sequence[_Line], information: Information, where: str, language: str
) -> Finding[str] | None:
    """The PDF's own title when it is printed here, else the first line that can be a title."""
    whole = _squeezed(" ".join(line.folded for line in block))
    own = information.title
    if own and is_sensible_title(own) and len(_squeezed(own)) > 5 and _squeezed(own) in whole:
        shown = " ".join(own.split())
        return Finding(value=shown, evidence=shown, where=where, rule="PDF title printed on page")
    for index, line in enumerate(block):
        if _is_prose(block, index):
            return None
        if _can_be_title(line, language):
            title = _with_following(block, index)
            return Finding(value=title, evidence=title, where=where, rule="first line of the page")
    return None


def _is_prose(block: Sequence[_Line], index: int) -> bool:
    """A line in the middle of a sentence: the page begins with running text, not with a title."""
    line = block[index].folded.lstrip("•-*· ")
    if line[:1].islower():
        return True
    following = block[index + 1].folded if index + 1 < len(block) else ""
    return len(line) > 60 and following[:1].islower() and not _RUNS_ON.search(line)


def _can_be_title(line: _Line, language: str) -> bool:
    text = line.folded
    if not _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE or _MATERIAL.fullmatch(text):
        return False
    if sum(c.isalpha() for c in text) * 2 < len(text) or body_in_bracket(text):
        return False
    if only_dates(text, find_dates(text, language)) or _is_number(text, language):
        return False
    pieces = text.split()
    if _IMPRINT.match(text) or (len(pieces) >= 4 and 2 * len(set(pieces)) <= len(pieces) + 1):
        return False  # the second is the head of a table that stands side by side
    return not text.rstrip().endswith(("。", ".")) or len(text.split()) < 12


def _with_following(block: Sequence[_Line], index: int) -> str:
    """A title that goes on in the next line: a bracket is open, or the line ends in a particle."""
    title = block[index].text
    for line in block[index + 1 : index + 3]:
        folded = fold(title)
        opened = any(folded.count(a) > folded.count(b) for a, b in ("()", "[]", "「」", "『』"))
        bulleted = line.folded[:1] in "•-*・○●◆■"
        shouted = folded.isupper() and line.folded.isupper()
        goes_on = opened or shouted or _RUNS_ON.search(folded) is not None
        if bulleted or not goes_on or len(title) + len(line.text) > _LONGEST_TITLE:
            break
        japanese = re.search("[ぁ-ヿ一-龥]$", title)
        title = title + ("" if japanese else " ") + line.text
    return title


def _from_title(title: Finding[str], language: str) -> Iterator[Named]:
    text = title.value or ""
    folded = fold(text)
    kind = kind_of(text, language, where=title.where)
    if kind.value is not None:
        yield (
            "kind",
            Finding(value=kind.value, evidence=kind.evidence, where=kind.where, rule=kind.rule),
        )
    part = part_of_title(folded)
    if part.value is not None:
        yield (
            "part",
            Finding(value=part.value, evidence=part.evidence, where=title.where, rule=part.rule),
        )
    if period := coverage_of(folded, find_dates(folded, language)):
        evidence = text[period.start : period.end]
        yield (
            "coverage",
            Finding(
                value=period.value, evidence=evidence, where=title.where, rule="period in title"
            ),
        )


def _from_line(line: _Line, where: str, language: str) -> Iterator[Named]:
    """A line of its own for a date, a body or a number; a body may stand beside the date."""
    dates = find_dates(line.folded, language)
    full = [date for date in dates if date.role == "date" and len(date.value) > 4]
    left = line.folded
    for date in full:
        left = left.replace(line.folded[date.start : date.end], " ")
    body = _body(left)
    numbered = _is_number(line.folded, language)
    told = only_dates(line.folded, dates) or body or numbered or _leads(line.folded, full)
    if len(full) == 1 and told and not is_scope(line.folded):
        evidence = line.text[full[0].start : full[0].end]
        named = "date of the number" if numbered else "date on its own line"
        rule = f"{named} ({full[0].rule})"
        yield "published", Finding(value=full[0].value, evidence=evidence, where=where, rule=rule)
    if body:
        yield "issuer", Finding(value=body[0], evidence=line.text, where=where, rule=body[1])
    elif numbered:
        number = find_identifiers(line.folded, language)[0]
        value = line.text[number.value_start : number.value_end]
        yield (
            "identifier",
            Finding(
                value=value,
                evidence=line.text,
                where=where,
                rule=f"number on its own line ({number.rule})",
            ),
        )


def _leads(text: str, dates: Sequence[FoundDate]) -> bool:
    """Whether a day stands before what happened on it: "05 gennaio 2021 - Aggiornamento"."""
    return any(
        len(date.value) == 10 and date.start == 0 and re.match(r"\s?[-:|]\s", text[date.end :])
        for date in dates
    )


_IMPRINT = re.compile(r"(?:編集・?発行|発行者?|編集者?|作成|問い?合わせ先?|連絡先|照会先)[\s:]\s*")


def _body(text: str) -> tuple[str, str] | None:
    bare = text.strip(" ()[]〔〕【】,、:;・")
    if cabinet := _CABINET.fullmatch(bare):
        return ("内閣" if cabinet["ja"] else "Cabinet"), "decision of the Cabinet"
    if not 2 < len(bare) <= 90 or _OPENING_NUMBER.match(bare):
        return None
    named = _BODY_VERB.sub("", _IMPRINT.sub("", bare))
    named = re.sub(r"\s*\([^()]*\)?$", "", named) or named
    apart = named.split() if re.search("[一-龥]", named) else [named]
    # Each piece is a body (厚生労働省 医政局), or the line is the head of a table.
    return body_in_bracket(named) if all(map(body_in_bracket, apart)) else None


_CABINET = re.compile(
    r"(?P<ja>閣議(?:決定|了解|報告|申合せ))|(?:(?:adopted|decided|approved) by the cabinet|"
    r"(?:by )?cabinet (?:decision|approval|understanding)|decision (?:of|by) the cabinet)"
    r"(?: of| on)?",
    re.IGNORECASE,
)
_OPENING_NUMBER = re.compile(r"[(]?\d{1,2}[).]?\s|第\d")


def _is_number(text: str, language: str) -> bool:
    """Whether a line holds a document's number and, but for its date, nothing else."""
    numbers = find_identifiers(text, language)
    if not numbers:
        return False
    spans = [(n.start, n.end) for n in numbers]
    for start, end in (*spans, *((d.start, d.end) for d in find_dates(text, language))):
        text = text[:start] + " " * (end - start) + text[end:]
    return len(_FILL.sub("", text)) <= 4


def creation_date(information: Information) -> str | None:
    """The day a PDF says it was made, as a partial date."""
    created = re.match(r"(\d{4})-(\d\d)-(\d\d)", information.created or "")
    return partial(*map(int, created.groups())) if created else None


def made_known(created: str, printed: str, place: str) -> Named:
    """The creation date of a PDF as that of publication, unless what is printed speaks against it.

    Files are made anew years after the work came out (scanned, stamped, converted). So it is
    "published" only where the printed text names no year, or one next to it; else "created".
    """
    years = {int(y) for d in find_dates(printed, "ja") for y in re.findall(r"\d{4}", d.value)}
    year = int(created[:4])
    if not years or any(abs(year - printed_year) <= 1 for printed_year in years):
        return "published", _informed(created, created, "PDF creation date")
    named = max(years, key=lambda other: (-abs(year - other), other))
    rule = f"PDF creation date, not believed: {place} names {named}"
    return "created", _informed(created, created, rule)


_SENSELESS = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|untitled.*|無題.*|(?:ppt|powerpoint|slide|"
    r"スライド).{0,16}|"
    r"document\s?\d*|doc\d+|.*\.(?:docx?|xlsx?|pptx?|jtdc?|exe|pdf|indd|tex|dvi|html?|p65|qxd|txt)|"
    r"[\W\d_]*|.{0,3}|(?:the )?title|no title|\(?unknown\)?|print(?:ing)?|layout \d|タイトル|"
    r"[a-z0-9_-]*\d[a-z0-9_-]*)",
    re.IGNORECASE,
)


def is_sensible_title(title: str) -> bool:
    """Whether a PDF's title was meant for people: no file name, template or counter."""
    shown = " ".join(fold(title).split())
    return len(shown) <= 300 and _SENSELESS.fullmatch(shown) is None


def _from_information(information: Information, opening: str) -> Iterator[Named]:
    title = " ".join((information.title or "").split())
    if title and is_sensible_title(title):
        yield "title", _informed(title, title, "PDF title")
    if information.language and re.match(r"[A-Za-z]{2}(?:-|$)", information.language):
        code = information.language[:2].casefold()
        yield "language", _informed(code, information.language, "PDF language")
    if (created := creation_date(information)) is not None:
        yield made_known(created, opening, "the first page")
    if information.author and (body := known_body(information.author)):
        yield (
            "issuer",
            _informed(information.author, information.author, f"PDF author ({body.name})"),
        )


def _informed(value: str, evidence: str, rule: str) -> Finding[str]:
    return Finding(value=value, evidence=evidence, where="pdf info", rule=rule)


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", fold(text)).casefold()
