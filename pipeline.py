"""policy-archive: watch publication pages, keep every file, read it, and let people find it.

    ingest/sources/*.yaml
           |
      discover   source -> listings -> entries          the publisher's pages, as printed
           |
      collect    entries -> captures -> files           every byte stream, kept once
           |
      read       files -> readings                      text, tables, sections, in child processes
           |
      describe   readings + entries -> descriptions     what a document is, with the evidence
           |
      keep       descriptions -> documents, changes     the ledger of what is different
           |
      archive.db + files/  ->  Datasette

The stages stand below in this order; each does what the rows say is left to do.
"""

from __future__ import annotations

import os
import signal
import sys

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
    # Until `main` begins there is nothing to end in order: Ctrl-C ends it without a word.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from io import TextIOWrapper
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, get_args

import click
from click.core import ParameterSource

# To import these is to declare their commands.
import archive.commands
import archive.commands_checking  # noqa: F401
from archive import keep
from archive.command_line import PUBLISHED, SOURCES, Handed, Options, cli, command
from archive.commands_looking import check_sources
from archive.files import Copied, Incoming
from archive.opening import opened, prepared, require_archive
from archive.putting import put_away
from archive.receiving import incoming, is_whole, keep_entries, keep_result, receive, record, stored
from archive.recognising import recognise
from archive.report import Screen, Steps, totals
from archive.run import Run, Watching, finished, tell_changes
from archive.speaking import open_all, saying
from archive.store import stamp
from ingest import hooks, looking
from ingest.cluster import Readers, readers
from ingest.discover import Discovered, PageBody, Pages, addresses, charset, discover, followed
from ingest.fetch import Expects, Fetched, Fetcher, Request, asking
from ingest.local import local_capture, local_source, pdf_files, refuse_other
from ingest.notify import deliver, ping
from ingest.outside import Outside, outside
from ingest.reading import describer, jobs_of, read_again, reader_of
from ingest.remembering import as_text, remembered
from ingest.sources import chosen_sources, load_sources
from ingest.wayback import Wayback
from metadata.checks import Check
from metadata.errors import (
    ArchiveError,
    DocumentError,
    GoneError,
    RunError,
    SourceError,
    StorageError,
    TooManyPagesError,
    UnreachableError,
)
from metadata.records import Capture, Entry, Kind, Look, Source

if TYPE_CHECKING:
    from archive.citation_check import Drawer

# What only some runs or commands need is imported where they need it: a nightly run that finds
# nothing new starts in a fraction of the time and memory.

FULL_FETCH_EVERY = timedelta(days=30)  # a server that always says 304 is not believed for ever
LOCAL = "local"


# --- one run --------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Execution(Run):
    """A run, and what it needs of the world outside the archive."""

    readers: Callable[[], AbstractContextManager[Readers]]  # processes here, or a cluster
    outside: Outside


@contextmanager
def attempt(run: Run, stage: str, source_id: str, **about: str | None) -> Iterator[None]:
    """Do something that may fail for one document or source: the only place that catches."""
    try:
        yield
    except (DocumentError, SourceError) as error:
        run.problem(stage, error, source_id, **about)


def run_sources(run: Execution, sources: Sequence[Source]) -> None:
    """Re-ingest the sources: the stages in order."""
    agent, first = run.outside.user_agent, {url: s for s in reversed(sources) for url in s.pages}
    with Fetcher(incoming=run.files.incoming, now=clock, user_agent=agent) as fetcher:
        run.begin_on(*sources)
        with run.timed("discover"):
            pages = kept_pages(run, fetcher, first)  # all hosts at the same time
        reached = [source for source in sources if discover_source(run, source, fetcher, pages)]
        with run.timed("collect"):
            answered = collect(run, reached, fetcher, Wayback(fetcher, api=run.outside.wayback))
            claimed_late(run, {source.id for source in reached})
    for source in reached:
        read(run, source)
        with run.timed("keep"):
            keep.settle(run.store, run.occasion(), source)
            keep.announce_entries(run.store, run.occasion(), source, answered)
    with run.timed("keep"):
        keep.settle_relations(run.store)


# --- discover -------------------------------------------------------------------------------------


def discover_source(run: Run, source: Source, fetcher: Fetcher, pages: Pages) -> bool:
    """Write what a source's listing pages show differently; False when they could not be read."""
    with run.timed("discover"), attempt(run, "discover", source.id, url=source.pages[0]):
        found = discovered(run, source, fetcher, pages)
        if found.listings:
            whole = not found.failed and not found.capped
            with run.store.together():  # what is remembered is what the rows say
                keep_entries(run, source, found.entries, found.failed, followed=False)
                run.store.keep_pages_read(source.id, as_text(found.known) if whole else None)
        run.solved("discover", url=source.pages[0])
        return True
    return False


