"""Inserts whose SQL is made once: Core works out a statement anew at every call, and a touch inserts four rows."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Connection, Table, insert
from sqlalchemy.dialects import sqlite


class Insert:
    """Inserts rows into one table. Columns that a row does not name become NULL; JSON columns take plain data."""

    def __init__(self, table: Table) -> None:
        columns = [column for column in table.columns if column is not table.autoincrement_column]
        compiled = insert(table).compile(dialect=sqlite.dialect(), column_keys=[column.name for column in columns])
        self._sql = str(compiled)
        self._columns = [(column.name, isinstance(column.type, JSON)) for column in columns]

    def __call__(self, connection: Connection, row: Mapping[str, Any]) -> int:
        """The number of the new row, for tables that number their rows."""
        values = tuple(
            json.dumps(row.get(name), ensure_ascii=False) if plain else row.get(name) for name, plain in self._columns
        )
        return connection.exec_driver_sql(self._sql, values).lastrowid or 0
