"""Typeset the sample publisher's PDFs: `python -m ingest.sample.make_sample`.

Needs the development dependency typst and Debian's fonts-noto-cjk. The same bytes every time.
"""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import typst
from PIL import Image, ImageDraw, ImageFont

from ingest.sample import texts

HERE = Path(__file__).resolve().parent
ENGLISH = "safetylife/syonen/no_cp/measures/pdf"
JAPANESE = "safetylife/syonen/sakusyu/pdf"
_CJK_FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
_LOOK = """
#set document(title: "{title}", author: "{issuer}", date: datetime(year: {y}, month: {m}, day: {d}))
#set page(paper: "a4", margin: (x: 25mm, y: 28mm), numbering: "- 1 -",
  header: context if counter(page).get().first() > 1 [#set text(9pt); {head} #h(1fr) Sample data])
#set text(font: ("{font}", "Noto Serif CJK JP"), size: 10.5pt, lang: "{lang}")
#set par(justify: true, leading: 0.75em)
#set heading(numbering: "{numbering}")
#show heading: it => block(above: 1.5em, below: 0.9em, it)
#show figure: set block(breakable: true)
#set table(stroke: 0.5pt, inset: 5pt)
#align(center)[#v(2em) #text(17pt, weight: "bold")[{title}] #v(0.8em)
#text(11pt)[{issuer}] \\ #text(11pt)[{date}] #v(2em)]
"""


def documents(edition: str) -> Mapping[str, bytes]:
    """Every PDF that an edition brings: path below the site's root, and bytes."""
    if edition == "second":
        return {
            f"{ENGLISH}/third_measures_e.pdf": _measures("Third", 2016, 7, revised=True),
            f"{ENGLISH}/basic_plan_summary_e.pdf": _summary(day=20),
            f"{ENGLISH}/guideline_coordination_e.pdf": _guideline(),
        }
    return {
        f"{ENGLISH}/basic_plan_e.pdf": _plan(),
        f"{ENGLISH}/basic_plan_summary_e.pdf": _summary(day=18),
        f"{ENGLISH}/third_measures_e.pdf": _measures("Third", 2016, 7, revised=False),
        f"{ENGLISH}/second_measures_e.pdf": _measures("Second", 2013, 5, revised=False),
        f"{ENGLISH}/report_2015_e.pdf": _report(2015, restated=False),
        f"{ENGLISH}/report_2014_e.pdf": _report(2014, restated=True),
        f"{ENGLISH}/report_2013_e.pdf": _report(2013, restated=True),
        f"{ENGLISH}/act_52_1999_e.pdf": _act(),
        f"{ENGLISH}/notice_2012_e.pdf": _scan(),
        f"{JAPANESE}/kihon_keikaku.pdf": _japanese_plan(),
    }


def _typeset(title: str, issuer: str, made: datetime, body: str, **look: str) -> bytes:
    values = {
        "title": title, "issuer": issuer, "head": title, "font": "Libertinus Serif", "lang": "en",
        "numbering": "1.1", "date": f"{made:%B} {made.year}", "y": made.year, "m": made.month,
        "d": made.day,
    }  # fmt: skip
    source = _LOOK.format(**(values | look)) + body
    return bytes(typst.compile(source.encode(), format="pdf"))


def _numbered(chapters: Mapping[str, list[str]]) -> str:
    lines, number = [], 0
    for chapter, measures in chapters.items():
        lines.append(f"\n= {chapter}\n")
        for measure in measures:
            number += 1
            details = [texts.DETAILS[(number * k) % len(texts.DETAILS)] for k in (1, 2, 3)]
            body = texts.BODIES[number % len(texts.BODIES)]
            lines.append(f"*Measure {number}.* {measure}. {' '.join(dict.fromkeys(details))}\n")
            lines.append(f"_Responsible body: {body}._\n")
    return "\n".join(lines)


