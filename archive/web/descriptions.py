"""What Datasette says about the archive's tables and columns, written once, in the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import schema
from archive.web.queries import DATABASE

if TYPE_CHECKING:
    from datasette.app import Datasette

_TITLE = "Policy archive"
_ABOUT = (
    "Publications of public bodies, every version they ever published, read completely. "
    "Each conclusion carries its evidence."
)


async def describe(datasette: Datasette) -> None:
    """Set titles and descriptions of the instance, the database, its tables and columns."""
    if not (await datasette.get_instance_metadata()).get("title"):
        await datasette.set_instance_metadata("title", _TITLE)
    await datasette.set_database_metadata(DATABASE, "title", _TITLE)
    await datasette.set_database_metadata(DATABASE, "description", _ABOUT)
    for table in schema.words():
        await datasette.set_resource_metadata(
            DATABASE, table.name, "description", table.description
        )
        for name, _, description in table.columns:
            await datasette.set_column_metadata(
                DATABASE, table.name, name, "description", description
            )
