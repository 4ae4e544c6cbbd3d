"""A PDF becomes a Reading: pages, tables, information, and an honest word about the rest."""

from __future__ import annotations

from ingest.reader.options import READER, ReadOptions

__all__ = ["READER", "ReadOptions"]
