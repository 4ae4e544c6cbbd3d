from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from ingest.reader.confined import ConfinedPool
from ingest.reader.confinement import ReadLimits
from metadata.errors import DamagedError, ReadLimitError

MEBIBYTE = 1024 * 1024
LIMITS = ReadLimits(memory=500 * MEBIBYTE, cpu_seconds=1, wall_seconds=2, written=MEBIBYTE)


@pytest.fixture(scope="module")
def pool() -> Iterator[ConfinedPool]:
    confined = ConfinedPool(2, LIMITS)
    yield confined
    confined.close()


def add(a: int, b: int) -> int:
    return a + b


def use_memory() -> int:
    return len(bytearray(2048 * MEBIBYTE))


def use_processor() -> None:
    while True:
        pass


def sleep_for_ever() -> None:
    signal.pause()


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def write_much(path: Path) -> str:
    try:
        path.write_bytes(bytes(3 * MEBIBYTE))
    except OSError as error:
        return type(error).__name__
    return "written"


def connect(port: int) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return "refused"
    return "connected"


def result_of(pool: ConfinedPool, run: Callable[..., Any], *arguments: Any) -> Any:
    future: Future[Any] = pool.submit(run, *arguments)
    return pool.result(future, "Reading plan.pdf")


def test_results_come_back(pool: ConfinedPool) -> None:
    assert result_of(pool, add, 2, 3) == 5


@pytest.mark.parametrize(
    ("task", "error", "said"),
    [
        ((use_memory,), ReadLimitError, "limit of memory"),
        ((sleep_for_ever,), ReadLimitError, "stopped after 2 seconds"),
        ((die, signal.SIGABRT), ReadLimitError, "500 MB"),
        ((die, signal.SIGSEGV), DamagedError, "crashed (SIGSEGV)"),
    ],
)
def test_what_goes_wrong_is_said_and_costs_nobody_else(
    pool: ConfinedPool, task: tuple[Any, ...], error: type[Exception], said: str
) -> None:
    bad: Future[Any] = pool.submit(*task)
    bystanders: list[Future[Any]] = [pool.submit(add, number, 1) for number in range(4)]
    result = pool.result(bad, "Reading plan.pdf")
    assert isinstance(result, error)
    assert said in str(result)
    assert [pool.result(b, "Reading") for b in bystanders] == [1, 2, 3, 4]


def test_a_loop_is_stopped_by_its_processor_time() -> None:
    pool = ConfinedPool(1, ReadLimits(cpu_seconds=1, wall_seconds=100))
    result = result_of(pool, use_processor)
    pool.close()
    assert isinstance(result, ReadLimitError)
    assert "seconds of processor time" in result.message


def test_files_written_are_bounded(pool: ConfinedPool, tmp_path: Path) -> None:
    assert result_of(pool, write_much, tmp_path / "much") == "OSError"
    assert (tmp_path / "much").stat().st_size <= MEBIBYTE


def test_a_child_has_no_network_where_the_system_allows(pool: ConfinedPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        if connect(server.getsockname()[1]) != "connected":
            pytest.skip("there is no loopback here")
        found = result_of(pool, connect, server.getsockname()[1])
    if found == "connected":
        pytest.skip("this system does not let a process leave the network")
    assert found == "refused"


def test_a_child_does_not_hold_the_main_program(pool: ConfinedPool) -> None:
    assert result_of(pool, main_of_child) == ""


def main_of_child() -> str:
    import __main__

    return getattr(__main__, "__file__", None) or ""