def discovered(run: Run, source: Source, fetcher: Fetcher, pages: Pages) -> Discovered:
    """Read a source's listing pages, all kept. Raises UnreachableError, BlockedError."""

    def load(urls: Sequence[str]) -> Pages:
        there = {url: pages.pop(url) for url in urls if url in pages}
        return there | kept_pages(run, fetcher, {u: source for u in urls if u not in there})

    before = run.store.pages_read(source.id)
    try:
        found = discover(source, load, remembered(before))
    except UnreachableError:
        run.unreachable = True
        raise
    run.reached = True
    run.count(source.id, "entries", found.known.entries)
    for url, error in found.failed.items():
        run.problem("discover", error, source.id, url=url)
    if found.capped:
        run.problem("discover", TooManyPagesError(source.id, len(found.listings)), source.id)
    return found


def kept_pages(run: Run, fetcher: Fetcher, of: Mapping[str, Source]) -> Pages:
    """Fetch listing pages and keep them as they come."""
    requests = (request(run, source, url, "page") for url, source in of.items())
    return {f.request.url: page_body(run, of[f.request.url], f) for f in fetcher.fetch(requests)}


def page_body(run: Run, source: Source, fetched: Fetched) -> PageBody | ArchiveError:
    """Keep a fetched page and give its bytes, from the archive when it is unchanged."""
    told = looking.decoding_told(fetched.capture, fetched.path)
    capture = receive(run, source.id, told, fetched.path, failed=fetched.error is not None)
    page = stored_page(run, capture, "text/html", "application/xml", "application/octet-stream")
    if fetched.error is not None or page is None:
        return fetched.error or UnreachableError(capture.message or "There was no answer.")
    run.solved("discover", url=capture.url)
    return page


# --- collect --------------------------------------------------------------------------------------


def collect(run: Run, sources: Sequence[Source], fetcher: Fetcher, wayback: Wayback) -> set[str]:
    """Fetch what the entries link on allowed hosts, then the PDFs on the pages among it.

    Returns the addresses that answered well.
    """
    first = {s.id: run.store.entries.listed_links(s.id) for s in sources}
    pages: dict[str, dict[str, PageBody]] = {s.id: {} for s in sources}
    failed: dict[str, set[str]] = {s.id: set() for s in sources}
    answered: set[str] = set()
    for source, fetched in fetch_entries(run, sources, first, fetcher, wayback):
        if fetched.error is not None:
            failed[source.id].add(fetched.request.url)
        else:
            answered.add(fetched.request.url)
        if source.depth > 0 and (page := html_of(run, fetched)) is not None:
            pages[source.id][fetched.request.url] = page
    below = {s.id: follow_pages(run, s, pages[s.id], failed[s.id]) for s in sources}
    deeper = {k: [e.url for e in found if e.url not in answered] for k, found in below.items()}
    for _, fetched in fetch_entries(run, sources, deeper, fetcher, wayback):
        if fetched.error is None:
            answered.add(fetched.request.url)
    return answered


def fetch_entries(
    run: Run, sources: Sequence[Source], links: Mapping[str, Sequence[str | None]],
    fetcher: Fetcher, wayback: Wayback,
) -> Iterator[tuple[Source, Fetched]]:  # fmt: skip
    """Fetch each address once, all sources together, keeping every capture as it comes."""
    by_id = {s.id: s for s in sources}
    owner = {url: s.id for s in sources for url in addresses(s, links[s.id])}
    requests = (request(run, by_id[owner[url]], url, "any") for url in owner)
    with run.screen.progress("Collecting", len(owner)) as bar:
        for fetched in put_away(run.files, fetcher.fetch(requests), brought):
            source = by_id[owner[fetched.request.url]]
            came, failed = fetched.path is not None, fetched.error is not None
            capture = record(run, source.id, fetched.capture, came=came, failed=failed)
            if failed:
                fetched = lost(run, source, fetched, wayback)
                capture = fetched.capture
            counted = {"new": "fetched", "changed": "fetched", "unchanged": "unchanged"}
            if capture.outcome in counted:
                run.count(source.id, counted[capture.outcome])
            bar.step()
            yield source, fetched
    run.write_captures()


def brought(fetched: Fetched) -> Incoming | None:
    """The file that came with an answer, if any."""
    return incoming(fetched.capture, fetched.path)


