from __future__ import annotations

from sqlite_utils import Database

from archive import schema


def fresh() -> Database:
    db = Database(memory=True)
    schema.migrations.apply(db)
    return db


def test_every_table_and_column_is_described_in_the_order_it_stands() -> None:
    db = fresh()
    described = {words.name: words for words in schema.words()}
    tables = {
        name for name in db.table_names() if "_fts" not in name and not name.startswith("_sqlite")
    }
    assert tables | set(db.view_names()) == set(described)
    for name in tables:
        columns = [column.name for column in db[name].columns]
        assert columns == [column for column, _, _ in described[name].columns]


def test_tables_are_strict_and_keyed() -> None:
    db = fresh()
    for words in schema.words():
        if not words.is_view:
            assert db[words.name].strict, words.name
            assert db[words.name].pks != ["rowid"], words.name


def test_migrating_twice_changes_nothing() -> None:
    db = fresh()
    before = db.schema
    schema.migrations.apply(db)
    assert db.schema == before


def test_every_migration_is_known_by_name() -> None:
    names = {migration.name for migration in schema.migrations.applied(fresh())}
    assert names == schema.migration_names()
