"""Real documents in several editions, held to their publishers' own account of what changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from metadata.compare import align_sections, compare
from metadata.outline import find_sections_from_text
from tests.metadata.pages import load

POLICY = "G_versions/debian-policy"
EDITIONS = [
    ("4.5.1.0_bullseye", "4.6.2.0_bookworm", (4, 5, 1), (4, 6, 2)),
    ("4.6.2.0_bookworm", "4.7.2.0_trixie", (4, 6, 2), (4, 7, 2)),
]
# The checklist has an entry "6.3" that means 9.3.1: section 6.3 is the same in both editions.
RECALL_OF_CHECKLIST = 0.94
PRECISION, RECALL = 0.95, 0.95


def checklist(folder: Path, low: tuple[int, ...], high: tuple[int, ...]) -> set[str]:
    """Sections that the publisher's upgrading checklist names between two editions."""
    text = (folder / "upgrading-checklist_trixie.txt").read_text("utf-8")
    named: set[str] = set()
    pattern = r"^10\.\d+\. Version (\d+)\.(\d+)\.(\d+).*?\n=+\n(.*?)(?=^10\.\d+\. Version|\Z)"
    for match in re.finditer(pattern, text, re.DOTALL | re.MULTILINE):
        if low < tuple(map(int, match.group(1, 2, 3))) <= high:
            for line in match[4].splitlines():
                if re.fullmatch(r"\d+(\.\d+)*([,& ]+\d+(\.\d+)*)*", line):
                    named |= set(re.findall(r"\d+(?:\.\d+)*", line))
    return named


def plain_sections(folder: Path, edition: str) -> dict[str, tuple[str, str]]:
    """Number and text of every section of the publisher's plain text, before the appendices."""
    text = (folder / f"policy_{edition.split('_')[0]}.txt").read_text("utf-8")
    text = text[: text.index("Introduction and scope of these appendices\n***")]
    heading = re.compile(r"^((?:\d+\.)+) ([^\n]+(?:\n[^\n]+)?)\n[*=\-~^\"]{3,}\n", re.MULTILINE)
    found = list(heading.finditer(text))
    sections: dict[str, tuple[str, str]] = {}
    for match, following in zip(found, [*found[1:], None], strict=True):
        body = text[match.end() : following.start() if following else len(text)]
        body, *notes = re.split(r"\n\n(?=\[1\] )", body, maxsplit=1)
        title = re.sub(r"\[\d+\]|\W", "", match[2]).casefold()
        sections[title] = (match[1].rstrip("."), body)
        for note in re.split(r"\n\n(?=\[\d+\] )", notes[0]) if notes else ():
            chapter = match[1].split(".")[0]
            mark = re.match(r"\[\d+\]", note)
            for owner, (number, text_of) in sections.items():
                if mark and number.split(".")[0] == chapter and mark[0] in text_of:
                    sections[owner] = (number, f"{text_of}\n{note[len(mark[0]) :]}")
    strip = re.compile(r"\[\d+\]|[\s*_-]")
    return {title: (number, strip.sub("", body)) for title, (number, body) in sections.items()}


@pytest.mark.corpus
def test_sections_found_changed_agree_with_the_publisher(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = corpus / POLICY
    named = hit = truth = found = agreed = 0
    for before_name, after_name, low, high in EDITIONS:
        (before, _), (after, _) = (
            load(folder / f"policy_{name}.pdf") for name in (before_name, after_name)
        )
        pairs = align_sections(
            find_sections_from_text(before), find_sections_from_text(after), before, after
        )
        changed = {p.after.number for p in pairs if p.after and p.fate != "same"}
        wanted = checklist(folder, low, high)
        named, hit = named + len(wanted), hit + len(wanted & changed)
        old, new = plain_sections(folder, before_name), plain_sections(folder, after_name)
        known = {number for number, _ in new.values() if "." in number}
        differing = {n for t, (n, b) in new.items() if t not in old or old[t][1] != b} & known
        truth, found = truth + len(differing), found + len(changed & known)
        agreed += len(changed & differing)
    recall, precision, all_recall = hit / named, agreed / found, agreed / truth
    with capsys.disabled():
        print(
            f"\nDebian Policy: {hit} of {named} sections of the checklist found; against the "
            f"publisher's plain text precision {precision:.3f}, recall {all_recall:.3f}",
            end="",
        )
    assert recall >= RECALL_OF_CHECKLIST
    assert precision >= PRECISION
    assert all_recall >= RECALL


@pytest.mark.corpus
def test_silent_corrections_of_a_real_standard_are_found(corpus: Path) -> None:
    folder = corpus / "G_versions/asvs"
    before, _ = load(folder / "ASVS-5.0.0-en_2025-05-30_5cf9b032.pdf")
    after, _ = load(folder / "ASVS-5.0.0-en_2025-11-09_ff460737.pdf")
    comparison = compare(before, after)
    text = "\n".join(edit.words for edit in comparison.edits)
    assert comparison.change == "revised"
    for wrong, right in [
        ("presciptive", "prescriptive"),
        ("execptions", "exceptions"),
        ("transfered", "transferred"),
    ]:
        assert wrong in text
        assert right in text


@pytest.mark.corpus
def test_a_daily_table_changes_in_its_figures_only(corpus: Path) -> None:
    folder = corpus / "G_versions/mhlw_daily"
    (before, _), (after, _) = (load(folder / f"2021020{day}.pdf") for day in (3, 4))
    assert {e.kind for e in compare(before, after).edits} == {"number"}
