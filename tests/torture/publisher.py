"""A small publisher whose two editions hold every kind of change there is."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ingest.sample.publisher import resources
from tests.faults import Published, Publisher, pdf

Edition = Literal["first", "second"]

SOURCE = """\
id: office
title: Office for Measures
publisher: Office for Measures
language: en
pages: ["http://{host}/list.html"]
hosts: ["{host}"]
delay: 0
depth: 1
expect: {{min_entries: 3}}
wayback: off
"""
PAGE = """\
<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Office</title></head><body>
<h1>Office for Measures</h1><h2>Publications</h2><ul>
{items}
</ul></body></html>
"""
FIRST = (
    ("Basic Plan on Measures [April 2017](PDF_2KB)", "/plan.pdf"),
    ("Annual report 2013 (PDF)", "/report.pdf"),
    ("Notice on consultation offices [June 2016](PDF)", "/notice.pdf"),
    ("Act on the Keeping of Records [Act No. 52, 1999]", "/act.pdf"),
    ("Conference of investigators was held", "/item.html"),
    ("Guidelines for offices [July 2015](PDF)", "/guidelines.pdf"),
    ("Statistics of consultations 2016 (PDF)", "/old/statistics.pdf"),
    ("Training material was exchanged between two offices", None),
    ("The joint project is described at its site (Example website)", "https://example.org/project"),
)
SECOND = (
    ("Progress report 2018 (PDF)", "/progress.pdf"),
    FIRST[0],
    ("Annual report for the year 2013 (PDF)", "/report.pdf"),
    *FIRST[3:],
)


def publish(publisher: Publisher, edition: Edition) -> None:
    """Show an edition from now on."""
    first = edition == "first"
    report = next(r.body for p, r in resources("first").items() if p.endswith("report2013_e.pdf"))
    plan = "Basic Plan: 88 offices give advice" if first else "Basic Plan: 90 offices give advice"
    publisher.files.clear()
    publisher.put("/list.html", _page(FIRST if first else SECOND), "text/html; charset=utf-8")
    annexes = [("Annex on training (PDF)", "/annex.pdf")]
    publisher.put("/item.html", _page(annexes), "text/html; charset=utf-8")
    publisher.put("/plan.pdf", pdf(plan))
    publisher.put("/report.pdf", report)
    publisher.put("/act.pdf", pdf("Act on the Keeping of Records", padding=10 if first else 20))
    publisher.put("/annex.pdf", pdf("Annex on training", padding=90_000))
    publisher.put("/notice.pdf", pdf("Notice on consultation offices"))
    if first:
        publisher.put("/guidelines.pdf", pdf("Guidelines for offices"))
        publisher.put("/old/statistics.pdf", pdf("Statistics of consultations"))
    else:
        publisher.put("/progress.pdf", pdf("Progress report 2018"))
        publisher.put("/new/statistics.pdf", pdf("Statistics of consultations"))
        moved = (("Location", "/new/statistics.pdf"),)
        publisher.files["/old/statistics.pdf"] = Published(
            body=b"", status=301, headers=moved, validators=False
        )


def write_source(path: Path, publisher: Publisher) -> Path:
    """Write the publisher's source file."""
    path.write_text(SOURCE.format(host=publisher.host), encoding="utf-8")
    return path


def _page(items: object) -> bytes:
    assert isinstance(items, (list, tuple))
    lines = [f'<li><a href="{u}">{t}</a></li>' if u else f"<li>{t}</li>" for t, u in items]
    return PAGE.format(items="\n".join(lines)).encode()
