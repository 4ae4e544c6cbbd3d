"""What came after the first schema, as SQL: one script for each numbered migration."""

KEEPING = """
create table fixity_checks ( -- The last time each stored file was hashed against its name.
    sha256 text primary key check (length(sha256) = 64), -- The file.
    checked_at text not null, -- When.
    outcome text not null check (outcome in ('intact', 'damaged', 'absent', 'repaired')), -- What was found.
    message text not null default '' -- In words, when it was not intact.
) strict, without rowid;
create index fixity_checks_oldest on fixity_checks (checked_at);

create table outbox ( -- Messages about runs that a receiver has not taken yet, or has.
    id integer primary key, -- Number of the message, sent with it so that a receiver can tell repeats.
    run_id integer not null references runs (id), -- The run it tells of.
    target text not null, -- The address it goes to.
    body text not null, -- What is sent, as JSON.
    created_at text not null, -- When it was written.
    attempts integer not null default 0, -- How often it was tried.
    last_error text, -- Why the last try failed.
    delivered_at text -- When the receiver took it; empty while it waits.
) strict;
create index outbox_waiting on outbox (delivered_at, id);

alter table captures add column archived_at text; -- When the Wayback Machine made the copy; empty unless via is wayback.
"""

MEASURES = """
create table measures ( -- The numbered measures of plans, with the bodies that answer for them.
    sha256 text not null references files (sha256), -- The file.
    position integer not null, -- Order in the plan, from 1.
    number text not null, -- Its number as printed.
    heading text not null, -- Its heading.
    text text not null, -- What is said under the heading.
    responsible text not null, -- Bodies named as responsible, as a JSON list; [] when none is.
    path text not null, -- Numbers and headings above it.
    page integer not null, -- Page it begins on, from 1.
    end_page integer not null, -- Page it ends on.
    rule text not null, -- How it was recognised: label, or responsible bodies.
    primary key (sha256, position)
) strict, without rowid;

create view measures_by_body as -- Who answers for which measure of which current plan.
select bodies.value as body, documents.id as document_id, documents.title, measures.number,
    measures.heading, measures.page
from measures join documents on documents.sha256 = measures.sha256,
    json_each(measures.responsible) as bodies
order by body, documents.id, measures.position;
"""

SERIES = """
create view figures_by_year as -- Every figure of a current document with the year that its heading names, else that of the edition: a row label over all years.
select case
        when substr(column_label, instr(column_label, '20'), 4) glob '20[0-9][0-9]'
            then cast(substr(column_label, instr(column_label, '20'), 4) as integer)
        when substr(column_label, instr(column_label, '19'), 4) glob '19[0-9][0-9]'
            then cast(substr(column_label, instr(column_label, '19'), 4) as integer)
        when substr(row_label, instr(row_label, '20'), 4) glob '20[0-9][0-9]'
            then cast(substr(row_label, instr(row_label, '20'), 4) as integer)
        when substr(row_label, instr(row_label, '19'), 4) glob '19[0-9][0-9]'
            then cast(substr(row_label, instr(row_label, '19'), 4) as integer)
        when coverage glob '[12][0-9][0-9][0-9]*' then cast(substr(coverage, 1, 4) as integer)
    end as year,
    row_label, column_label, value, text, unit, coverage as edition, caption, document_id, title,
    table_id, page
from figures;

create view late_series as -- Series that came regularly at least three times and whose next edition is overdue, with the evidence in words.
with recursive member (series, id) as (
    select object_id, object_id from relations as r where predicate = 'same_series' and not exists (
        select 1 from relations where predicate = 'same_series' and subject_id = r.object_id)
    union
    select member.series, relations.subject_id from member
    join relations on relations.object_id = member.id and relations.predicate = 'same_series'
),
dated as (
    select member.series, documents.published, documents.id, documents.source_id, documents.title,
        case length(documents.published)
            when 4 then documents.published || '-12-31'
            when 7 then date(documents.published || '-01', '+1 month', '-1 day')
            else date(documents.published) end as day
    from member join documents on documents.id = member.id
    where documents.published is not null
),
steps as (
    select series, day,
        cast(julianday(day) - julianday(lag(day) over (partition by series order by day)) as integer) as wait
    from (select distinct series, day from dated where day is not null)
),
regular as (
    select series, count(*) as editions, max(day) as last_day, max(wait) as longest, min(wait) as shortest,
        date(max(day), '+' || max(wait) || ' days') as expected
    from steps group by series having count(*) >= 3 and max(wait) <= 1.5 * min(wait)
),
overdue as (
    select regular.*, cast(julianday(date('now')) - julianday(expected) as integer) as days_late
    from regular where expected < date('now')
)
select dated.source_id, dated.id as document_id, dated.title, dated.published as last_published,
    overdue.expected, overdue.days_late,
    case when overdue.days_late > 3 * overdue.longest then 'ended' else 'late' end as state,
    overdue.editions, overdue.shortest, overdue.longest, overdue.series,
    overdue.editions || ' editions came ' || case when overdue.shortest = overdue.longest
        then 'every ' || overdue.longest || ' days'
        else overdue.shortest || ' to ' || overdue.longest || ' days apart' end
    || ', the last one ' || dated.published || '; after the longest wait so far the next one would have come by '
    || overdue.expected as evidence
from overdue join dated on dated.series = overdue.series and dated.day = overdue.last_day
group by overdue.series
order by overdue.days_late;
"""

