"""A stand-in for the Wayback Machine that speaks its two interfaces, on loopback."""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import json
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from tests.faults import Call, Published, Publisher


class WaybackStandIn(Publisher):
    """Holds captures, answers CDX queries about them, and gives their bytes at `id_`."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.tricks["/cdx/search/cdx"] = self.answer_query

    def keep(
        self, timestamp: str, url: str, body: bytes, *, media_type: str = "application/pdf",
        status: int = 200,
    ) -> str:  # fmt: skip
        """Add a capture. Returns the base32 SHA-1 of its body."""
        digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
        self.rows.append(
            {"timestamp": timestamp, "original": url, "mimetype": media_type,
             "statuscode": str(status), "digest": digest, "urlkey": url}
        )  # fmt: skip
        path = f"/web/{timestamp}id_/{url}"
        self.files[path] = Published(body=body, media_type=media_type, status=status)
        return digest

    def answer_query(self, call: Call) -> None:
        """`url`, `fl`, `limit` (negative: from the end), `filter` (repeated, `!` negates)."""
        query = parse_qsl(urlsplit(call.target).query)
        fields = call.query["fl"].split(",")
        filters = [value for name, value in query if name == "filter"]
        rows = [row for row in self.rows if row["original"] == call.query["url"]]
        rows = sorted(
            (row for row in rows if _passes(row, filters)), key=lambda row: row["timestamp"]
        )
        limit = int(call.query["limit"])
        rows = rows[limit:] if limit < 0 else rows[:limit]
        answer = [fields, *([row[name] for name in fields] for row in rows)] if rows else []
        call.answer(json.dumps(answer).encode(), media_type="application/json")


def _passes(row: dict[str, str], filters: Sequence[str]) -> bool:
    for rule in filters:
        name, _, wanted = rule.removeprefix("!").partition(":")
        if fnmatch.fnmatchcase(row[name], wanted) == rule.startswith("!"):
            return False
    return True
