"""Bodies are known by every name they have had, in both languages."""

from __future__ import annotations

import pytest

from metadata.issuers import BODIES, body_in_bracket, body_in_title, known_body, today


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("警察庁", "警察庁"),
        ("National Police Agency of Japan", "警察庁"),
        ("厚労省", "厚生労働省"),
        ("Ministry of Health, Labour and Welfare", "厚生労働省"),
        ("Ministerial Meeting Concerning Measures Against Crime", "犯罪対策閣僚会議"),
        ("ministry of justice, Japan", "法務省"),
    ],
)
def test_aliases(name: str, canonical: str) -> None:
    body = known_body(name)
    assert body is not None
    assert body.name == canonical


def test_the_work_of_a_ministry_goes_on_under_its_successor() -> None:
    ministry = known_body("労働省")
    assert ministry is not None
    assert (ministry.until, today(ministry).name) == (2001, "厚生労働省")


@pytest.mark.parametrize(
    ("printed", "canonical", "now"),
    [
        ("General Accounting Office", "General Accounting Office",
         "Government Accountability Office"),
        ("Europol", "European Union Agency for Law Enforcement Cooperation",
         "European Union Agency for Law Enforcement Cooperation"),
        ("Rikspolisstyrelsen", "Rikspolisstyrelsen", "Polismyndigheten"),
        ("Federal Criminal Police Office", "Federal Criminal Police Office", "Bundeskriminalamt"),
        ("Bundesministerium des Innern, für Bau und Heimat",
         "Bundesministerium des Innern, für Bau und Heimat", "Bundesministerium des Innern"),
        ("NPA", "National Police Agency", "警察庁"),
        ("厚労省", "厚生労働省", "厚生労働省"),
    ],
)  # fmt: skip
def test_a_body_is_called_in_the_language_it_is_printed_in(
    printed: str, canonical: str, now: str
) -> None:
    body = known_body(printed)
    assert body is not None
    assert body.as_printed(printed) == canonical
    assert today(body).name == now


def test_every_successor_is_known_and_the_names_are_in_order() -> None:
    for body in BODIES:
        assert body.successor is None or known_body(body.successor) is not None
        assert not (body.since and body.until and body.since > body.until)
        assert known_body(body.name) == body


@pytest.mark.parametrize(
    "inner", ["保険局医療課", "山田委員", "Ministry of Justice", "内閣府男女共同参画局"]
)
def test_bodies_in_brackets(inner: str) -> None:
    found = body_in_bracket(inner)
    assert found is not None
    assert found[0] == inner


@pytest.mark.parametrize(
    "inner", ["医科", "その1", "DPC", "正式版", "Broad Agency Announcement", "COVID-19", ""]
)
def test_what_is_no_body(inner: str) -> None:
    assert body_in_bracket(inner) is None


def test_bodies_in_titles() -> None:
    title = "Insolvency Law Review Committee Report"
    assert body_in_title(title) == (0, 31, "author named in title")
    assert body_in_title("Basic Plan on Measures") is None
