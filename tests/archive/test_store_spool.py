"""Rows that are worked off while their tables change."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlite_utils import Database

from archive.store_spool import TOGETHER, Spool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    number: int
    twice: int


@pytest.fixture
def db() -> Database:
    made = Database(memory=True)
    made.table("items").insert_all({"number": number} for number in range(TOGETHER * 2 + 1))
    return made


def items(db: Database, least: int = 0) -> Spool[Item]:
    sql = "select number, number * 2 as twice from items where number >= ? order by number desc"
    return Spool(db, sql, [least], Item)


def test_rows_are_those_of_the_moment_of_the_question(db: Database) -> None:
    found = items(db)
    assert len(found) == TOGETHER * 2 + 1
    seen = []
    for item in found:
        db.execute("delete from items where number = 0")
        seen.append(item)
    assert seen == [Item(number=n, twice=2 * n) for n in range(TOGETHER * 2, -1, -1)]


def test_nothing_is_left_of_what_was_drawn_or_empty(db: Database) -> None:
    assert [item.number for item in items(db, 999)] == [1000, 999]
    assert not items(db, 5_000)
    assert db.execute("select name from sqlite_temp_master").fetchall() == []


def test_two_can_be_drawn_at_a_time(db: Database) -> None:
    assert len(list(zip(items(db), items(db, 1_000), strict=False))) == 1
