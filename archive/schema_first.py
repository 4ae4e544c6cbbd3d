"""The tables of the first schema, as SQL: the text after `--` describes a table, view or column for people."""

TABLES = """
create table sources ( -- The publishers' pages and feeds that are watched, one row each.
    id text primary key, -- The source's name in its YAML file.
    title text not null, -- What the page calls itself.
    publisher text not null, -- The body that publishes it.
    language text not null, -- Language of the page, ISO 639-1.
    url text, -- The first page watched; empty for files imported by hand.
    enabled integer not null default 1 check (enabled in (0, 1)), -- 1 while it is watched.
    definition text not null -- The whole source definition as JSON.
) strict;

create table runs ( -- One row for each execution of the pipeline.
    id integer primary key, -- Number of the run.
    command text not null check (command in ('run', 'add', 'reread')), -- What was asked for.
    software text not null, -- Version of policy-archive that ran.
    started_at text not null, -- When it started.
    finished_at text, -- When it ended; empty when it was killed or is still running.
    exit_code integer, -- 0 all well, 1 problems, others as documented; empty while running.
    entries integer not null default 0, -- Entries seen on listings.
    fetched integer not null default 0, -- Files and pages that came with a body.
    unchanged integer not null default 0, -- Addresses whose content was as before.
    new integer not null default 0, -- Changes of kind new.
    revised integer not null default 0, -- Changes of kind revised.
    restamped integer not null default 0, -- Changes of kind restamped.
    missing integer not null default 0, -- Changes of kind missing.
    problems integer not null default 0, -- Problems met in this run.
    report text -- The report of the run as JSON, by source.
) strict;

create table files ( -- Every distinct byte stream ever received, named by its SHA-256, never deleted.
    sha256 text primary key check (length(sha256) = 64), -- SHA-256 of the bytes, hexadecimal.
    bytes integer not null, -- Length in bytes.
    media_type text not null, -- By content: application/pdf, text/html.
    sha1_base32 text, -- The digest the Wayback Machine's index uses.
    first_captured_at text not null, -- When it was first received.
    page_count integer, -- Pages of a PDF; empty when not read or not a PDF.
    text_status text check (text_status in ('text', 'ocr', 'mixed', 'none', 'encrypted', 'damaged', 'limit')), -- How its text was obtained, or why there is none.
    pdf_title text, -- Title in the PDF's information.
    pdf_author text, -- Author in the PDF's information.
    pdf_subject text, -- Subject in the PDF's information.
    pdf_keywords text, -- Keywords in the PDF's information.
    pdf_creator text, -- Program the document was written with.
    pdf_created text, -- Creation date in the PDF's information.
    pdf_modified text, -- Modification date in the PDF's information.
    pdf_producer text, -- Program that made the PDF.
    pdf_version text, -- PDF version.
    tagged integer check (tagged in (0, 1)), -- 1 when the PDF is tagged for accessibility.
    encrypted integer check (encrypted in (0, 1)), -- 1 when the PDF is encrypted, readable or not.
    language text, -- Language of the text; from the text itself, else as the PDF declares it.
    attachments text, -- Names of embedded files as JSON; they are never opened.
    javascript integer check (javascript in (0, 1)), -- 1 when the PDF carries JavaScript; it is never run.
    launch_actions integer check (launch_actions in (0, 1)), -- 1 when an action would start a program.
    signatures integer, -- Number of digital signatures.
    outline text, -- The PDF's own bookmarks as JSON: level, title, page.
    reader text, -- Name and version of the reader whose reading is stored; empty until read.
    reading_sha256 text -- SHA-256 of the reading as JSON: tells whether a new reading differs.
) strict;

create table captures ( -- One row for each HTTP exchange or local import, and what came of it.
    id integer primary key, -- Number of the capture.
    run_id integer not null references runs (id), -- The run it belongs to.
    source_id text references sources (id), -- The source it was made for.
    url text not null, -- The address asked for.
    final_url text not null, -- The address that answered, after redirects.
    captured_at text not null, -- When.
    outcome text not null check (outcome in ('new', 'changed', 'unchanged', 'failed', 'blocked', 'gone', 'deferred')), -- What came of it.
    status integer, -- HTTP status; empty when no answer came, or for a local file.
    sha256 text references files (sha256), -- The bytes received, or those already held when unchanged.
    bytes integer, -- Length of those bytes.
    etag text, -- Validator the server sent.
    last_modified text, -- Last-Modified as the server wrote it.
    permanent integer not null default 0 check (permanent in (0, 1)), -- 1 when the address moved here for good (301 or 308).
    via text not null check (via in ('origin', 'wayback', 'local')), -- Where the bytes came from.
    headers text, -- Response headers as JSON, in order.
    message text -- A note, or what went wrong, in words.
) strict;
create index captures_by_url on captures (url, run_id, id);
create index captures_by_final_url on captures (final_url, run_id);
create index captures_by_file on captures (sha256);
create index captures_by_run on captures (run_id);

create table documents ( -- The works that entries point to: one row each, whatever its versions.
    id text primary key, -- Readable name, the same over runs, rereads and machines.
    docid integer not null unique, -- Number used by the search index.
    source_id text not null references sources (id), -- Where it is published.
    title text not null, -- Title, as the list item, the title page or the PDF gives it.
    kind text not null, -- plan, strategy, annual-report, report, statistics, law, notice, news ...
    part text, -- summary, full, annex, errata or translation; empty for a whole work.
    published text, -- Publication date as far as it is known (partial date).
    coverage text, -- Period the document is about.
    language text, -- Language of the document, ISO 639-1.
    issuer text, -- The body that issued it.
    identifier text, -- Its official number.
    url text, -- Its address now.
    sha256 text not null references files (sha256), -- The current file.
    page_count integer, -- Pages of the current file.
    text_status text, -- How the current file's text was obtained, or why there is none.
    first_archived text not null, -- When its first version was captured.
    last_changed text not null, -- When its current version was captured.
    missing_since text, -- Since when it is no longer listed, or no longer served.
    missing_reason text check (missing_reason in ('unlisted', 'gone')) -- unlisted: left the listing; gone: the address answers 404 or 410.
) strict;
create index documents_by_source on documents (source_id, kind, published);
create index documents_by_file on documents (sha256);
create index documents_by_url on documents (url);

create table versions ( -- A document's content from one capture until the next different one.
    document_id text not null references documents (id), -- The document.
    number integer not null, -- From 1, in order of capture.
    sha256 text not null references files (sha256), -- The file.
    captured_at text not null, -- When it was first captured.
    url text not null, -- Where it was captured.
    change text not null check (change in ('new', 'revised', 'restamped')), -- How it differs from the one before.
    capture_id integer not null references captures (id), -- The capture that brought it.
    primary key (document_id, number)
) strict;
create index versions_by_file on versions (sha256);
create index versions_by_capture on versions (capture_id);

create table entries ( -- The items on the publishers' lists, with or without a link, as they stand now.
    id integer primary key, -- Number of the entry.
    source_id text not null references sources (id), -- The source that lists it.
    listing_url text not null, -- The page it stands on.
    position integer not null, -- Its place on that page, from 1.
    section text, -- The heading above it.
    text text not null, -- The item exactly as printed.
    context text, -- Text of the item that led to this page, when the page was followed.
    href text, -- The link as written in the page.
    url text, -- The link as a browser would resolve it; empty for an item without a link.
    title text, -- Title without its decorations.
    kind text, -- Kind of document, as far as the item tells.
    part text, -- summary, full, annex, errata or translation.
    published text, -- Date stated in the item (partial date).
    coverage text, -- Period the item says the document is about.
    format text, -- pdf, html, xlsx ...
    declared_bytes integer, -- Size stated in the item, 1 KB = 1024 bytes.
    language text, -- Language stated in the item, ISO 639-1.
    identifier text, -- Official number stated in the item.
    issuer text, -- Body stated in the item.
    external_site text, -- The other site it is said to live on.
    document_id text references documents (id), -- The document it leads to.
    first_seen text not null, -- When it was first seen.
    last_seen text not null, -- When something about it was last recorded; while listed, see the view listed_entries.
    missing_since text -- When it was found to be no longer listed.
) strict;
create index entries_by_source on entries (source_id, listing_url, position);
create index entries_by_url on entries (url);
create index entries_by_document on entries (document_id);

create table entry_history ( -- How each entry stood on its page, one row whenever that changed.
    entry_id integer not null references entries (id), -- The entry.
    run_id integer not null references runs (id), -- The run that saw it.
    seen_at text not null, -- When.
    listing_url text, -- The page it stood on; empty when it was found missing.
    position integer, -- Its place on the page, from 1.
    section text, -- The heading above it.
    text text, -- The item as printed.
    url text, -- Where it led.
    primary key (entry_id, run_id)
) strict;
create index entry_history_by_run on entry_history (run_id);

create table pages ( -- The pages of every file that was read, with their text.
    id integer primary key, -- Number used by the search index.
    sha256 text not null references files (sha256), -- The file.
    number integer not null, -- Page number, from 1.
    label text, -- Page label of the PDF, when it has one.
    text text not null, -- Text in reading order, for people.
    running text not null default '', -- Running heads, feet and page numbers, one a line.
    text_source text not null check (text_source in ('text', 'ocr', 'none')), -- The PDF's own text, read by OCR, or none.
    quality real not null check (quality between 0 and 1), -- How far the text can be trusted, 0 to 1.
    reasons text not null default '', -- Why quality is not 1, one reason a line.
    width real not null, -- Width in points.
    height real not null, -- Height in points.
    unique (sha256, number)
) strict;

create table sections ( -- The numbered and otherwise recognisable headings of every file.
    id integer primary key, -- Number of the row.
    sha256 text not null references files (sha256), -- The file.
    position integer not null, -- Order in the file, from 1.
    level integer not null, -- Depth in the tree, from 1.
    number text, -- Its number as printed.
    heading text not null, -- Its heading.
    page integer not null, -- Page it begins on, from 1.
    end_page integer not null, -- Page its text ends on.
    start integer not null, -- Offset of the heading in the text of its page.
    rule text not null, -- How it was recognised.
    unique (sha256, position)
) strict;

create table extracted_tables ( -- The tables found in the files.
    id text primary key, -- First 12 digits of the file, page and place: the same after every reread.
    sha256 text not null references files (sha256), -- The file.
    page integer not null, -- Page it begins on, from 1.
    position integer not null, -- Place on that page, from 1.
    caption text, -- Its caption.
    unit text, -- Unit of all its figures, when stated.
    rows integer not null, -- Number of rows, headers included.
    columns integer not null, -- Number of columns, headers included.
    x0 real not null, -- Left edge in points.
    y0 real not null, -- Top edge in points from the top.
    x1 real not null, -- Right edge in points.
    y1 real not null, -- Bottom edge in points from the top.
    unique (sha256, page, position)
) strict;

create table table_cells ( -- The cells of every table, with the number when there is one.
    table_id text not null references extracted_tables (id), -- The table.
    row integer not null, -- Row, from 0.
    column integer not null, -- Column, from 0.
    row_span integer not null, -- Rows it covers.
    column_span integer not null, -- Columns it covers.
    text text not null, -- As printed.
    marks text not null default '', -- Footnote marks, kept apart from the text.
    value real, -- The number, when it is one.
    unit text, -- Unit of the number, from the cell, its header or the caption.
    is_header integer not null check (is_header in (0, 1)), -- 1 for header cells.
    page integer not null, -- Page the cell stands on, from 1.
    x0 real not null, -- Left edge in points.
    y0 real not null, -- Top edge in points from the top.
    x1 real not null, -- Right edge in points.
    y1 real not null, -- Bottom edge in points from the top.
    primary key (table_id, row, column)
) strict, without rowid;

create table citations ( -- Laws and documents mentioned in the files.
    id integer primary key, -- Number of the row.
    sha256 text not null references files (sha256), -- The file that cites.
    page integer not null, -- The page, from 1.
    scheme text not null check (scheme in ('jp-law', 'un', 'celex', 'ecli', 'us-law', 'article', 'document')), -- What kind of thing is cited.
    target text not null, -- What is cited, in canonical form.
    text text not null, -- As printed.
    start integer not null -- Offset in the text of the page.
) strict;
create index citations_by_file on citations (sha256, page);
create index citations_by_target on citations (scheme, target);

create table file_findings ( -- What a file says about itself, with the evidence.
    sha256 text not null references files (sha256), -- The file.
    position integer not null, -- Order of the findings of a file.
    field text not null, -- title, published, issuer, language ...
    value text, -- The conclusion; empty when nothing was found.
    evidence text not null, -- The text it stands in.
    location text not null, -- Where: page 1, pdf info ...
    rule text not null, -- The rule that drew it.
    primary key (sha256, position)
) strict, without rowid;

create table findings ( -- Everything the archive was told about a document, best first for each field.
    document_id text not null references documents (id), -- The document.
    position integer not null, -- Order; the first with a value for a field is believed.
    field text not null, -- title, kind, published, issuer, declared_bytes ...
    value text, -- The conclusion; empty when nothing was found.
    evidence text not null, -- The text it stands in, as printed.
    location text not null, -- Where: item, context, page 1, pdf info, http, url, source, option.
    rule text not null, -- The rule that drew it.
    primary key (document_id, position)
) strict, without rowid;

create table relations ( -- How documents stand to each other.
    subject_id text not null references documents (id), -- This document ...
    predicate text not null check (predicate in ('summary_of', 'translation_of', 'part_of', 'replaces', 'same_series')), -- ... is related like this ...
    object_id text not null references documents (id), -- ... to that one.
    evidence text not null, -- The sentence or rule it follows from.
    primary key (subject_id, predicate, object_id)
) strict;
create index relations_by_object on relations (object_id, predicate);

create table changes ( -- The ledger: what each run found different.
    id integer primary key, -- Number of the change.
    run_id integer not null references runs (id), -- The run that found it.
    at text not null, -- When.
    kind text not null check (kind in ('new', 'revised', 'restamped', 'retitled', 'moved', 'missing', 'restored')), -- What happened.
    source_id text not null references sources (id), -- Where.
    document_id text references documents (id), -- To which document; empty for an item that leads to none.
    entry_id integer references entries (id), -- Through which entry.
    from_sha256 text references files (sha256), -- The file before.
    to_sha256 text references files (sha256), -- The file after.
    edit text check (edit in ('container', 'layout', 'wording', 'number', 'table', 'pages')), -- The largest kind of edit, from small to large.
    detail text not null -- In words.
) strict;
create index changes_by_document on changes (document_id, id);
create index changes_by_run on changes (run_id);

create table edits ( -- The single differences behind a revised document.
    change_id integer not null references changes (id), -- The change.
    position integer not null, -- Order, from 1.
    page integer, -- Page in the newer file, or in the older one when removed.
    kind text not null check (kind in ('container', 'layout', 'wording', 'number', 'table', 'pages')), -- Kind of edit.
    before text not null, -- What it said.
    after text not null, -- What it says.
    words text not null, -- In words.
    primary key (change_id, position)
) strict;

create table problems ( -- Anything that went wrong, open until it is resolved.
    id integer primary key, -- Number of the problem.
    run_id integer not null references runs (id), -- The run that met it first.
    at text not null, -- When it was met first.
    stage text not null, -- discover, collect, read, describe, keep or verify.
    code text not null, -- Stable name of the kind of problem.
    source_id text references sources (id), -- Where.
    url text, -- At which address.
    sha256 text, -- With which file.
    message text not null, -- In words, with what to do.
    resolved_at text -- When it went away; empty while it is open.
) strict;
create index problems_open on problems (resolved_at, source_id);
create index problems_by_url on problems (url);
create index problems_by_file on problems (sha256);
"""