WORDS = """
create table page_words ( -- The words of pages that were read from their picture by OCR: how sure it was, and where each stands.
    sha256 text not null references files (sha256), -- The file.
    number integer not null, -- The page, from 1.
    total integer not null, -- Words on the page.
    doubtful integer not null, -- Words that OCR was less than half sure of.
    places text not null, -- Every word as [start, end, x0, y0, x1, y1, confidence in per cent], a JSON list; offsets count in the text of the page, a line end and its running lines, lengths are points from the top left.
    primary key (sha256, number)
) strict, without rowid;

create view ocr_words as -- Every word that OCR read, with its certainty in per cent and its place on the page: `confidence < 50` are those to look at.
select w.sha256, w.number as page, place.key + 1 as position,
    substr(p.text || char(10) || p.running, (place.value ->> 0) + 1,
        (place.value ->> 1) - (place.value ->> 0)) as word,
    place.value ->> 6 as confidence, place.value ->> 2 as x0, place.value ->> 3 as y0,
    place.value ->> 4 as x1, place.value ->> 5 as y1
from page_words w join pages p on p.sha256 = w.sha256 and p.number = w.number,
    json_each(w.places) as place;
"""

EVENTS = """
create index changes_by_kind on changes (source_id, kind, edit);
create index documents_by_text on documents (text_status);

create view premis_events as -- What happened to every file, as PREMIS events: captures, versions, readings, fixity checks and problems, in one shape.
select 'capture-' || id as event_identifier,
    case via when 'local' then 'ingestion' when 'wayback' then 'replication' else 'capture' end as event_type,
    captured_at as event_date_time,
    case via when 'local' then 'imported from ' when 'wayback' then 'copied from the Wayback Machine: ' else 'requested ' end || url as event_detail,
    case when outcome in ('failed', 'blocked', 'deferred') then 'failure' else 'success' end as event_outcome,
    outcome || coalesce(', HTTP ' || status, '') || coalesce(': ' || message, '') as event_outcome_detail,
    'sha256:' || sha256 as linking_object_identifier, 'run-' || run_id as linking_agent_identifier
from captures
union all
select 'digest-' || sha256, 'message digest calculation', first_captured_at, 'SHA-256', 'success', sha256,
    'sha256:' || sha256, null from files
union all
select 'version-' || v.document_id || '-' || v.number, 'accession', v.captured_at,
    'version ' || v.number || ' of ' || v.document_id, 'success', v.change, 'sha256:' || v.sha256, 'run-' || c.run_id
from versions v join captures c on c.id = v.capture_id
union all
select 'reading-' || sha256, 'metadata extraction', null, reader,
    case when text_status in ('encrypted', 'damaged', 'limit') then 'failure' else 'success' end, text_status,
    'sha256:' || sha256, reader from files where reader is not null
union all
select 'fixity-' || sha256, 'fixity check', checked_at, 'SHA-256 against the name of the file',
    case when outcome = 'intact' then 'success' else 'failure' end,
    outcome || case when message != '' then ': ' || message else '' end, 'sha256:' || sha256, null from fixity_checks
union all
select 'problem-' || id, 'validation', at, stage || ': ' || code, 'failure', message,
    'sha256:' || sha256, 'run-' || run_id from problems where sha256 is not null;
"""

TIMINGS = """
create view run_timings as -- How many seconds each stage of each run took.
select runs.id as run_id, runs.command, runs.started_at, stages.key as stage, stages.value as seconds
from runs, json_each(runs.report, '$.seconds') as stages
order by run_id desc, seconds desc;

create view slow_documents as -- The documents that took longest to read in each run, slowest first.
select slowest.value ->> 'seconds' as seconds, documents.id as document_id, documents.title,
    files.page_count, files.bytes, files.sha256, runs.id as run_id
from runs, json_each(runs.report, '$.slowest') as slowest
    join files on files.sha256 = slowest.value ->> 'sha256'
    left join documents on documents.sha256 = files.sha256
order by seconds desc, run_id desc;
"""

CHAIN = """
alter table runs add column record text; -- What the run wrote, as JSON: hash and number of its rows in each table of facts, and the hash of the record before it.
alter table runs add column record_sha256 text; -- SHA-256 of that record; empty while the run is under way or was killed just now.
alter table runs add column previous_sha256 text; -- record_sha256 of the run before it; empty for the first one.
create index runs_unsealed on runs (id) where record_sha256 is null;
"""