def lost(run: Run, source: Source, fetched: Fetched, wayback: Wayback) -> Fetched:
    """What can still be had of an address that did not give its document, or a problem.

    A document that is gone and that we hold is no problem: the ledger says that it is missing.
    """
    held = run.store.held(fetched.request.url) is not None
    if held and isinstance(fetched.error, GoneError):
        run.solved("collect", url=fetched.request.url)
        return fetched
    if source.wayback and not held:
        copy = wayback.rescue(fetched)
        if copy.error is None:
            receive(run, source.id, copy.capture, copy.path, failed=False)
            return copy
        fetched = copy
    if fetched.error is not None:
        run.problem("collect", fetched.error, source.id, url=fetched.request.url)
    return fetched


def follow_pages(
    run: Run, source: Source, pages: Mapping[str, PageBody], failed: Iterable[str]
) -> tuple[Entry, ...]:
    """Write the entries on the item pages of a source; returns them."""
    listed = (row.entry for row in run.store.entries.listed(source.id)) if pages else ()
    first = [entry for entry in listed if entry.context is None]
    contexts = {e.url: e.text for e in reversed(first) if e.url}
    below = followed(pages, source, contexts)
    keep_entries(run, source, below, failed, followed=True)
    return below


def request(run: Run, source: Source, url: str, expects: Expects) -> Request:
    """What to ask for: conditionally when the copy we hold is whole and not too old."""
    held = run.store.held(url)
    whole = held is not None and is_whole(run, held)
    fresh = held is not None and held.full_fetch_at >= stamp(clock() - FULL_FETCH_EVERY)
    return asking(source, url, expects, held, whole=whole, fresh=fresh)


def html_of(run: Run, fetched: Fetched) -> PageBody | None:
    """The page, when an entry led to one that was fetched well."""
    capture = fetched.capture
    if fetched.error is not None or capture.media_type != "text/html":
        return None
    return stored_page(run, capture, "text/html")


def stored_page(run: Run, capture: Capture, *media_types: str) -> PageBody | None:
    """The page behind a capture, from the archive, when it is of one of the media types."""
    found = stored(run, capture, media_types)
    if found is None:
        return None
    sent = charset(found.headers)
    return PageBody(url=capture.final_url, body=found.body, charset=sent, sha256=found.sha256)


# --- read -----------------------------------------------------------------------------------------


def read(run: Execution, source: Source, *, again: bool = False) -> None:
    """Read what this run captured and nobody has read yet, or all of a source's files again."""
    rows = run.store.readings
    waiting = rows.of_source(source.id) if again else rows.unread(run.run_id, source.id)
    if not waiting:
        return
    jobs = jobs_of(source, waiting, run.files)
    with (
        run.timed("read"),
        run.readers() as pool,
        run.screen.progress(f"Reading {source.id}", len(waiting)) as bar,
    ):
        describe = describer(source.language)
        for job, result in pool.describe_all(jobs, describe, Watching(run, bar)):
            with attempt(run, "read", source.id, sha256=job.sha256):
                reader = reader_of(job.options.media_type)
                keep_result(run, source.id, job.sha256, result, reader)
            bar.step()


def claimed_late(run: Execution, source_ids: Collection[str]) -> Collection[str]:
    """Take up files that came before the plugin that reads them; returns the sources with some."""
    return recognise(run, source_ids, hooks.claimed) if hooks.file_reader_offers() else ()


# --- the other ways in ----------------------------------------------------------------------------


def import_files(run: Execution, source: Source, paths: Sequence[str]) -> None:
    """Import local files as captures of a source, then read and keep them as any other."""
    run.begin_on(source)
    with run.timed("collect"), run.screen.progress("Importing", len(paths)) as bar:
        copies = copied_in(run, source, paths, bar)
        for path, copied, file in put_away(run.files, copies, itemgetter(2)):
            import_file(run, source, path, copied, file.media_type)
    read(run, source)
    with run.timed("keep"):
        keep.settle(run.store, run.occasion(), source)
        keep.settle_relations(run.store)


def copied_in(
    run: Run, source: Source, paths: Sequence[str], bar: Steps
) -> Iterator[tuple[Path, Copied, Incoming]]:
    """Copy each file that is a document; what is none, or cannot be read, becomes a problem."""
    for path in map(Path, paths):
        copy = None
        with attempt(run, "collect", source.id, url=path.as_uri()):
            copied = run.files.copy_in(path)
            kind = refuse_other(copied.path, path)
            copy = Incoming(path=copied.path, sha256=copied.sha256, media_type=kind)
        bar.step()
        if copy is not None:
            yield path, copied, copy


