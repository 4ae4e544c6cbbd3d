"""What happened, in words: the sentences of the ledger of changes."""

from __future__ import annotations

from metadata.records_between import Comparison

_LONGEST = 300
_TOLD = 3  # edits told in their own words


def new_document(title: str, text_status: str | None, archived_at: str | None) -> str:
    """A document that was not in the archive before; `archived_at` dates a Wayback copy."""
    unread = {
        "encrypted": "needs a password to be read",
        "damaged": "is damaged and could not be read",
        "limit": "could not be read within the reader's limits",
        "none": "has no searchable text",
    }
    note = f"; the file {unread[text_status]}" if text_status in unread else ""
    copy = f" The Wayback Machine’s copy of {archived_at[:10]} is kept." if archived_at else ""
    return f"New: “{shown(title)}”{note}.{copy}"


def new_entry(text: str, url: str | None) -> str:
    """An item without a document of its own."""
    where = f", which leads to {shown(url)}" if url else ""
    return f"New item: “{shown(text)}”{where}."


def new_content(title: str, comparison: Comparison, returned_to: int | None) -> str:
    """New bytes at the same address."""
    back = f" The file is version {returned_to} again, byte for byte." if returned_to else ""
    if comparison.change == "restamped":
        note = f" ({comparison.summary})" if comparison.summary else ""
        return f"“{shown(title)}” was issued again with the same text{note}.{back}"
    from metadata.compare_summary import told  # dear to load, and most runs revise nothing

    said = told(comparison.edits, _TOLD).rstrip(".")
    return f"“{shown(title)}” was revised: {said}.{back}"


def retitled(before: str, after: str) -> str:
    """The same link under another text."""
    return f"“{shown(before)}” is now listed as “{shown(after)}”."


def moved(title: str, before: str | None, after: str) -> str:
    """The same document at another address."""
    return f"“{shown(title)}” moved from {shown(before or 'an unknown address')} to {shown(after)}."


def missing_document(title: str, reason: str) -> str:
    """A document that the publisher no longer lists or serves."""
    why = {"unlisted": "is no longer listed", "gone": "is no longer served at its address"}
    return f"“{shown(title)}” {why[reason]}; the archive keeps it."


def missing_entry(text: str) -> str:
    """An item without a document that left the page."""
    return f"The item “{shown(text)}” is no longer listed."


def restored_entry(text: str) -> str:
    """An item without a document that had left the page and stands there again."""
    return f"The item “{shown(text)}” is listed again."


def restored(title: str) -> str:
    """A document that was missing and is back."""
    return f"“{shown(title)}” is back at the publisher."


def shown(text: str) -> str:
    """One line of bounded length, for a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