ELI = """
create temp table citations_kept as select * from citations;
drop table citations;
create table citations ( -- Laws and documents mentioned in the files.
    id integer primary key, -- Number of the row.
    sha256 text not null references files (sha256), -- The file that cites.
    page integer not null, -- The page, from 1.
    scheme text not null check (scheme in ('jp-law', 'un', 'celex', 'ecli', 'eli', 'us-law', 'article', 'document')), -- What kind of thing is cited.
    target text not null, -- What is cited, in canonical form.
    text text not null, -- As printed.
    start integer not null -- Offset in the text of the page.
) strict;
insert into citations select * from citations_kept;
drop table citations_kept;
create index citations_by_file on citations (sha256, page);
create index citations_by_target on citations (scheme, target);
"""

SCHEMES = """
drop view citing_documents;
create table citations_of_any_scheme ( -- Laws and documents mentioned in the files.
    id integer primary key, -- Number of the row.
    sha256 text not null references files (sha256), -- The file that cites.
    page integer not null, -- The page, from 1.
    scheme text not null, -- What kind of thing is cited: jp-law, un, celex, ecli, eli, us-law, article, document, or a scheme that a plugin brings.
    target text not null, -- What is cited, in canonical form.
    text text not null, -- As printed.
    start integer not null -- Offset in the text of the page.
) strict;
insert into citations_of_any_scheme select id, sha256, page, scheme, target, text, start from citations;
drop table citations;
alter table citations_of_any_scheme rename to citations;
create index citations_by_file on citations (sha256, page);
create index citations_by_target on citations (scheme, target);
create view citing_documents as -- Which document cites what, and where.
select citations.scheme, citations.target, documents.id as document_id, documents.title,
    citations.page, citations.text
from citations join documents on documents.sha256 = citations.sha256
order by citations.scheme, citations.target, documents.id, citations.page;
"""

PAGES_READ = """
alter table sources add column pages_read text; -- What its pages listed when they were read last, as JSON: pages that are the same are not read again.
"""

WHEREABOUTS = """
create table whereabouts ( -- What of the archive is kept elsewhere than beside its database.
    what text primary key, -- `files`: the stored files.
    address text not null -- Where it is, for example s3://bucket/prefix; never with a password.
) strict;
"""

LATE = """
drop view late_series;
create view late_series as -- Series that came regularly at least three times and whose next edition is overdue, with the evidence in words.
with recursive member (series, id) as (
    select object_id, object_id from relations as r where predicate = 'same_series' and not exists (
        select 1 from relations where predicate = 'same_series' and subject_id = r.object_id)
    union
    select member.series, relations.subject_id from member
    join relations on relations.object_id = member.id and relations.predicate = 'same_series'
),
counted as (
    select member.series, documents.id, documents.source_id, documents.title, documents.published,
        documents.coverage, case
            when max(documents.published) over (partition by member.series) is not null
                then documents.published
            when documents.coverage glob '[12][0-9][0-9][0-9]'
                then cast(documents.coverage + 1 as text) end as came
    from member join documents on documents.id = member.id
),
dated as (
    select *, case length(came)
        when 4 then came || '-12-31'
        when 7 then date(came || '-01', '+1 month', '-1 day')
        else date(came) end as day
    from counted where came is not null
),
steps as (
    select series, day,
        cast(julianday(day) - julianday(lag(day) over (partition by series order by day)) as integer) as wait
    from (select distinct series, day from dated where day is not null)
),
regular as (
    select series, count(*) as editions, max(day) as last_day, max(wait) as longest, min(wait) as shortest,
        date(max(day), '+' || max(wait) || ' days') as expected
    from steps group by series having count(*) >= 3 and max(wait) <= 1.5 * min(wait)
),
overdue as (
    select regular.*, cast(julianday(date('now')) - julianday(expected) as integer) as days_late
    from regular where expected < date('now')
)
select dated.source_id, dated.id as document_id, dated.title, dated.published as last_published,
    overdue.expected, overdue.days_late,
    case when overdue.days_late > 3 * overdue.longest then 'ended' else 'late' end as state,
    overdue.editions, overdue.shortest, overdue.longest, overdue.series,
    overdue.editions || case when dated.published is null
        then ' editions without a date of their own cover years ' else ' editions came ' end
    || case when overdue.shortest = overdue.longest
        then 'every ' || overdue.longest || ' days'
        else overdue.shortest || ' to ' || overdue.longest || ' days apart' end
    || ', the last one ' || coalesce(dated.published, dated.coverage) || case
        when dated.published is null then '; counted from the end of the year after, '
        else '; after the longest wait so far ' end
    || 'the next one would have come by ' || overdue.expected as evidence
from overdue join dated on dated.series = overdue.series and dated.day = overdue.last_day
group by overdue.series
order by state desc, overdue.days_late desc;
"""
