"""Tables as data: sorted, drawn, as CSV and JSON, and through all editions of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import Request, Response

from archive.export.delimited import harmless
from archive.web import charts, page_images, parameters, table_grid
from archive.web.queries import read
from archive.web.queries_tables import TablePage, as_record, edition_tables, table_page
from archive.web.render import as_json, as_text, linked, page, public
from archive.web.visits import Visit
from metadata.series_chart import chart_of
from metadata.series_grid import Grid, grid_of
from metadata.series_tables import Stitched, same_tables, stitch

if TYPE_CHECKING:
    from datasette.app import Datasette

_ROWS = 150  # shown on one page
_MOST_PAGES = 5_000
_MOST_CELLS = 2_400  # shown on one page
_MOST_RESTATED = 100  # listed one by one


@public
async def table(datasette: Datasette, request: Request) -> Response:
    """One extracted table: as printed, or sorted by a column; with a chart where it has one."""
    found = await _found(datasette, request)
    grid = grid_of(as_record(found.table, found.cells))
    column = parameters.whole(request, "sort", len(grid.columns), 0)
    falling = request.args.get("order") == "desc"
    number = parameters.whole(request, "page", _MOST_PAGES)
    rows = max(1, min(_ROWS, _MOST_CELLS // max(1, len(grid.columns))))
    first = (number - 1) * rows
    lines = table_grid.ordered(grid, column - 1, falling) if column else grid.lines
    chart = chart_of(grid)
    path = f"/-/tables/{quote(found.table['id'], safe='')}"

    def address(**changed: Any) -> str:
        kept = {"sort": column or None, "order": "desc" if falling else None}
        return linked(datasette.urls.path(path), **{**kept, **changed})

    context = {
        "found": found,
        "title": _title(found),
        "path": path,
        "grid": grid,
        "printed": table_grid.grid(found.cells, grid.header_rows, range(first, first + rows))
        if not column
        else (),
        "lines": lines[first : first + rows],
        "sorted_by": column,
        "falling": falling,
        "page": number,
        "has_more": len(grid.lines) > first + rows,
        "chart": charts.drawing(chart) if chart and number == 1 else None,
        "has_images": page_images.drawer() is not None,
        "address": address,
        "pager_link": lambda to: address(page=to),
    }
    return await page(datasette, request, "table.html", context)


@public
async def table_csv(datasette: Datasette, request: Request) -> Response:
    """One extracted table as CSV (RFC 4180): a spreadsheet runs none of it."""
    found = await _found(datasette, request)
    lines = table_grid.plain(found.cells, found.table["rows"], found.table["columns"])
    return _comma_separated(datasette, lines, f"table-{found.table['id']}", found)


@public
async def table_json(datasette: Datasette, request: Request) -> Response:
    """One extracted table as JSON: headings, and each row with its label, texts and numbers."""
    found = await _found(datasette, request)
    grid = grid_of(as_record(found.table, found.cells))
    body = {
        **{name: found.table[name] for name in ("id", "sha256", "page", "caption", "unit")},
        "documents": [dict(d) for d in found.documents],
        "columns": list(grid.columns),
        "label_columns": grid.label_columns,
        "rows": [
            {
                "row": line.row,
                "label": line.label,
                "texts": [p.text for p in line.places],
                "values": [p.value for p in line.places],
                "units": [p.unit for p in line.places],
                "page": max((p.page for p in line.places), default=found.table["page"]),
            }
            for line in grid.lines
        ],
    }
    return as_json(body)


@public
async def series(datasette: Datasette, request: Request) -> Response:
    """The same table through all editions, restated figures marked."""
    found, stitched = await _stitched(datasette, request)
    form = request.url_vars["form"]
    if form == ".csv":
        lines = [["row", "column", "edition", "text", "value", "restated", "table"]]
        lines += [[str(value) for value in line] for line in _long(stitched)]
        return _comma_separated(datasette, lines, f"table-{found.table['id']}-series", found)
    if form == ".json":
        names = ("row", "column", "edition", "text", "value", "restated", "table_id")
        figures = [dict(zip(names, line, strict=True)) for line in _long(stitched)]
        return as_json({"columns": list(stitched.columns), "figures": figures})
    chart = chart_of(_grid(stitched))
    rows = max(1, min(_ROWS, _MOST_CELLS // max(1, len(stitched.columns))))
    restated = [
        (label, column, figure)
        for label, figures in stitched.rows
        for column, figure in zip(stitched.columns, figures, strict=True)
        if figure and figure.restated
    ]
    context = {
        "found": found,
        "title": _title(found),
        "path": f"/-/tables/{quote(found.table['id'], safe='')}",
        "s": stitched,
        "rows": stitched.rows[:rows],
        "left_out": max(0, len(stitched.rows) - rows),
        "restated": restated[:_MOST_RESTATED],
        "chart": charts.drawing(chart) if chart else None,
    }
    return await page(datasette, request, "table_series.html", context)


async def _found(datasette: Datasette, request: Request) -> TablePage:
    table_id = parameters.name(request, "id")
    moment = Visit.of(request).moment
    return await read(datasette, lambda db: table_page(db, table_id), moment)


async def _stitched(datasette: Datasette, request: Request) -> tuple[TablePage, Stitched]:
    found = await _found(datasette, request)
    moment = Visit.of(request).moment
    own, others = await read(datasette, lambda db: edition_tables(db, found), moment)
    return found, stitch(same_tables(own, others))


def _title(found: TablePage) -> str | None:
    caption: str | None = found.table["caption"]
    return caption


def _grid(stitched: Stitched) -> Grid:
    """The newest statements as a table of their own."""
    return table_grid.of_places(
        stitched.columns,
        [(label, [f.latest.place if f else None for f in row]) for label, row in stitched.rows],
    )


def _long(stitched: Stitched) -> list[list[Any]]:
    """One line for each statement of each edition."""
    return [
        [label, column, one.edition, one.place.text, one.place.value, figure.restated, one.table_id]
        for label, figures in stitched.rows
        for column, figure in zip(stitched.columns, figures, strict=True)
        if figure
        for one in figure.stated
    ]


def _comma_separated(
    datasette: Datasette, lines: list[list[str]], name: str, found: TablePage
) -> Response:
    body = table_grid.comma_separated([[harmless(text) for text in line] for line in lines])
    address = linked(datasette.urls.path(f"/-/tables/{found.table['id']}"))
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Link": f'<{address}>; rel="describedby"',
    }
    return as_text(body, "text/csv; charset=utf-8", headers=headers)
