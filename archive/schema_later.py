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
