"""Several archives as one site: each in a Datasette of its own below its name, one search over all.

    plugins:
      policy-archive:
        archives: {police: archives/police, ministry: archives/ministry}

in the configuration of a Datasette that serves no archive itself makes `/` the list of them,
`/-/search` the search over all, and `/police/` the site of one, with all that it has when served
alone.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.database import Database
from datasette.utils import StartupError

from archive.web.cookies import App
from archive.web.queries import DATABASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datasette.app import Datasette

_PLUGIN = "policy-archive"
_KEPT = "policy_archive_collections"  # where a Datasette keeps them
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One of the archives."""

    name: str  # its part of the address
    site: Datasette
    app: App

    @property
    def path(self) -> str:
        """Where its site begins."""
        return str(self.site.urls.path("/"))


def named(datasette: Datasette) -> dict[str, Path]:
    """The archives that the configuration names; none where one is served in the usual way."""
    configured: Mapping[str, Any] = (datasette.plugin_config(_PLUGIN) or {}).get("archives") or {}
    if DATABASE in datasette.databases:
        return {}
    return {str(name): Path(str(path)) for name, path in configured.items()}


def is_ours(datasette: Datasette) -> bool:
    """Whether this Datasette serves an archive, or several."""
    return DATABASE in datasette.databases or bool(named(datasette))


async def open_collections(datasette: Datasette) -> None:
    """Open every archive. Raises StartupError when one cannot be."""
    found = []
    for name, path in named(datasette).items():
        database = path / "archive.db" if path.is_dir() else path
        if not _NAME.fullmatch(name) or not database.is_file():
            raise StartupError(
                f"plugins: policy-archive: archives: {name}: {path} is no archive, or the name is "
                "not made of a-z, 0-9 and hyphens."
            )
        site = _site(datasette, name, database)
        await site.invoke_startup()
        found.append(Collection(name=name, site=site, app=site.app()))
    datasette.__dict__[_KEPT] = tuple(found)


def collections(datasette: Datasette) -> tuple[Collection, ...]:
    """The archives, in the order of the configuration."""
    found: tuple[Collection, ...] = datasette.__dict__.get(_KEPT, ())
    return found


def _site(datasette: Datasette, name: str, database: Path) -> Datasette:
    """The Datasette of one archive, with the settings of the whole but its own address."""
    from datasette.app import DEFAULT_SETTINGS, Datasette  # it imports us, too

    config = copy.deepcopy(datasette.config or {})
    config.get("plugins", {}).get(_PLUGIN, {}).pop("archives", None)
    config.pop("settings", None)
    settings = {key: datasette.setting(key) for key in DEFAULT_SETTINGS}
    settings["base_url"] = f"{datasette.setting('base_url')}{name}/"
    site = Datasette([], config=config, settings=settings, secret=datasette._secret)
    is_snapshot = (database.parent / "SHA256SUMS").exists()
    served = Database(site, path=str(database), is_mutable=not is_snapshot)
    site.add_database(served, name=DATABASE)
    return site


def mounted(app: App, datasette: Datasette) -> App:
    """Hand what is asked below an archive's name to its own site."""

    async def route(scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        for one in collections(datasette) if scope["type"] == "http" else ():
            if path.startswith(one.path):
                await one.app(scope, receive, send)
                return
            if path == one.path.rstrip("/"):
                await _moved(send, one.path)
                return
        await app(scope, receive, send)

    return route


async def _moved(send: Any, to: str) -> None:
    headers = [(b"location", to.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 301, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