def _chapters(*, revised: bool) -> dict[str, list[str]]:
    changed = texts.REVISED if revised else {}
    found = {name: [changed.get(m, m) for m in measures] for name, measures in texts.CHAPTERS}
    if revised:
        found["Follow-up"].append(texts.ADDED)
    return found


def _plan() -> bytes:
    introduction = """
= Introduction
This Basic Plan sets out the measures of the responsible bodies. It is based on the Act No. 52 of
1999 #footnote[Sample text: see Article 7(1) and Article 16 of the Act.] and on the Convention on
the Rights of the Child (A/RES/44/25) and takes account of the observations in CRC/C/JPN/CO/4-5.
It replaces the Third Comprehensive Measures of July 2016.
"""
    budget = "\n= Budget\n" + _table(
        "Budget of the responsible bodies (million yen, sample data)",
        ("Responsible body", "2016", "2017", "2018"),
        [(b, *(f"{(i + 3) * 137 + y * 41:,}" for y in range(3))) for i, b in
         enumerate(texts.BODIES * 3)],
    )  # fmt: skip
    return _typeset(
        "Basic Plan on Measures against Child Sexual Exploitation",
        "Ministerial Meeting Concerning Measures Against Crime",
        datetime(2017, 4, 18, tzinfo=UTC),
        introduction + _numbered(_chapters(revised=False)) + budget,
    )


def _summary(day: int) -> bytes:
    points = "\n".join(f"- {name}: {len(m)} measures" for name, m in texts.CHAPTERS)
    body = f"\n= Outline of the Plan\nThe Plan has five chapters with 19 measures:\n\n{points}\n"
    body += "\n= Schedule\nThe Plan is reviewed when three years have passed (sample data).\n"
    return _typeset(
        "Basic Plan on Measures against Child Sexual Exploitation (Summary)",
        "National Police Agency",
        datetime(2017, 4, day, tzinfo=UTC),
        body,
        date="April 2017",
    )


def _measures(ordinal: str, year: int, month: int, *, revised: bool) -> bytes:
    return _typeset(
        f"{ordinal} Comprehensive Measures to Eliminate Child Pornography",
        "Ministerial Meeting Concerning Measures Against Crime",
        datetime(year, month, 26, tzinfo=UTC),
        "\nThese measures follow the Act No. 52 of 1999.\n" + _numbered(_chapters(revised=revised)),
    )


def _report(year: int, *, restated: bool) -> bytes:
    years = [str(y) for y in range(year - 4, year + 1)]
    rows = []
    for i, region in enumerate(texts.REGIONS):
        rows.append((region, *(str(100 + 17 * i + 9 * (int(y) - 2009)) for y in years)))
    if restated:
        rows[0] = (*rows[0][:-1], str(int(rows[0][-1]) - 4))
    totals = [str(sum(int(row[c]) for row in rows)) for c in range(1, 6)]
    consultations = _table(
        "Consultations by region (number, sample data)", ("Region", *years),
        [*rows, ("Total", *totals)],
    )  # fmt: skip
    monthly = _table(
        f"Events held in {year} by month and region (number, sample data)",
        ("Month and region", "Events", "Participants"),
        [(f"{m:02d} {r}", str(m + i), f"{(m * 37 + i * 113) * 3:,}")
         for m in range(1, 13) for i, r in enumerate(texts.REGIONS[:5])],
    )  # fmt: skip
    staff = _table(
        "Trained staff (persons, sample data)", ("Year", "Counsellors", "Teachers"),
        [(y, f"{1200 + 75 * i:,}", f"{8400 + 310 * i:,}") for i, y in enumerate(years)],
    )  # fmt: skip
    text = " ".join(texts.DETAILS)
    body = (
        f"\n= Introduction\nThis report covers the year {year}. {text}\n"
        f"\n= Consultations\n{text}\n{consultations}\n= Events\n{monthly}\n= Training\n{staff}\n"
        "\n= Legal basis\nThe report is made under the Act No. 52 of 1999, Article 6.\n"
    )
    return _typeset(
        f"Child pornography report {year}", "National Police Agency",
        datetime(year + 1, 3, 15, tzinfo=UTC), body,
    )  # fmt: skip