def import_file(run: Run, source: Source, path: Path, copied: Copied, media_type: str) -> None:
    """Write the capture of a local file whose bytes are in their place."""
    held = run.store.held(path.as_uri())
    was = held.sha256 if held else None
    capture = local_capture(path, copied, held=was, at=run.now(), media_type=media_type)
    run.count(source.id, "entries")
    run.count(source.id, "unchanged" if capture.outcome == "unchanged" else "fetched")
    record(run, source.id, capture, came=True, failed=False)


def reread(run: Execution) -> None:
    """Rebuild every reading and conclusion from the stored files."""
    sources = run.store.sources()
    late = claimed_late(run, {source.id for source in sources})
    for source in sources:
        run.take_up(source.id)
        read(run, source, again=True)
        if source.id in late:
            keep.settle(run.store, run.occasion(), source)
    with run.timed("keep"):
        keep.redescribe(run.store, sources)


# --- what every command shares --------------------------------------------------------------------


@contextmanager
def running(command: str, options: Options, given: Mapping[str, str]) -> Iterator[Execution]:
    """Open the archive for one run, and record how it ended however it ends."""
    meets = outside(os.environ)
    files = prepared(options)
    with (
        readers(options.workers, options.cluster) as read_by,
        opened(options, files) as store,
    ):
        run = Execution(
            command=command, files=files, store=store, screen=options.screen, clock=clock,
            given=given, readers=read_by, outside=meets,
        )  # fmt: skip
        run.begin(version("policy-archive"))
        try:
            tell_health_check(run, "start")
            told = hooks.failures()
            for failure in told:
                run.screen.say(failure, "warning", code="plugin")
            yield run
            for failure in hooks.failures()[len(told) :]:
                run.screen.say(failure, "warning", code="plugin")
            run.end(run.exit_code(), meets.told)
        except BaseException as error:
            run.end(exit_code_of(error), meets.told)
            raise
        else:
            if meets.webhook:
                tell_changes(run, partial(deliver, meets.webhook, now=clock))
        finally:
            tell_health_check(run, str(run.worst))


def tell_health_check(run: Execution, event: str) -> None:
    """Ping the health check of the nightly run, if there is one; it cannot fail the run."""
    if run.outside.health_check and run.command == "run":
        words = f"Run {run.run_id}: {event} {totals(run.counts)}"
        if wrong := ping(run.outside.health_check, event, words):
            run.screen.say(f"The health check could not be told: {wrong}", "warning")


def clock() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


# --- the command line -----------------------------------------------------------------------------


@command("run --archive data npa-csec", reads=True)
@SOURCES
@click.option("--dry-run", is_flag=True, help="Show what the sources list, write nothing.")
@click.argument("names", metavar="[SOURCE ...]", nargs=-1)
def run_command(
    options: Options, names: Sequence[str], sources_path: Path | None, dry_run: bool
) -> int:
    """Re-ingest all enabled sources, or the named ones."""
    if dry_run:
        return check_sources(options, names, sources_path)
    sources = chosen_sources(sources_path, names)
    with running("run", options, {}) as run:
        run_sources(run, sources)
    return finished(run, options)


@command("add reports/ --kind report --published 2017-04", reads=True)
@click.option("--source", "source_id", default=LOCAL, help="The source they belong to.")
@click.option("--title", help="Title of the document.")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="Kind of the documents.")
@PUBLISHED
@click.argument(
    "paths", metavar="PATH ...", nargs=-1, required=True,
    type=click.Path(exists=True, path_type=Path),
)  # fmt: skip
def add(options: Options, paths: Sequence[Path], source_id: str, **given: str | None) -> int:
    """Import local PDF files, or all PDFs in folders."""
    said = {field: value for field, value in given.items() if value}
    found = pdf_files(paths)
    if not found:
        raise click.UsageError(
            f"No PDF files were found in {', '.join(map(str, paths))}. "
            "Name a folder that holds files ending in .pdf, or the files themselves."
        )
    if odd := [path for path in found if not os.path.isfile(path)]:
        raise click.UsageError(f"{', '.join(odd)}: neither a file nor a folder. Name files.")
    with running("add", options, said) as run:
        known = {source.id: source for source in run.store.sources()}
        import_files(run, known.get(source_id) or local_source(source_id), found)
    return finished(run, options)


@command("reread --archive data", reads=True)
def reread_command(options: Options) -> int:
    """Rebuild every reading from the stored files, without network."""
    require_archive(options)
    with running("reread", options, {}) as run:
        reread(run)
    return finished(run, options)


