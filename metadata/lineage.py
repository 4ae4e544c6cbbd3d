"""Where each paragraph of a document comes from: first written, carried over, edited, dropped."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from metadata.compare_align import opcodes
from metadata.compare_pairs import differences
from metadata.compare_passages import Passage

State = Literal["first", "same", "edited", "returned"]

_SHORTEST = 24  # characters of a paragraph that is followed; shorter ones are headings and rows
_RECUT = 16  # characters of a sentence that is looked for anywhere in the edition before
_MOST = 6_000  # paragraphs of one edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A paragraph in one edition."""

    state: State  # how it stands to the edition before
    page: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One paragraph through all editions; None where an edition does not have it."""

    presences: tuple[Presence | None, ...]

    @property
    def first(self) -> int:
        """The edition it first stands in, from 0."""
        return next(i for i, presence in enumerate(self.presences) if presence)

    @property
    def last(self) -> int:
        """The newest edition that has it."""
        return max(i for i, presence in enumerate(self.presences) if presence)

    @property
    def latest(self) -> Presence:
        """What it says now, or said last."""
        found = self.presences[self.last]
        assert found is not None  # `last` has one
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph:
    """The sentences of one paragraph."""

    sentences: tuple[Passage, ...]

    @property
    def text(self) -> str:
        return " ".join(p.text for p in self.sentences)

    @property
    def key(self) -> str:
        return "".join(p.key for p in self.sentences)


def threads_of(editions: Sequence[Sequence[Passage]]) -> tuple[Thread, ...]:
    """Follow every paragraph through the editions, the oldest first, each as its passages.

    The threads stand in reading order, dropped ones where they stood. Sentences are matched, so
    that another page break or a paragraph cut in two is no edit.
    """
    known = _Known(len(editions))
    before: list[Passage] = []
    for number, after in enumerate(editions):
        known.add(number, after, _ties(before, after))
        before = list(after)
    return known.threads()


def _paragraphs(passages: Sequence[Passage]) -> list[_Paragraph]:
    """Whole paragraphs, headings and single rows left out."""
    whole: list[list[Passage]] = []
    for passage in passages:
        if passage.opens or not whole:
            whole.append([])
        whole[-1].append(passage)
    found = [_Paragraph(sentences=tuple(own)) for own in whole if not own[0].weak]
    return [paragraph for paragraph in found if len(paragraph.key) >= _SHORTEST][:_MOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ties:
    """How the sentences of an edition hang together with those of the one before."""

    origins: dict[int, tuple[int, bool]]  # newer sentence -> (older one, whether it is the same)
    carried: frozenset[int]  # older sentences that go on


def _ties(before: Sequence[Passage], after: Sequence[Passage]) -> _Ties:
    origins: dict[int, tuple[int, bool]] = {}
    for operation, i1, i2, j1, _ in opcodes([p.key for p in before], [p.key for p in after]):
        if operation == "equal":
            origins |= {j1 + n: (i1 + n, True) for n in range(i2 - i1)}
    carried = {i for i, _ in origins.values()}
    for difference in differences(before, after)[0]:
        for old, new in zip(difference.before, difference.after, strict=False):
            if new.sequence not in origins and old.sequence not in carried:
                origins[new.sequence] = (old.sequence, difference.moved)
                carried.add(old.sequence)
    _tie_recut(before, after, origins, carried)
    return _Ties(origins=origins, carried=frozenset(carried))


def _tie_recut(
    before: Sequence[Passage],
    after: Sequence[Passage],
    origins: dict[int, tuple[int, bool]],
    carried: set[int],
) -> None:
    """Tie sentences that were cut in another place, or stand somewhere else."""
    ends = list(accumulate(len(p.key) for p in before))
    text = "".join(p.key for p in before)
    for passage in after:
        at = -1
        if passage.sequence not in origins and len(passage.key) >= _RECUT:
            at = text.find(passage.key)
        if at >= 0:
            first = bisect_right(ends, at)
            origins[passage.sequence] = (first, True)
            carried |= set(range(first, bisect_right(ends, at + len(passage.key) - 1) + 1))


class _Known:
    """Threads as they grow, edition by edition."""

    def __init__(self, editions: int) -> None:
        self._editions = editions
        self._found: list[dict[int, Presence]] = []  # presences of each thread by edition
        self._owner: dict[int, int] = {}  # sentence of the last edition -> thread
        self._ended: dict[str, int] = {}  # key of a paragraph that was there -> its thread
        self._following: dict[int, int] = {-1: -1}  # reading order, as a linked list

    def add(self, number: int, passages: Sequence[Passage], ties: _Ties) -> None:
        """Tie the paragraphs of the next edition to those of the last one."""
        paragraphs = _paragraphs(passages)
        lost = {thread for old, thread in self._owner.items() if old not in ties.carried}
        owner: dict[int, int] = {}
        last = -1
        for paragraph in paragraphs:
            matched = [
                ties.origins[p.sequence] for p in paragraph.sentences if p.sequence in ties.origins
            ]
            thread, state = self._origin(paragraph, matched, lost)
            if thread is None:
                thread = self._begin({}, last)
            elif number in self._found[thread]:
                past = self._found[thread].items()
                thread = self._begin({n: one for n, one in past if n < number}, last)
            first = paragraph.sentences[0]
            presence = Presence(state=state, page=first.page, text=paragraph.text)
            self._found[thread][number] = presence
            owner |= {p.sequence: thread for p in paragraph.sentences}
            last = thread
        owner |= self._merged(number, passages, ties, lost)
        self._owner = owner
        self._ended |= {p.key: owner[p.sentences[0].sequence] for p in paragraphs}

    def _merged(
        self, number: int, passages: Sequence[Passage], ties: _Ties, lost: set[int]
    ) -> dict[int, int]:
        """Paragraphs that go on word by word inside another one are there, too."""
        owner: dict[int, int] = {}
        kept = {old: new for new, (old, same) in ties.origins.items() if same}
        for old, thread in self._owner.items():
            found = self._found[thread]
            if old in kept and thread not in lost and number not in found:
                text = found[max(found)].text
                page = passages[kept[old]].page
                found[number] = Presence(state="same", page=page, text=text)
                owner[kept[old]] = thread
        return owner

    def _origin(
        self, paragraph: _Paragraph, matched: Sequence[tuple[int, bool]], lost: set[int]
    ) -> tuple[int | None, State]:
        """The thread that most of a paragraph comes from, and how it stands to it."""
        votes = Counter(self._owner[old] for old, _ in matched if old in self._owner)
        if votes:
            thread = votes.most_common(1)[0][0]
            whole = len(matched) == len(paragraph.sentences) and all(same for _, same in matched)
            return thread, "same" if whole and thread not in lost else "edited"
        earlier = self._ended.get(paragraph.key)
        return earlier, "first" if earlier is None else "returned"

    def _begin(self, past: dict[int, Presence], last: int) -> int:
        """A new thread; one that was cut in two shares what it was before."""
        self._found.append(past)
        new = len(self._found) - 1
        self._following[new], self._following[last] = self._following[last], new
        return new

    def threads(self) -> tuple[Thread, ...]:
        """All of them in reading order."""
        ordered: list[Thread] = []
        at = self._following[-1]
        while at != -1:
            found = self._found[at]
            presences = tuple(found.get(number) for number in range(self._editions))
            ordered.append(Thread(presences=presences))
            at = self._following[at]
        return tuple(ordered)
