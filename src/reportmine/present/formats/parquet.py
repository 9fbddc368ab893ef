"""Write tables as Parquet with row groups of a fixed size, so that the bytes do not depend on how the rows arrive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportmine.present.arrow import Batches, Header, arrow_schema, renamed
from reportmine.present.columns import Column

GROUP = 20_000  # rows of a row group
PARTITION_GROUP = 4_000  # … where many partitions are open at once
PARTITION = "part-0.parquet"
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # the name by which Arrow, Spark and Hive know a missing value
UNSAFE = '/\\:*?"<>|=%'


def write_parquet(batches: Batches, path: Path, columns: Sequence[Column], *, header: Header) -> None:
    """Write one typed Parquet file (zstd)."""
    file = GroupedFile(path, arrow_schema(columns, header), GROUP)
    for table in batches():
        file.write(renamed(table, columns, header))
    file.close()


def write_partitions(batches: Batches, folder: Path, columns: Sequence[Column], *, header: Header, by: str) -> None:
    """Write `folder/<by>=<value>/part-0.parquet`, one file a value; every batch has the column `by`, the files have not."""
    import pyarrow.compute as pc

    kept = [column for column in columns if column.name != by]
    files: dict[str, GroupedFile] = {}
    folder.mkdir(parents=True, exist_ok=True)
    for table in batches():
        values = table.column(by)
        for value in sorted(set(values.to_pylist()), key=str):
            mask = pc.is_null(values) if value is None else pc.equal(values, value)
            name = NO_VALUE if value is None else partition_name(str(value))
            if name not in files:
                (folder / f"{by}={name}").mkdir()
                files[name] = GroupedFile(
                    folder / f"{by}={name}" / PARTITION, arrow_schema(kept, header), PARTITION_GROUP
                )
            part = table.filter(mask).select([column.name for column in kept])
            files[name].write(renamed(part, kept, header))
    for file in files.values():
        file.close()


def partition_name(value: str) -> str:
    """Return a value as the name of a folder on every system, percent-encoded as Arrow decodes it.

    >>> partition_name("I63"), partition_name("a/b")
    ('I63', 'a%2Fb')
    """
    return "".join(f"%{ord(c):02X}" if c in UNSAFE or ord(c) < 32 else c for c in value)


class GroupedFile:
    """Collect tables and write row groups of exactly `group` rows, the last one shorter."""

    def __init__(self, path: Path, schema: Any, group: int) -> None:
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._schema = schema
        self._group = group
        self._waiting: list[Any] = []
        self._rows = 0

    def write(self, table: Any) -> None:
        """Take the rows of a table."""
        import pyarrow as pa

        self._waiting.append(table)
        self._rows += table.num_rows
        if self._rows < self._group:
            return
        joined = pa.concat_tables(self._waiting)
        whole = self._rows - self._rows % self._group
        self._writer.write_table(joined.slice(0, whole).combine_chunks(), row_group_size=self._group)
        # A copy of the rest: a slice would keep all of the rows alive.
        self._waiting = [pa.Table.from_pylist(joined.slice(whole).to_pylist(), schema=self._schema)]
        self._rows -= whole

    def close(self) -> None:
        """Write what waits and end the file."""
        import pyarrow as pa

        joined = pa.concat_tables(self._waiting) if self._waiting else self._schema.empty_table()
        if joined.num_rows or not self._waiting:
            self._writer.write_table(joined.combine_chunks(), row_group_size=self._group)
        self._writer.close()
