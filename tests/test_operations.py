"""Operations as described: the units, the workflow and what checks messages are run.

The commands of the page are run with those of all pages, in tests/docs.
"""

from __future__ import annotations

import configparser
import re
import shutil
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.notify import deliver, webhook
from metadata.errors import ArchiveError
from tests.docs.scene import BIN, SRV, Scene
from tests.receiver import Receiver

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = ROOT / "docs" / "operations"


def blocks(language: str) -> list[str]:
    """The fenced blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The machine of the page, with the command as it is installed."""
    with Scene(tmp_path_factory.mktemp("host"), BIN) as scene:
        (scene.sources / "sample-en.yaml").unlink()
        yield scene


def test_every_exit_code_is_on_the_page() -> None:
    table = PAGE[PAGE.index("| exit code |") :].split("\n\n")[0]
    named = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
             for code in row.split(",")}  # fmt: skip
    classes: list[type[ArchiveError]] = [ArchiveError]
    for found in classes:
        classes += found.__subclasses__()
    raised = {found.exit_code for found in classes}
    assert named == raised | {0, 2, 128 + signal.SIGINT, 128 + signal.SIGTERM}


# --- units ----------------------------------------------------------------------------------------


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNITS / name, encoding="utf-8")
    return parser


def test_the_service_runs_and_writes_where_it_may(host: Scene) -> None:
    service = unit("policy-archive.service")["Service"]
    done = host.shell(service["ExecStart"])
    assert done.returncode == 0, done.stderr
    archive = service["ExecStart"].split("--archive ")[1].split()[0]
    assert archive.startswith(service["ReadWritePaths"])
    assert service["KillMode"] == "mixed"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert {"user", "net"} <= set(service["RestrictNamespaces"].split())  # what readers need


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    for name in ("policy-archive.service", "policy-archive.timer"):
        text = (UNITS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(f"{SRV}/.venv/bin", str(BIN)), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not re.findall(r"policy-archive.*(?:Unknown|Invalid|Failed to parse)", done.stderr)


def test_the_timer_asks_every_night_and_makes_up_for_a_missed_one() -> None:
    timer = unit("policy-archive.timer")["Timer"]
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:\d\d", timer["OnCalendar"])
    assert timer["Persistent"] == "yes"


# --- the workflow ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_steps_of_the_workflow_run(tmp_path: Path, host: Scene) -> None:
    workflow: dict[Any, Any] = yaml.safe_load((UNITS / "archive.yml").read_text(encoding="utf-8"))
    assert workflow[True]["schedule"]  # YAML takes `on` for a truth
    (job,) = workflow["jobs"].values()
    steps = {step["name"]: step for step in job["steps"] if "name" in step}
    output = tmp_path / "output"
    environment = workflow["env"] | {
        "GITHUB_OUTPUT": str(output),
        "POLICY_ARCHIVE": str(tmp_path / workflow["env"]["POLICY_ARCHIVE"]),
        "POLICY_SOURCES": str(host.sources),
    }
    for name in ("Run", "Verify", "Publish"):
        script = steps[name]["run"].replace("site", str(tmp_path / "site"))
        done = host.shell(script, **environment)
        assert done.returncode == 0, (name, done.stderr)
    said = dict(line.split("=") for line in output.read_text().split())
    assert said == {"code": "0"}
    assert host.shell(steps["Say how it ended"]["run"], CODE="69").returncode == 69
    assert (tmp_path / "site" / "SHA256SUMS").is_file()


def test_a_workflow_whose_run_has_problems_keeps_the_archive_and_says_so_at_the_end(
    tmp_path: Path, host: Scene
) -> None:
    text = (UNITS / "archive.yml").read_text(encoding="utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    names = [step.get("name") for step in job["steps"]]
    assert names.index("Run") < names.index("Keep the archive") < names.index("Say how it ended")
    run = next(step["run"] for step in job["steps"] if step.get("name") == "Run")
    output, missing = tmp_path / "output", str(tmp_path / "no-sources")
    done = host.shell(run, GITHUB_OUTPUT=str(output), POLICY_SOURCES=missing)
    assert done.returncode == 0
    assert output.read_text() == "code=78\n"


# --- webhooks and faults --------------------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    name: str
    body: str


def test_the_lines_that_check_a_message_believe_ours_and_no_other() -> None:
    (source,) = blocks("python")
    names: dict[str, Any] = {}
    exec(source, names)
    is_genuine: Callable[[dict[str, str], bytes, str], bool] = names["is_genuine"]
    secret, other = (b64encode(bytes([n]) * 32).decode() for n in (1, 2))
    note = Note("2017-05-01T03:15:40Z-7", '{"type": "run.changes", "words": "新規"}')
    with Receiver() as receiver:
        made = webhook(receiver.url(), f"{secret} {other}")
        assert made is not None
        for back in (timedelta(), timedelta(hours=1)):
            list(deliver(made, [note], lambda back=back: datetime.now(UTC) - back))  # type: ignore[misc]
    now, old = receiver.got
    assert is_genuine(now.headers, now.body, secret)
    assert is_genuine(now.headers, now.body, f"whsec_{other}")
    assert not is_genuine(now.headers, now.body + b" ", secret)
    assert not is_genuine(now.headers, now.body, b64encode(bytes(32)).decode())
    assert not is_genuine(old.headers, old.body, secret)


def test_the_fault_publisher_says_where_its_faults_are() -> None:
    (command,) = re.findall(r"`(python -m tests\.faults)`", PAGE)
    with subprocess.Popen(
        [sys.executable, "-u", *command.split()[1:]], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.terminate()
    assert re.match(r"http://127\.0\.0\.1:\d+/\S+ +\S", first)
