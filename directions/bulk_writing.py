"""Writes any number of rows in one statement: they go to the database as one JSON text, which it unfolds by itself.

Django's own bulk methods send one parameter a value, and cut the rows into batches where a database bounds them: on
SQLite 10 000 figures take some 300 statements.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

# How each database makes rows of a JSON array of objects; %s stands for the array.
_UNFOLDED = {
    "sqlite": "SELECT {values} FROM json_each(%s) WHERE true",
    "postgresql": "SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
}


def write_rows(rows: Sequence[Model], update: Collection[str] = ()) -> None:
    """Inserts rows of one model; one whose key is stored already has its fields `update` changed, and no other.

    As with Django's bulk methods no `save` runs and no signal is sent, and `auto_now` fields are filled. A key that the
    database makes is not given back. Must run in a transaction of the caller.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    made_by_database = model._meta.pk.db_returning and rows[0].pk is None
    fields = [field for field in model._meta.concrete_fields if not (made_by_database and field.primary_key)]
    content = json.dumps([_as_json(row, fields, connection) for row in rows], cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, fields, update, connection), [content])


def _as_json(row: Model, fields: Sequence[Field], connection: BaseDatabaseWrapper) -> dict[str, object]:
    return {field.column: field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields}


def _statement(
    model: type[Model], fields: Sequence[Field], update: Collection[str], connection: BaseDatabaseWrapper
) -> str:
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in fields]
    table = quote(model._meta.db_table)
    unfolded = _UNFOLDED[connection.vendor].format(
        table=table,
        columns=", ".join(columns),
        values=", ".join(f"json_extract(value, '$.{field.column}')" for field in fields),
    )
    statement = f"INSERT INTO {table} ({', '.join(columns)}) {unfolded}"
    if not update:
        return statement
    changed = [quote(model._meta.get_field(name).column) for name in update]
    values = ", ".join(f"{column} = excluded.{column}" for column in changed)
    return f"{statement} ON CONFLICT ({quote(model._meta.pk.column)}) DO UPDATE SET {values}"
