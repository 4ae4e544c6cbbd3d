"""Addresses of a search, the same for one archive and for several."""

from __future__ import annotations

from archive.web import pages_hits, pages_search
from archive.web.searching import SearchView

SEARCHES: tuple[tuple[str, SearchView], ...] = (
    (r"/-/search$", pages_search.search),
    (r"/-/search\.json$", pages_search.search_json),
    (r"/-/search\.csv$", pages_hits.search_csv),
    (r"/-/search\.atom$", pages_hits.search_atom),
    (r"/-/search/suggest\.json$", pages_search.suggest),
    (r"/-/search/unsearchable$", pages_search.unsearchable),
)
