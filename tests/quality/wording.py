"""Neutral administrative words and figures, drawn by a generator with a fixed seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

COUNTRIES = (
    "Austria", "Belgium", "Bulgaria", "Cyprus", "Czech Republic", "Denmark", "Estonia", "Finland",
    "France", "Germany", "Greece", "Hungary", "Ireland", "Italy", "Latvia", "Lithuania",
    "Luxembourg", "Malta", "Netherlands", "Poland", "Portugal", "Romania", "Slovakia", "Slovenia",
    "Spain", "Sweden", "United Kingdom", "Norway", "Switzerland", "Iceland",
)  # fmt: skip
ITEMS = (
    "Public libraries", "Road maintenance", "Water supply", "Waste collection", "School buildings",
    "Local transport", "Public lighting", "Parks and gardens", "Building permits", "Fire services",
    "Land registry", "Postal services", "Vocational training", "Housing grants", "Civil registry",
    "Weather service", "Statistics", "Archives", "Harbour dues", "Market supervision",
)  # fmt: skip
LONG_ITEMS = (
    "Grants to local authorities for the renewal of school buildings",
    "Contributions of municipalities to the regional transport fund",
    "Maintenance of secondary roads, bridges and tunnels",
    "Applications received from enterprises with fewer than ten employees",
    "Expenditure on the training of staff in the public service",
    "Revenue from fees for building permits and inspections",
    "Households connected to the public water supply",
    "Measures completed within the period laid down by the plan",
)  # fmt: skip
AGES = ("Under 15 years", "15 to 24 years", "25 to 34 years", "35 to 44 years", "45 to 54 years",
        "55 to 64 years", "65 to 74 years", "75 years and over")  # fmt: skip
SECTIONS = ("Central government", "Local government", "Public corporations", "Households",
            "Enterprises", "Other bodies", "Islands", "Mainland")  # fmt: skip
MEASURES = ("Number", "Percent", "Total", "Change", "Budget", "Outturn", "Share", "Staff", "Cases",
            "Rate", "Area", "Revenue", "Grants", "Index")  # fmt: skip
LONG_MEASURES = (
    "Average annual growth rate", "Share of total expenditure", "Number of permits issued",
    "Standard error of estimate", "Margin of error", "Applications received by the authority",
    "Percent of all households", "Approved budget", "Amount paid out", "Per 1,000 inhabitants",
    "Change from previous year", "Persons employed",
)  # fmt: skip
GROUPS = ("All regions", "Urban areas", "Rural areas", "Public sector", "Private sector",
          "First half of year", "Second half of year", "Design", "Men", "Women")  # fmt: skip
BODIES = ("Ministry of Finance", "Regional Council", "Office for Statistics", "Audit Office",
          "Planning Agency", "Road Administration", "Municipal Board", "Land Survey")  # fmt: skip
CLAUSES = (
    "the responsible body reports once a year on the measures that were carried out",
    "expenditure rose more slowly than in the years before",
    "the figures include grants to municipalities and to their associations",
    "most of the applications were decided within the period laid down by law",
    "the plan provides for a review after three years",
    "data for the last quarter are provisional and may be revised",
    "the council approved the budget without amendments",
    "smaller authorities may combine their reports",
    "the survey covered 2,140 households in 14 regions",
    "the share of completed measures reached 63.5 percent in 2009",
    "a full account is given in section 4.2 of the annual report",
    "staff were trained in the use of the new register",
)  # fmt: skip
TEXTS = (
    "Report to the council once a year", "Keeps the register and issues certified copies",
    "Decides on applications within 30 days", "Provides advice to smaller municipalities",
    "Collects figures from all regional offices and publishes them every quarter",
    "Not applicable", "Approves the annual plan", "Carries out inspections on its own initiative",
    "Yes", "No", "Partly", "Under review", "Informs the public about planned measures",
)  # fmt: skip
JA_ITEMS = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
)  # fmt: skip
JA_MEASURES = ("件数", "予算額", "決算額", "前年度比", "構成比", "人口", "世帯数", "施設数")
JA_CLAUSES = (
    "各都道府県は毎年度の実施状況を取りまとめて公表する",
    "予算額は前年度と比べて緩やかに増加した",
    "申請の多くは定められた期間内に処理された",
    "計画は三年ごとに見直すこととされている",
    "詳細については年次報告書の第四章を参照されたい",
)  # fmt: skip


def sentence(rng: Random) -> str:
    """One or two clauses as a sentence."""
    clauses = rng.sample(CLAUSES, rng.choice((1, 2, 2)))
    return clauses[0][0].upper() + ", and ".join(clauses)[1:] + "."


def paragraph(rng: Random, sentences: int) -> str:
    return " ".join(sentence(rng) for _ in range(sentences))


def japanese_paragraph(rng: Random, sentences: int) -> str:
    return "".join(rng.choice(JA_CLAUSES) + "。" for _ in range(sentences))


def years(rng: Random, count: int) -> list[str]:
    """Years one after another, written in one of the ways that tables write them."""
    first = rng.randint(1990, 2012 - count)
    style = rng.choice(("{0}", "{0}", "{0}", "FY {0}", "{0}/{1:02d}"))
    return [style.format(year, (year + 1) % 100) for year in range(first, first + count)]


def figures(rng: Random, kind: str, count: int) -> list[str]:
    """A column of figures of one kind, as printed."""
    return [_figure(rng, kind) for _ in range(count)]


def _figure(rng: Random, kind: str) -> str:
    value = rng.uniform(0.5, 1) * 10 ** rng.randint(1, 5)
    whole = int(value)
    match kind:
        case "thousands":
            return f"{whole:,}"
        case "thin":
            return f"{whole:,}".replace(",", "\u2009")
        case "spaced":
            return f"{whole:,}".replace(",", "\u00a0")
        case "points":
            return f"{whole:,}".replace(",", ".")
        case "decimal":
            return f"{value % 100:.1f}"
        case "comma":
            return f"{value % 100:.1f}".replace(".", ",")
        case "percent":
            return f"{value % 100:.1f}%"
        case "brackets":
            return f"({whole:,})" if rng.random() < 0.35 else f"{whole:,}"
        case "interval":
            return f"({value % 80:.1f}–{value % 80 + 9:.1f})"
        case "signed":
            return f"{'–' if rng.random() < 0.4 else ''}{value % 30:.2f}"
        case "dollars":
            return f"${whole:,}"
    return str(whole % 1000)


FIGURES = ("thousands", "decimal", "percent", "brackets", "signed", "small", "thousands", "decimal")
EUROPEAN = ("thin", "spaced", "comma", "points", "decimal", "small")


def some(rng: Random, words: Sequence[str], count: int) -> list[str]:
    """So many different words; with a number behind them where there are too few."""
    found = rng.sample(words, min(count, len(words)))
    return found + [f"{rng.choice(words)} ({at})" for at in range(2, 2 + count - len(found))]
