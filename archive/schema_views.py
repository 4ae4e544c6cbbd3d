"""The search indexes and the views of the first schema, as SQL: described as its tables are."""

SEARCH = """
create virtual table pages_fts using fts5(grams, content='', tokenize='porter unicode61 remove_diacritics 2');
create virtual table documents_fts using fts5(grams, content='', tokenize='porter unicode61 remove_diacritics 2');
create virtual table entries_fts using fts5(grams, content='', tokenize='porter unicode61 remove_diacritics 2');
create table upkeep ( -- Work that was left to do when the last run ended or was killed.
    task text primary key -- relations: documents came or changed since they were last related.
) strict;
create table search_index ( -- Which text normaliser the search indexes were fed with.
    normaliser text primary key -- Its version; another one means the indexes are rebuilt.
) strict;
"""

VIEWS = """
create view latest_changes as -- The ledger with titles, newest first.
select changes.id, changes.at, changes.kind, changes.detail, documents.title, changes.document_id,
    changes.source_id, changes.run_id
from changes left join documents on documents.id = changes.document_id
order by changes.id desc;

create view listed_entries as -- Entries that are on their page now, with the last time the page was captured with them.
select entries.*, (
    select max(captures.captured_at) from captures
    where captures.url = entries.listing_url and captures.outcome in ('new', 'changed', 'unchanged')
) as listed_at
from entries where entries.missing_since is null;

create view documents_by_year as -- How many documents of each kind each year brought.
select coalesce(substr(published, 1, 4), substr(coverage, 1, 4), 'unknown') as year, kind,
    count(*) as documents, sum(page_count) as pages
from documents group by 1, 2 order by 1 desc, 2;

create view declared_sizes as -- The size a list item states against the size of the file it leads to.
select documents.id as document_id, documents.title, entries.text as printed, entries.declared_bytes,
    files.bytes as real_bytes,
    round(1.0 * files.bytes / entries.declared_bytes, 2) as ratio
from entries join documents on documents.id = entries.document_id
join files on files.sha256 = documents.sha256
where entries.declared_bytes > 0
order by abs(1.0 - 1.0 * files.bytes / entries.declared_bytes) desc;

create view missing_documents as -- Documents the publisher no longer lists or serves; the archive still has them.
select id, title, kind, source_id, missing_since, missing_reason, url from documents
where missing_since is not null order by missing_since desc;

create view citing_documents as -- Which document cites what, and where.
select citations.scheme, citations.target, documents.id as document_id, documents.title,
    citations.page, citations.text
from citations join documents on documents.sha256 = citations.sha256
order by citations.scheme, citations.target, documents.id, citations.page;

create view figures as -- Every number in every table of a current document, with its row and column headings.
select documents.id as document_id, documents.title, documents.coverage, cells.table_id, tables.caption,
    (select group_concat(text, ' / ') from (
        select text from table_cells as h
        where h.table_id = cells.table_id and h.is_header = 1 and h.text != ''
            and h.row <= cells.row and cells.row < h.row + h.row_span
            and h.column < cells.column order by h.column)) as row_label,
    (select group_concat(text, ' / ') from (
        select text from table_cells as h
        where h.table_id = cells.table_id and h.is_header = 1 and h.text != ''
            and h.column <= cells.column and cells.column < h.column + h.column_span
            and h.row < cells.row order by h.row)) as column_label,
    cells.text, cells.value, cells.unit, cells.page
from table_cells as cells
join extracted_tables as tables on tables.id = cells.table_id
join documents on documents.sha256 = tables.sha256
where cells.value is not null and cells.is_header = 0;
"""
