"""One thing that was looked at, and what it takes to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What `doctor` found about one need of ours."""

    name: str
    well: bool
    found: str  # in words
    mend: str = ""  # what to do, when it is not well
