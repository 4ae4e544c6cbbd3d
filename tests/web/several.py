"""Two archives with rare and frequent words, served as one site, and merged into one archive."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from datasette.app import Datasette

from archive import chain
from archive.files import FileStore
from archive.merge import join_archives
from archive.report import Screen
from archive.store import Store
from archive.store_union import Part
from tests.web.conftest import site_on
from tests.web.maker import Maker, make_pdf

ROOT = Path(__file__).parents[2]
# Words are rare in one archive and frequent in the other, and pages long and short.
LEFT = {
    "plan": ["Basic plan of measures.\n" + "The offices report. " * n for n in (1, 8, 2)],
    "report": ["Report of the offices on water and measures. " * 3, "Water " * 9 + "measures"],
    "keikaku": [
        "児童の性的搾取等に係る対策の基\n本計画",
        "警察庁は関係府省庁と連携して施策を推進する。",
    ],
}
RIGHT = {
    f"notice-{n}": [f"Notice {n}. Measures " * (n % 4 + 1) + "of the office. " * n, "Plan " * n]
    for n in range(1, 9)
} | {"water": ["Water measures, and a plan: water."], "taisaku": ["対策の計画 警察 " * 4]}


def fill(root: Path, source: str, run: int, documents: dict[str, list[str]]) -> Path:
    made = Maker(root)
    made.row("sources", id=source, title=source, publisher="Body", language="en", definition="{}")
    at = f"2026-01-0{run}T00:00:00Z"
    made.row("runs", id=1, command="run", software="0", started_at=at, finished_at=at, exit_code=0)
    for name, pages in documents.items():
        sha256 = made.file(make_pdf(["x"], f"{source}-{name}"), pages)
        number = len(made.db.execute("select id from documents").fetchall())
        made.document(
            f"{source}-{name}", [sha256], f"{name} of {source}", source_id=source,
            published=f"20{10 + number}-0{run}", kind="notice" if number % 2 else "plan",
        )  # fmt: skip
    scan = made.file(make_pdf(["x"], f"{source}-scan"), ["", ""], text_status="none")
    made.document(f"{source}-scan", [scan], f"Scan of {source}", source_id=source,
                  kind="report", text_status="none")  # fmt: skip
    made.entry(f"Water, a page elsewhere of {source}", None)
    for table in ("captures", "entries"):
        made.db.execute(f"update {table} set source_id = ?", [source])
    made.db.commit()
    made.db.close()
    with closing(sqlite3.connect(root / "archive.db")) as db:
        chain.seal_ended(db)
        db.commit()
    with Store(root):  # feeds the indexes
        return root


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("several")
    return [fill(folder / "Left", "l", 1, LEFT), fill(folder / "right", "r", 2, RIGHT)]


@pytest.fixture(scope="session")
def united(parts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("united")
    assert join_archives(FileStore(root), [Part(root=part) for part in parts], Screen()) == 0
    return root


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def several(parts: list[Path]) -> AsyncIterator[Datasette]:
    datasette = Datasette([], config=config_of(parts[0], parts[1] / "archive.db"))
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


def config_of(left: Path, right: Path) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load((ROOT / "datasette.yaml").read_text("utf-8"))
    config.setdefault("plugins", {}).setdefault("policy-archive", {})["archives"] = {
        "left": str(left), "right": str(right),
    }  # fmt: skip
    return config


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def merged(united: Path) -> AsyncIterator[Datasette]:
    datasette = site_on(united)
    await datasette.invoke_startup()
    yield datasette
    datasette.close()
