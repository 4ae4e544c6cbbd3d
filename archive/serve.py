"""Datasette on an archive, in a process of its own."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from metadata.errors import ConfigError


def serve_archive(archives: Sequence[Path], configuration: Path, host: str, port: int) -> int:
    """Run Datasette until it is stopped; returns its exit code. Raises ConfigError.

    Several archives are served below their folders' names, with one search over all.
    """
    if not is_free(host, port):
        raise ConfigError(f"Port {port} on {host} is in use. Name another one with --port.")
    datasette = [sys.executable, "-m", "datasette", "serve", *_served(archives)]
    where = ["-c", str(configuration), "--host", host, "--port", str(port)]
    sys.stderr.write(f"The archive is at http://{host}:{port}/ (Ctrl-C ends it)\n")
    sys.stderr.flush()
    with subprocess.Popen([*datasette, *where]) as site:
        try:
            return site.wait()
        except KeyboardInterrupt:  # the terminal told the site as well
            site.wait(timeout=10)
            return 0
        finally:
            site.terminate()


def _served(archives: Sequence[Path]) -> list[str]:
    """What Datasette is told to serve. Raises ConfigError."""
    if len(archives) == 1:
        return [str(archives[0] / "archive.db")]
    folders = [path.resolve() for path in archives]
    names = [re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-") for folder in folders]
    if len(set(names)) < len(names) or not all(names):
        raise ConfigError(
            "Archives that are served together need folders with different names, of Latin "
            "letters or digits: they become addresses."
        )
    each = zip(names, folders, strict=True)
    settings = ((f"plugins.policy-archive.archives.{name}", str(at)) for name, at in each)
    return [word for setting in settings for word in ("-s", *setting)]


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
