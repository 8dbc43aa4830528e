"""A migration operation that makes a table append-only: the database itself refuses UPDATE and DELETE."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: rows of % are never changed or deleted', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """`operations = [..., append_only("grants_ledgerentry")]`."""
    return migrations.RunSQL(
        sql=f"{FUNCTION} CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change();",
        reverse_sql=f"DROP TRIGGER IF EXISTS {table}_append_only ON {table};",
    )


def frozen_when(table: str, condition: str) -> migrations.RunSQL:
    """The database refuses UPDATE and DELETE of the rows that meet a condition on OLD.

    `operations = [..., frozen_when("questionnaires_formversion", "OLD.status = 'published'")]`.
    """
    return migrations.RunSQL(
        sql=f"{FUNCTION} CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuse_change();",
        reverse_sql=f"DROP TRIGGER IF EXISTS {table}_frozen ON {table};",
    )