@command("demo --no-serve", reads=True)
@click.option("--no-serve", is_flag=True, help="Stop after the runs.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, help="Port of the site.")
def demo(options: Options, no_serve: bool, port: int) -> int:
    """Archive the bundled sample publisher over real HTTP, twice, and serve the result."""
    from archive.demo import refuse_others, serve_demo

    if click.get_current_context().get_parameter_source("archive") is ParameterSource.ENVIRONMENT:
        refuse_others(options.archive)
    exit_code = run_demo(options)
    return exit_code if no_serve else serve_demo(options.archive, port)


def run_demo(options: Options) -> int:
    """Run the first edition of the sample, unless it is there already, then the second."""
    from archive.demo import port_of_publisher
    from ingest.sample.publisher import SamplePublisher, write_sources

    exit_code, port = 0, port_of_publisher(options.archive)
    with SamplePublisher(port) as publisher, TemporaryDirectory() as folder:
        write_sources(Path(folder), publisher.port)
        fresh = not (options.archive / "archive.db").exists()
        for edition in ("first", "second") if fresh else ("second",):
            publisher.publish(edition)
            options.screen.say(f"The sample publisher shows its {edition} edition.")
            with running("run", options, {}) as run:
                run_sources(run, load_sources(Path(folder)))
            exit_code = max(exit_code, finished(run, options))
    return exit_code


# --- what the commands of other rooms are handed --------------------------------------------------


def handed() -> Handed:
    """What commands of the archive's room need and do not know."""
    return Handed(
        clock=clock, look=look, propose=propose, drawer=drawer, reader_of=reader_of,
        read_again=read_again, machine_checks=machine_checks, plugins=hooks.plugins,
        offered=hooks.offered,
    )  # fmt: skip


def look(sources_path: Path | None, names: Sequence[str]) -> Iterator[Look]:
    """What the pages of sources list."""
    agent = outside(os.environ).user_agent
    return looking.look_at(chosen_sources(sources_path, names), agent, clock)


def propose(url: str) -> tuple[Look, str]:
    """A source for a page, and the text of its file."""
    return looking.propose(url, outside(os.environ).user_agent, clock)


def drawer() -> Drawer:
    """Who draws pages."""
    from ingest.reader import images

    return images


def machine_checks(sources_path: Path | None) -> Iterable[Check]:
    """What reading and fetching need of this machine."""
    from ingest.doctor import machine_checks

    return machine_checks(sources_path, ("eng", "jpn"))


# --- how a command ends ---------------------------------------------------------------------------


class Terminated(BaseException):
    """The process was asked to end."""


def terminate(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Turn the request to end into an exception, so that the run's end is recorded."""
    raise Terminated


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point: runs a command and exits with its code."""
    signal.signal(signal.SIGTERM, terminate)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as under nohup
        signal.signal(signal.SIGINT, signal.default_int_handler)
    open_all()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that cannot show 警 gets \u8b66
            stream.reconfigure(errors="backslashreplace")
    sys.exit(dispatch(arguments))


def dispatch(arguments: Sequence[str] | None) -> int:
    """Run a command and translate how it ended into an exit code and one clear sentence."""
    given = " ".join(sys.argv[1:] if arguments is None else arguments)
    as_json = re.search(r"--log-format[= ]json\b", given) is not None
    screen = Screen("json" if as_json else "text", clock)
    try:
        result = cli.main(
            args=arguments, standalone_mode=False, prog_name="policy-archive", obj=handed()
        )
        return int(result or 0)
    except click.ClickException as error:
        if as_json:
            screen.say(error.format_message(), "error", code="usage")
        else:
            with saying(sys.stderr):
                error.show()
        return 2
    except (KeyboardInterrupt, click.Abort, Terminated, RuntimeError) as error:
        code = exit_code_of(error)
        if code not in (130, 143):
            raise
        how = "Terminated" if code == 143 else "Interrupted"
        screen.say(f"{how}. What was kept is safe; run again to go on.", "error")
        return code
    except (RunError, SourceError) as error:
        screen.say(error.message, "error", code=error.code)
        return error.exit_code
    except OSError as error:
        what = f"{error.filename}: " if error.filename is not None else ""
        said = f"{what}{error.strerror or error}. Check the name, the disk and who may write there."
        screen.say(said, "error", code=StorageError.code)
        return StorageError.exit_code


def exit_code_of(error: BaseException) -> int:
    """What a run that ended like this exits with."""
    if isinstance(error, RuntimeError) and error.__cause__ is not None:
        error = error.__cause__  # Python 3.11 says so of an end while a class is being made
    if isinstance(error, ArchiveError):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return 130
    return 143 if isinstance(error, Terminated) else 70


if __name__ == "__main__":
    main()
