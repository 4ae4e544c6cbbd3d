"""Copies of remote files on this machine for who needs a path; the least recently used go first."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

_MOST_BYTES = 512 * 1024 * 1024


class Scratch:
    """A folder of copies, gone with the process. Several threads may use it at once."""

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self._most = most
        self._lock = Lock()
        self._folder: TemporaryDirectory[str] | None = None
        self._number = 0
        self._held: OrderedDict[str, tuple[Path, int]] = OrderedDict()  # by name: where, bytes
        self._used: Counter[Path] = Counter()

    @contextmanager
    def holding(self, name: str, copy: Callable[[Path], bool]) -> Iterator[Path]:
        """The copy of a file, made by `copy` when it is not here yet.

        It stays for as long as the block lasts. When `copy` says that there is no such file, the
        path is that of none.
        """
        path = self._known(name) or self._made(name, copy)
        try:
            yield path
        finally:
            self._let_go(path)

    def _known(self, name: str) -> Path | None:
        with self._lock:
            if name not in self._held:
                return None
            self._held.move_to_end(name)
            path = self._held[name][0]
            self._used[path] += 1
            return path

    def _made(self, name: str, copy: Callable[[Path], bool]) -> Path:
        """Fetch it outside of the lock: two who ask at once fetch twice, and nobody waits."""
        path = self._place(name)
        if not copy(path):
            return path
        with self._lock:
            self._used[path] += 1
            if name not in self._held:
                self._held[name] = (path, path.stat().st_size)
        return path

    def _place(self, name: str) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = TemporaryDirectory(prefix="policy-archive-")
            self._number += 1
            folder = Path(self._folder.name) / str(self._number)
        folder.mkdir()
        return folder / name

    def _let_go(self, path: Path) -> None:
        """Remove what nobody uses any more as far as there is too much."""
        with self._lock:
            self._used[path] -= 1
            if not any(path == held for held, _ in self._held.values()):
                path.unlink(missing_ok=True)
            total = sum(size for _, size in self._held.values())
            for name, (held, size) in list(self._held.items()):
                if total > self._most and self._used[held] <= 0:
                    del self._held[name]
                    held.unlink(missing_ok=True)
                    total -= size
