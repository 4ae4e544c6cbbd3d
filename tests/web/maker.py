"""Writes a small archive row by row, with real PDFs, the way the store does."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import typst
from sqlite_utils import Database

from archive import schema
from archive.search import index_text


def make_pdf(pages: list[str], remark: str = "") -> bytes:
    """A real PDF whose pages hold these lines."""
    quoted = [p.replace("\\", "").replace("#", "").replace("<", "").replace("@", "") for p in pages]
    body = "\n#pagebreak()\n".join(" \\\n".join(p.split("\n")) for p in quoted)
    source = f'#set page(width: 420pt, height: 595pt)\n#set document(title: "{remark}")\n{body}'
    return bytes(typst.compile(source.encode()))


class Maker:
    """Writes rows the way the store does, with the least that a page needs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        db = Database(root / "archive.db")
        schema.migrations.apply(db)
        self.db: sqlite3.Connection = db.conn
        self.db.execute("pragma journal_mode = wal")
        self.docid = 0

    def row(self, table: str, **values: Any) -> int:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        sql = f"insert into {table} ({names}) values ({marks})"
        return int(self.db.execute(sql, list(values.values())).lastrowid or 0)

    def file(self, body: bytes, texts: list[str], **more: Any) -> str:
        sha256 = hashlib.sha256(body).hexdigest()
        media_type = more.pop("media_type", "application/pdf")
        extension = {"application/pdf": "pdf", "text/html": "html"}[media_type]
        path = self.root / "files" / sha256[:2] / sha256[2:4] / f"{sha256}.{extension}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        status = more.pop("text_status", "text")
        self.row(
            "files",
            sha256=sha256,
            bytes=len(body),
            media_type=media_type,
            first_captured_at="2026-01-01T00:00:00Z",
            page_count=len(texts),
            text_status=status,
            **more,
        )
        for number, text in enumerate(texts, 1):
            page = self.row(
                "pages",
                sha256=sha256,
                number=number,
                text=text,
                running=f"Running head {number}",
                text_source="text" if text else "none",
                quality=1.0 if text else 0.0,
                width=420.0,
                height=595.0,
            )
            self.row("pages_fts", rowid=page, grams=index_text(f"{text}\nRunning head {number}"))
        return sha256

    def capture(self, sha256: str, url: str, at: str, run: int = 1) -> int:
        return self.row(
            "captures",
            run_id=run,
            source_id="s",
            url=url,
            final_url=url,
            captured_at=at,
            outcome="new",
            status=200,
            sha256=sha256,
            via="origin",
        )

    def document(self, name: str, shas: list[str], title: str, **more: Any) -> None:
        self.docid += 1
        url = more.pop("url", f"https://publisher.example/{name}.pdf")
        values = {
            "source_id": "s",
            "kind": "plan",
            "language": "en",
            "page_count": 2,
            "text_status": "text",
            **more,
        }
        self.row(
            "documents",
            id=name,
            docid=self.docid,
            title=title,
            url=url,
            sha256=shas[-1],
            first_archived="2026-01-01T00:00:00Z",
            last_changed="2026-01-02T00:00:00Z",
            **values,
        )
        indexed = f"{title}\n{values.get('issuer') or ''}\n{values.get('identifier') or ''}"
        self.row("documents_fts", rowid=self.docid, grams=index_text(indexed))
        for number, sha256 in enumerate(shas, 1):
            at = f"2026-01-0{number}T00:00:00Z"
            capture = self.capture(sha256, url, at, number)
            self.row(
                "versions",
                document_id=name,
                number=number,
                sha256=sha256,
                captured_at=at,
                url=url,
                change="new" if number == 1 else "revised",
                capture_id=capture,
            )

    def entry(self, text: str, document_id: str | None, **more: Any) -> int:
        number = self.row(
            "entries",
            source_id="s",
            listing_url="https://publisher.example/",
            position=1,
            text=text,
            document_id=document_id,
            first_seen="2026-01-01T00:00:00Z",
            last_seen="2026-01-01T00:00:00Z",
            **more,
        )
        self.row("entries_fts", rowid=number, grams=index_text(text))
        return number
