"""The statements' table: partitioned by the instant of storing, so that months come and go whole.

Written in SQL because Django has no words for a partitioned table. The default partition takes every row until
`prepare_partitions` makes the months to come; an index on the parent makes itself on each partition.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

TABLE = """
CREATE TABLE records_statement (
    store_id uuid NOT NULL,
    stored timestamptz NOT NULL,
    id uuid NOT NULL,
    occurred timestamptz NOT NULL,
    actor_key uuid NOT NULL,
    verb_key uuid NOT NULL,
    object_key uuid,
    registration uuid,
    mentions uuid[] NOT NULL,
    access_key_id uuid NOT NULL,
    voids boolean NOT NULL,
    voided boolean NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (store_id, stored, id)
) PARTITION BY RANGE (stored);
CREATE TABLE records_statement_default PARTITION OF records_statement DEFAULT;
CREATE INDEX records_statement_actor ON records_statement (store_id, actor_key, stored, id);
CREATE INDEX records_statement_verb ON records_statement (store_id, verb_key, stored, id);
CREATE INDEX records_statement_object ON records_statement (store_id, object_key, stored, id) WHERE object_key IS NOT NULL;
CREATE INDEX records_statement_registration ON records_statement (store_id, registration, stored, id)
    WHERE registration IS NOT NULL;
CREATE INDEX records_statement_mentions ON records_statement USING gin (mentions);
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, "DROP TABLE records_statement")],
            state_operations=[
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "store_id", "stored", "id", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("store_id", models.UUIDField()),
                        ("stored", models.DateTimeField()),
                        ("id", models.UUIDField()),
                        ("occurred", models.DateTimeField()),
                        ("actor_key", models.UUIDField()),
                        ("verb_key", models.UUIDField()),
                        ("object_key", models.UUIDField(null=True)),
                        ("registration", models.UUIDField(null=True)),
                        (
                            "mentions",
                            django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                        ),
                        ("access_key_id", models.UUIDField()),
                        ("voids", models.BooleanField()),
                        ("voided", models.BooleanField()),
                        ("body", models.TextField()),
                    ],
                ),
            ],
        ),
    ]
