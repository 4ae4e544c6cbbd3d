"""The archive of the demo: which one it may be, where its publisher was, and its site."""

from __future__ import annotations

from pathlib import Path

from archive.commands import CONFIGURATION
from archive.readonly import reading
from archive.serve import is_free, serve_archive
from archive.store import Store
from metadata.errors import ConfigError

_HERE = "127.0.0.1"


def refuse_others(archive: Path) -> None:
    """The sample is not put among documents that somebody keeps. Raises ConfigError."""
    if (archive / "archive.db").exists():
        with reading(archive) as connection:
            known = connection.execute("select id from sources where id not glob 'sample-*'")
            others = [str(row[0]) for row in known]
        if others:
            raise ConfigError(
                f"{archive} (POLICY_ARCHIVE) keeps {', '.join(others)}; the sample does not go "
                "there. Name a folder for it, for example with --archive data/demo."
            )


def port_of_publisher(archive: Path) -> int:
    """The port at which the archive knows the sample publisher, when it is free; else 0."""
    hosts: list[str] = []
    if (archive / "archive.db").exists():
        with Store(archive) as store:
            hosts = [host for source in store.sources() for host in source.hosts]
    port = next((int(host.split(":")[1]) for host in hosts if host.startswith(f"{_HERE}:")), 0)
    return port if port and is_free(_HERE, port) else 0


def serve_demo(archive: Path, port: int) -> int:
    """Serve it at the first free port from this one on, until it is stopped."""
    free = next((p for p in range(port, port + 50) if is_free(_HERE, p)), port)
    return serve_archive((archive,), CONFIGURATION, _HERE, free)
