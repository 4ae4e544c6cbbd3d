"""Laws, UN and EU documents, American law and archive documents in running text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.citations import find_citations, link_documents
from tests.metadata.pages import pages

PIECES = st.sampled_from(
    [
        *"第条項号法令の（）()[]「」、。 ,.§/-\n１2三",
        *("Article ", "Act No. 5 of 1999", "平成十一年法律第五十二号", "A/RES/", "同法", "CRC/C/"),
        *(
            "以下「法」という",
            "hereinafter referred to as the ",
            "Regulation (EU) ",
            "347 U.S. 483",
        ),
    ]
)


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(c.scheme, c.target) for c in find_citations(pages(text), language)]


@pytest.mark.parametrize(
    ("text", "scheme", "target"),
    [
        ("平成十一年法律第五十二号", "jp-law", "Act No. 52 of 1999"),
        ("平成１１年法律第５２号", "jp-law", "Act No. 52 of 1999"),
        ("Act No. 52 of 1999", "jp-law", "Act No. 52 of 1999"),
        ("[Act No. 52, 1999]", "jp-law", "Act No. 52 of 1999"),
        ("Law No. 26 of March 31, 1947", "jp-law", "Act No. 26 of 1947"),
        ("Act No. 52 of Heisei 11", "jp-law", "Act No. 52 of 1999"),
        ("令和元年政令第三号", "jp-law", "Cabinet Order No. 3 of 2019"),
        ("Cabinet Order No. 3 of 2019", "jp-law", "Cabinet Order No. 3 of 2019"),
        ("平成二十三年法務省令第三号", "jp-law", "Order of the Ministry of Justice No. 3 of 2011"),
        (
            "Ministry of Justice Order No. 3 of 2011",
            "jp-law",
            "Order of the Ministry of Justice No. 3 of 2011",
        ),
        (
            "平成十五年国家公安委員会規則第十五号",
            "jp-law",
            "Rule of the National Public Safety Commission No. 15 of 2003",
        ),
        ("平成六年条約第二号", "jp-law", "Treaty No. 2 of 1994"),
        ("A/RES/44/25", "un", "A/RES/44/25"),
        ("see CRC/C/JPN/CO/4-5.", "un", "CRC/C/JPN/CO/4-5"),
        ("E/CN.4/1996/53/Add.1", "un", "E/CN.4/1996/53/Add.1"),
        ("General Assembly resolution 44/25", "un", "A/RES/44/25"),
        ("Security Council resolution 1325 (2000)", "un", "S/RES/1325"),
        ("Regulation (EU) 2016/679", "celex", "32016R0679"),
        ("Regulation (EU) No 1025/2012", "celex", "32012R1025"),
        ("Regulation (EC) No 45/2001", "celex", "32001R0045"),
        ("Directive 2011/93/EU", "celex", "32011L0093"),
        ("Directive 95/46/EC", "celex", "31995L0046"),
        ("Richtlinie 2011/93/EU", "celex", "32011L0093"),
        ("règlement (UE) 2016/679", "celex", "32016R0679"),
        ("Framework Decision 2004/68/JHA", "celex", "32004F0068"),
        ("32016R0679", "celex", "32016R0679"),
        ("http://data.europa.eu/eli/dir/2011/93/oj", "celex", "32011L0093"),
        ("Case C-131/12", "celex", "62012CJ0131"),
        ("ECLI:EU:C:2014:317", "ecli", "ECLI:EU:C:2014:317"),
        ("18 U.S.C. § 2258A", "us-law", "18 U.S.C. § 2258A"),
        ("section 552 of title 5, United States Code", "us-law", "5 U.S.C. § 552"),
        ("Public Law 105-314", "us-law", "Pub. L. 105-314"),
        ("347 U.S. 483 (1954)", "us-law", "347 U.S. 483"),
        ("Executive Order 13224", "us-law", "Exec. Order No. 13224"),
        ("45 CFR 164.512", "us-law", "45 C.F.R. § 164.512"),
        ("34 U.S.C. 20341", "us-law", "34 U.S.C. § 20341"),
        ("87 Fed. Reg. 12345", "us-law", "87 FR 12345"),
        ("令和４年６月２２日法律第７７号", "jp-law", "Act No. 77 of 2022"),
        (
            "平成２７年内閣府・厚生労働省令第１号",
            "jp-law",
            "Order of the Cabinet Office and the Ministry of Health, Labour and Welfare "
            "No. 1 of 2015",
        ),
        ("S/RES/1612 (2005)", "un", "S/RES/1612"),
        ("CRC/C/OPSC/JPN/CO/1", "un", "CRC/C/OPSC/JPN/CO/1"),
        ("A/C.3/65/L.21/Rev.1", "un", "A/C.3/65/L.21/Rev.1"),
        ("HRI/GEN/1/Rev.9", "un", "HRI/GEN/1/Rev.9"),
        ("国連総会決議54/263", "un", "A/RES/54/263"),
        ("Reglamento (UE) n.º 910/2014", "celex", "32014R0910"),
        ("Commission Implementing Decision (EU) 2019/570", "celex", "32019D0570"),
        ("the GDPR", "celex", "32016R0679"),
        ("the Proposal for a Regulation, COM(2022) 209 final,", "celex", "52022PC0209"),
        ("the Communication “EU strategy” (COM(2020) 607 final)", "celex", "52020DC0607"),
        ("SWD(2022) 209 final", "celex", "52022SC0209"),
        ("Case T-115/94", "celex", "61994TJ0115"),
        ("ECLI:NL:HR:2019:2006", "ecli", "ECLI:NL:HR:2019:2006"),
        ("https://eur-lex.europa.eu/eli/reg/2016/679/oj", "celex", "32016R0679"),
        (
            "https://www.legifrance.gouv.fr/eli/loi/2016/10/7/2016-1321/jo/texte",
            "eli",
            "https://www.legifrance.gouv.fr/eli/loi/2016/10/7/2016-1321",
        ),
        (
            "http://www.boe.es/eli/es/lo/2018/12/05/3/con",
            "eli",
            "https://www.boe.es/eli/es/lo/2018/12/05/3",
        ),
        (
            "www.irishstatutebook.ie/eli/2018/act/7/enacted/en/html",
            "eli",
            "https://www.irishstatutebook.ie/eli/2018/act/7",
        ),
        (
            "https://www.gazzettaufficiale.it/eli/id/2012/08/13/012G0140/sg",
            "eli",
            "https://www.gazzettaufficiale.it/eli/id/2012/08/13/012G0140",
        ),
        (
            "https://www.fedlex.admin.ch/eli/cc/1999/404/de",
            "eli",
            "https://www.fedlex.admin.ch/eli/cc/1999/404",
        ),
        (
            "https://www.recht.bund.de/eli/bund/bgbl-1/2023/1",
            "eli",
            "https://www.recht.bund.de/eli/bund/bgbl-1/2023/1",
        ),
        (
            "http://legislation.gov.uk/ukpga/2018/12/contents",
            "eli",
            "https://www.legislation.gov.uk/ukpga/2018/12",
        ),
        (
            "https://www.legislation.gov.uk/id/uksi/2020/350/regulation/5",
            "eli",
            "https://www.legislation.gov.uk/uksi/2020/350/regulation/5",
        ),
        ("General Assembly resolution 217 A (III)", "un", "A/RES/217(III)"),
        ("EU規則2016/679", "celex", "32016R0679"),
        (
            "https://www.boe.es/eli/es/rd/2021/03/30/203",
            "eli",
            "https://www.boe.es/eli/es/rd/2021/03/30/203",
        ),
        ("ECLI:FR:CE:2013:358109.20130515", "ecli", "ECLI:FR:CE:2013:358109.20130515"),
    ],
)
def test_an_identifier_has_one_canonical_target(text: str, scheme: str, target: str) -> None:
    assert found(f"As {text} says,") == [(scheme, target)]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("General Assembly resolutions 44/25 and 54/263", ["A/RES/44/25", "A/RES/54/263"]),
        ("Security Council resolutions 1325 (2000) and 1820 (2008)", ["S/RES/1325", "S/RES/1820"]),
        ("Joined Cases C-293/12 and C-594/12", ["62012CJ0293", "62012CJ0594"]),
        (
            "Articles 7 and 8(1) of the Sample Act (Act No. 164 of 1947)",
            [
                "Act No. 164 of 1947, art. 7",
                "Act No. 164 of 1947, art. 8(1)",
                "Act No. 164 of 1947",
            ],
        ),
        ("Articles 101, 102 and 106", ["art. 101", "art. 102", "art. 106"]),
    ],
)
def test_every_member_of_a_list_is_cited(text: str, targets: list[str]) -> None:
    assert [target for _, target in found(f"As {text} say,")] == targets


def test_what_a_number_does_not_tell_is_not_cited() -> None:
    assert found("See COM(2020) 605 final, A/B tests, 3/4 of all, the UK GDPR and S/N 1234.") == []


def test_supplementary_provisions_count_their_articles_anew() -> None:
    text = "児童福祉法（昭和22年法律第164号）附則第二条による。"
    assert found(text, "ja")[-1] == ("jp-law", "Act No. 164 of 1947, art. suppl. 2")


def test_a_law_defined_by_a_short_name_is_followed_over_pages() -> None:
    first = "個人の保護等に関する法律（平成十一年法律第五十二号。以下「保護法」という。）に基づく。"
    second = "保護法第七条第一項及び第八条の二第三項第二号の規定。同条第四項。"
    targets = [(c.page, c.target) for c in find_citations(pages(first, second), "ja")]
    assert targets == [
        (1, "Act No. 52 of 1999"),
        (2, "Act No. 52 of 1999, art. 7(1)"),
        (2, "Act No. 52 of 1999, art. 8-2(3)(ii)"),
        (2, "Act No. 52 of 1999, art. 8-2(4)"),
    ]


def test_the_same_law_is_the_last_one_named() -> None:
    text = "児童福祉法（昭和二十二年法律第百六十四号）を改正した。同法第六条による。"
    assert found(text, "ja")[-1] == ("jp-law", "Act No. 164 of 1947, art. 6")


def test_a_name_known_beforehand_needs_no_number() -> None:
    assert found("児童福祉法第六条第三項を参照。", "ja") == [
        ("jp-law", "Act No. 164 of 1947, art. 6(3)")
    ]
    assert found("日本国憲法第十四条", "ja") == [("jp-law", "Constitution of Japan, art. 14")]


def test_english_articles_are_bound_by_the_words_around_them() -> None:
    text = (
        "The Records Act (Act No. 66 of 2009; hereinafter referred to as the “Act”) applies. "
        "Article 7(1) of the Act, Article7(1), Article 7, paragraph (2), item (iii) of the same "
        "Act, Article 5 of Directive 2011/93/EU and Article 34 of the Convention."
    )
    assert [t for _, t in found(text) if "art." in t] == [
        "Act No. 66 of 2009, art. 7(1)",
        "Act No. 66 of 2009, art. 7(1)",
        "Act No. 66 of 2009, art. 7(2)(iii)",
        "32011L0093, art. 5",
        "art. 34",
    ]


def test_an_article_without_a_law_stays_an_article() -> None:
    assert found("as prescribed.(Article7(1))") == [("article", "art. 7(1)")]


def test_a_law_named_after_its_article_is_the_one() -> None:
    text = "Act No. 5 of 2001 applies. Article 3 of the Sample Welfare Act (Act No. 164 of 1947)."
    assert ("jp-law", "Act No. 164 of 1947, art. 3") in found(text)


def test_a_statute_speaks_of_its_own_articles() -> None:
    lines = "\n".join(
        f"第{n}条　国は、児童福祉法（昭和22年法律第164号）による。" for n in range(1, 8)
    )
    targets = {t for s, t in found(f"{lines}\n前項のほか、第三条による。", "ja") if s == "article"}
    assert "art. 3" in targets


def test_lines_break_inside_names_and_the_print_is_kept() -> None:
    text = "公文書等の管理に関する法\n律（平成 21 年法律\n第 66 号）"
    (citation,) = find_citations(pages(text), "ja")
    assert citation.target == "Act No. 66 of 2009"
    assert citation.start == 0
    assert citation.text.startswith("公文書等の管理に関する法 律")


def test_another_country_has_acts_as_well() -> None:
    assert found("Under the Films Act, Act No. 65 of 1996, South Africa classifies.") == []


@pytest.mark.parametrize(
    "text",
    ["1.5 A/B testing", "and/or", "page 3/4 of 5", "regulation 12/2014 of the county", "S/MIME"],
)
def test_what_only_looks_like_an_identifier_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_archived_documents_are_linked_in_either_language_over_line_breaks() -> None:
    known = {
        "Basic Plan on Records and Archives": "plan-2017",
        "公文書管理の基本計画": "plan-2017-ja",
        "Annual report": "too-general",
        "NPA-2017-12": "notice-12",
    }
    text = "The Basic Plan on Records\nand Archives (公文書管理\nの基本計画) and npa-2017-12."
    text += " Annual report."
    links = link_documents(pages(text), known)
    assert [(c.target, c.scheme) for c in links] == [
        ("plan-2017", "document"),
        ("plan-2017-ja", "document"),
        ("notice-12", "document"),
    ]
    assert text[links[1].start] == "公"


def test_the_longest_title_wins() -> None:
    known = {"Plan for Public Records": "a", "Plan for Public Records 2020": "b"}
    assert [c.target for c in link_documents(pages("Plan for Public Records 2020"), known)] == ["b"]


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))
def test_any_text_at_all(hostile: str, noise: str) -> None:
    text = hostile + noise
    for citation in find_citations(pages(text, hostile), "ja"):
        source = text if citation.page == 1 else hostile
        assert 0 <= citation.start < len(source)
        assert citation.target
    for citation in link_documents(pages(text), {hostile: "x", noise: "y"}):
        assert citation.target in {"x", "y"}


def test_long_runs_of_brackets_and_definitions_take_linear_time() -> None:
    text = "（" * 30_000 + "第一条" * 10_000 + "以下「法」という。" * 3_000 + "Act on " * 5_000
    assert len(find_citations(pages(text), "ja")) >= 10_000


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Artikel 6 Absatz 1 der Verordnung (EU) 2016/679", ["32016R0679, art. 6(1)"]),
        ("article 4 du règlement (UE) 2016/679", ["32016R0679, art. 4"]),
        ("artículo 17 del Reglamento (UE) 2016/679", ["32016R0679, art. 17"]),
        ("articolo 5 della direttiva 2006/123/CE", ["32006L0123, art. 5"]),
        ("artikel 9 i förordning (EU) nr 1025/2012", ["32012R1025, art. 9"]),
        ("Artikel 3 der Satzung", []),
    ],
)
def test_articles_of_the_union_are_read_in_its_languages(text: str, targets: list[str]) -> None:
    assert [target for _, target in found(f"– {text}.") if "art." in target] == targets


@pytest.mark.parametrize(
    "text", ["Room A/12", "the call 555/2020/12", "A/B testing", "/eligible/2020"]
)
def test_what_looks_like_an_identifier_is_none(text: str) -> None:
    assert found(f"As {text} says,") == []
