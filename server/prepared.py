"""Writes whose SQL is made once: Core works out a statement anew at every call, and a touch writes four rows.

The SQL is SQLite's, as the store is. JSON columns take plain data.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Column, Connection, Row, Select, Table, bindparam, insert, update
from sqlalchemy.dialects import sqlite

_COMPACT = (",", ":")  # a print job's row fits beside others on its page; a longer one takes a page of its own


class _Values:
    """A row's values in the order of the columns; what the row does not name is NULL."""

    def __init__(self, columns: list[Column[Any]]) -> None:
        self._names = [column.name for column in columns]
        self._json = [at for at, column in enumerate(columns) if isinstance(column.type, JSON)]

    def __call__(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        values = [row.get(name) for name in self._names]
        for at in self._json:
            values[at] = json.dumps(values[at], ensure_ascii=False, separators=_COMPACT)
        return tuple(values)


class Look:
    """One row of a query that is always the same but for its parameters."""

    def __init__(self, query: Select[Any]) -> None:
        compiled = query.compile(dialect=sqlite.dialect())
        self._sql, self._names = str(compiled), list(compiled.positiontup or ())

    def __call__(self, connection: Connection, **parameters: Any) -> Row[Any]:
        """The row; there is always exactly one."""
        return connection.exec_driver_sql(self._sql, tuple(parameters[name] for name in self._names)).one()


class Insert:
    """Adds rows to one table."""

    def __init__(self, table: Table) -> None:
        columns = [column for column in table.columns if column is not table.autoincrement_column]
        names = [column.name for column in columns]
        self._values = _Values(columns)
        self._sql = str(insert(table).compile(dialect=sqlite.dialect(), column_keys=names))

    def __call__(self, connection: Connection, row: Mapping[str, Any]) -> int:
        """The number of the new row, for tables that number their rows."""
        return connection.exec_driver_sql(self._sql, self._values(row)).lastrowid or 0


class Update:
    """Writes the named columns of the row that has this key."""

    def __init__(self, table: Table, names: list[str]) -> None:
        (key,) = table.primary_key.columns
        columns = [table.c[name] for name in names if name != key.name] + [key]
        changed: dict[str, Any] = {column.name: bindparam(column.name) for column in columns[:-1]}
        self._values = _Values(columns)
        self._sql = str(update(table).where(key == bindparam("_key")).values(changed).compile(dialect=sqlite.dialect()))

    def __call__(self, connection: Connection, row: Mapping[str, Any]) -> None:
        """Write; the row names its key too."""
        connection.exec_driver_sql(self._sql, self._values(row))
