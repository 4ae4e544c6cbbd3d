"""Datasette on an archive, in a process of its own."""

from __future__ import annotations

import errno
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from archive.readonly import read_only
from metadata.errors import ConfigError

_PATIENCE = 10  # seconds that open answers are waited for


def serve_archive(archives: Sequence[Path], configuration: Path, host: str, port: int) -> int:
    """Run Datasette until it is stopped; returns its exit code.

    Raises ConfigError, and StorageError for a database that cannot be read.

    Several archives are served below their folders' names, with one search over all.
    """
    _refuse(host, port)
    for archive in archives:  # Datasette would say it with a page of its own code
        read_only(archive).close()
    datasette = [sys.executable, "-m", "datasette", "serve", *_served(archives)]
    where = ["-c", str(configuration), "--host", host, "--port", str(port)]
    sys.stderr.write(f"The archive is at http://{host}:{port}/ (Ctrl-C ends it)\n")
    sys.stderr.flush()
    with _started([*datasette, *where]) as site:
        try:
            return site.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            _end(site)


def _started(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """The site, deaf to the terminal's Ctrl-C until it listens: we hear it, and end the site."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen(words)
    finally:
        signal.signal(signal.SIGINT, before)


def _end(site: subprocess.Popen[bytes]) -> None:
    """Let the site finish its answers, for a while."""
    site.terminate()
    try:
        site.wait(timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        site.kill()


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


def _refuse(host: str, port: int) -> None:
    """Say why nobody could listen there. Raises ConfigError."""
    try:
        _try(host, port)
    except (socket.gaierror, UnicodeError) as error:
        why = getattr(error, "strerror", error)
        raise ConfigError(
            f'--host "{host}" is no address: {why}. Leave it out, or name an address of this '
            "machine, such as 127.0.0.1 or 0.0.0.0."
        ) from error
    except OSError as error:
        said = {
            errno.EADDRINUSE: f"Port {port} on {host} is in use. Name another one with --port.",
            errno.EACCES: f"This user may not listen on port {port}. Name one from 1024 on.",
        }
        other = f"--host {host}: {error.strerror}. Name an address of this machine."
        raise ConfigError(said.get(error.errno or 0, other)) from error


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens on a port."""
    try:
        _try(host, port)
    except (OSError, UnicodeError):
        return False
    return True


def _try(host: str, port: int) -> None:
    if not host:
        raise socket.gaierror(socket.EAI_NONAME, "it is empty")
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
