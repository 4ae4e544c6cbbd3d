"""The addresses of the site. Numbers are bounded here: a huge one is no page of ours."""

from __future__ import annotations

from typing import Any

from archive.web import (
    handed_over,
    metrics,
    pages,
    pages_changes,
    pages_compare,
    pages_documents,
    pages_files,
    pages_late,
    pages_lineage,
    pages_quotes,
    pages_standards,
    pages_tables,
    snippets,
)
from archive.web.render import public
from archive.web.search_routes import SEARCHES
from archive.web.searching import in_one

_SHA256 = r"(?P<sha256>[0-9a-f]{64})"
_NUMBER = r"(?P<number>[0-9]{1,9})"
_ID = r"(?P<id>[^/]{1,600}?)"

ROUTES: list[tuple[str, Any]] = [
    (r"/$", pages.front),
    *((path, in_one(view)) for path, view in SEARCHES),
    (r"/-/changes$", pages_changes.changes),
    (r"/-/changes\.atom$", pages_changes.changes_atom),
    (r"/-/changes\.json$", pages_changes.changes_json),
    (r"/-/problems$", pages.problems),
    (r"/-/health$", pages.health),
    (r"/-/metrics$", metrics.metrics),
    (r"/-/late$", pages_late.late),
    (rf"/-/tables/{_ID}/series(?P<form>\.csv|\.json|)$", pages_tables.series),
    (rf"/-/tables/{_ID}\.csv$", pages_tables.table_csv),
    (rf"/-/tables/{_ID}\.json$", pages_tables.table_json),
    (rf"/-/tables/{_ID}$", pages_tables.table),
    (rf"/-/documents/{_ID}/pages/{_NUMBER}$", pages_documents.one_page),
    (rf"/-/documents/{_ID}/pages$", pages_documents.turn_to),
    (rf"/-/documents/{_ID}/contents$", pages_documents.contents),
    (rf"/-/documents/{_ID}/compare$", pages_compare.compare),
    (rf"/-/documents/{_ID}/compare\.json$", pages_compare.compare_json),
    (rf"/-/documents/{_ID}/lineage$", pages_lineage.lineage),
    (rf"/-/documents/{_ID}/lineage\.json$", pages_lineage.lineage_json),
    (rf"/-/documents/{_ID}\.atom$", pages_changes.document_atom),
    (rf"/-/documents/{_ID}\.(?P<form>csl\.json|jsonld|json|bib|ris)$", handed_over.handed_over),
    (rf"/-/documents/{_ID}$", pages_documents.document),
    (rf"/-/files/{_SHA256}\.(?P<extension>pdf|html|xml|bin)$", pages_files.stored_file),
    (rf"/-/pages/{_SHA256}/{_NUMBER}/image$", pages_files.page_image),
    (rf"/-/pages/{_SHA256}/{_NUMBER}\.json$", pages_quotes.passage_json),
    (rf"/-/pages/{_SHA256}/{_NUMBER}$", pages_quotes.passage),
    (r"/-/catalog\.jsonld$", pages_standards.catalog),
    (r"/-/notebook\.ipynb$", snippets.notebook_of),
    (r"/-/opensearch\.xml$", public(pages_standards.opensearch)),
    (r"/-/(?:documents|tables|files|pages)(?:/.*)?$", pages_documents.unknown),
]