def _act() -> bytes:
    body = "\n".join(
        f"\n= Article {n} #h(0.5em) ({name})\n{text}\n"
        for n, (name, text) in enumerate(texts.ARTICLES, 1)
    )
    return _typeset(
        "Act on Regulation and Punishment of Acts Relating to Child Prostitution and Child "
        "Pornography, and the Protection of Children",
        "Act No. 52 of 1999 (sample text)",
        datetime(1999, 5, 26, tzinfo=UTC),
        "#set heading(numbering: none)\n" + body,
        head="Act No. 52 of 1999",
    )


def _guideline() -> bytes:
    lines = "\n".join(f"+ {text}" for text in texts.DETAILS)
    return _typeset(
        "Guideline for Regional Coordination", "National Police Agency",
        datetime(2018, 5, 10, tzinfo=UTC), f"\n= Steps\n{lines}\n",
    )  # fmt: skip


def _japanese_plan() -> bytes:
    parts, circled = [], "①②③④⑤"
    for n, (chapter, measures) in enumerate(texts.JAPANESE, 1):
        parts.append(f"\n= 第{'１２３４５'[n - 1]}　{chapter}\n")
        for k, (name, text) in enumerate(measures, 1):
            parts.append(f"== {'１２３４５'[k - 1]}　{name}\n{circled[k - 1]}　{text}\n")
    law = (
        "本計画は、児童買春、児童ポルノに係る行為等の規制及び処罰並びに児童の保護等に関する法律"
        "（平成十一年法律第五十二号）第七条第一項に基づく取組を総合的に推進するものである。\n"
    )
    return _typeset(
        "児童の性的搾取等に係る対策の基本計画", "犯罪対策閣僚会議",
        datetime(2017, 4, 18, tzinfo=UTC),
        "#set heading(numbering: none)\n" + law + "".join(parts),
        font="Noto Serif CJK JP", lang="ja", date="平成29年4月18日",
    )  # fmt: skip


def _table(caption: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    heads = ", ".join(f"[*{cell}*]" for cell in header)
    columns = f"({', '.join(['2fr'] + ['1fr'] * (len(header) - 1))})"
    align = f"({', '.join(['left'] + ['right'] * (len(header) - 1))})"
    return (
        f"\n#figure(caption: figure.caption(position: top)[{caption}], kind: table,\n"
        f"  table(columns: {columns}, align: {align}, table.header({heads}), {cells}))\n"
    )


def _scan() -> bytes:
    """One page as a scanner would give it: an image with a little noise and no text."""
    page = Image.new("L", (1240, 1754), 250)
    font = ImageFont.truetype(_CJK_FONT, 26)
    draw = ImageDraw.Draw(page)
    lines = ["NOTICE", "", "To all responsible bodies (sample data)", "", "Date: 12 June 2012", ""]
    lines += [f"{n}. {text}" for n, text in enumerate(texts.DETAILS[:5], 1)]
    for n, line in enumerate(lines):
        draw.text((130, 180 + n * 74), line, font=font, fill=20)
    noise = random.Random(52)
    for _ in range(900):
        page.putpixel((noise.randrange(1240), noise.randrange(1754)), noise.randrange(120, 220))
    out = io.BytesIO()
    at = datetime(2012, 6, 12, tzinfo=UTC).timetuple()
    page.save(out, "PDF", resolution=150, title="Notice", creationDate=at, modDate=at)
    return out.getvalue()


def main() -> None:
    """Write the PDFs of both editions."""
    for edition in ("first", "second"):
        for name, body in documents(edition).items():
            target = HERE / edition / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)


if __name__ == "__main__":
    main()
