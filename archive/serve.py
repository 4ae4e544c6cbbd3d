"""Datasette on an archive, in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from metadata.errors import ConfigError


def serve_archive(archive: Path, configuration: Path, host: str, port: int) -> int:
    """Run Datasette until it is stopped; returns its exit code. Raises ConfigError."""
    if not is_free(host, port):
        raise ConfigError(f"Port {port} on {host} is in use. Name another one with --port.")
    datasette = [sys.executable, "-m", "datasette", "serve", str(archive / "archive.db")]
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


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens on a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
