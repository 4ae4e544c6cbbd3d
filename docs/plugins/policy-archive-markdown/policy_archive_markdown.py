"""The documents of an archive as a list in Markdown: `policy-archive export markdown DEST`."""

from __future__ import annotations

import re

from archive.hooks import Format, Handover, hookimpl

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|-])")  # documents are strangers' words: no markup


def plain(text: str) -> str:
    """A text on one line that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def write(handover: Handover) -> None:
    """Write documents.md, streamed, in the order of the documents' names."""
    sql = "select title, kind, published, url from documents order by id"
    with (handover.folder / "documents.md").open("w", encoding="utf-8", newline="\n") as file:
        file.write("# Documents\n\n")
        for title, kind, published, url in handover.connection.execute(sql):
            file.write(f"- {plain(title)} ({plain(kind)}, {published or 'undated'}): `{url}`\n")


@hookimpl
def export_formats() -> list[Format]:
    names = re.compile(r"documents\.md")
    return [Format(name="markdown", says="a list in Markdown", write=write, names=names)]
