"""Every table as Parquet: typed, one folder a table, the large ones partitioned as Hive does.

What hangs on a file stands under `source=ID`, the source that the file first came from; what
happens over time stands under `year=YYYY`. Both are columns to whoever reads the folder. The
library that writes it is an extra of the installation and is asked for only here.
"""

from __future__ import annotations

import re

from archive.export.handover import Format, Handover
from archive.export.tables import dictionary, exported_tables
from metadata.errors import ConfigError


def write(handover: Handover) -> None:
    """Write `<table>/.../part-00000.parquet` for each table, and what the columns mean.

    Raises ConfigError when pyarrow is not installed.
    """
    try:
        from archive.export.parquet_files import write_table
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"Parquet cannot be written: {error.name} is missing. Install it with "
            '`pip install "policy-archive[parquet]"`.'
        ) from error
    for table in exported_tables():
        write_table(handover, table)
    lines = dictionary(lambda table: f"{table}/")
    (handover.folder / "dictionary.txt").write_text("".join(lines), encoding="utf-8")


FORMAT = Format(
    name="parquet",
    says="every table as typed, partitioned Parquet for DuckDB, pandas, Spark",
    write=write,
    names=re.compile(rf"{'|'.join(exported_tables())}|dictionary\.txt"),
)
