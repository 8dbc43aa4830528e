"""Figures of each day, version, path and place, and the groups of them that may be read, in place of one facet at a time.

What was folded is folded again by the next minute's job, from the statements. What retention keeps (`kept`) is carried
over where it can be read as before, and is lost where it cannot:

- measures 14, 15 and from 100 up (scores, lengths of time) counted attempts and count learners now: never;
- learners, and those who completed and passed (1, 2, 3), had one row for each month in which they learnt. Where the months
  of every resource of the store add up to what is kept of the whole, each learner is in one month: they go to its first
  day, as nobody can say more. Else one learner of five months would stand there as five, who may be read;
- a store with a resource of which they do not add up carries nothing over, neither days nor sums: a sum of the store
  beside days without them would tell, by subtraction, of those who are missing;
- the other counts of resources and steps are the same as before.
"""

from django.db import migrations, models

KEEP = """
CREATE TABLE records_keptfigure AS SELECT * FROM records_figure WHERE kept <> 0;
DELETE FROM records_attempt;
DELETE FROM records_foldcursor;
"""
CARRY_OVER = """
DELETE FROM records_keptfigure WHERE measure IN (14, 15) OR measure >= 100;
DELETE FROM records_keptfigure WHERE store_id IN (
    SELECT store_id FROM records_keptfigure
    WHERE measure IN (1, 2, 3) AND resource_key <> '00000000-0000-0000-0000-000000000000'
        AND step_key = '00000000-0000-0000-0000-000000000000'
    GROUP BY store_id, resource_key, measure
    HAVING coalesce(sum(kept) FILTER (WHERE facet = 0), 0) <> coalesce(sum(kept) FILTER (WHERE facet = 1), 0));
INSERT INTO records_figure (store_id, resource_key, step_key, measure, live, kept)
SELECT store_id, resource_key, step_key, measure, 0, kept FROM records_keptfigure WHERE facet = 0;
INSERT INTO records_dailyfigure
    (store_id, resource_key, day, version_key, path_key, place_key, measure, live, kept)
SELECT store_id, resource_key, to_date(right(facet_key::text, 6), 'YYYYMM'), none, none, none, measure, 0, kept
FROM records_keptfigure, (SELECT '00000000-0000-0000-0000-000000000000'::uuid AS none) AS nil
WHERE facet = 1 AND measure IN (1, 2, 3);
INSERT INTO records_changedresource (store_id, resource_key) SELECT DISTINCT store_id, resource_key
FROM records_dailyfigure;
DROP TABLE records_keptfigure;
"""
ROOM_TO_CHANGE = """
ALTER TABLE records_participation SET (fillfactor = 90);
ALTER TABLE records_figure SET (fillfactor = 80);
ALTER TABLE records_dailyfigure SET (fillfactor = 90);
"""
"""Rows that change with each fold are rewritten beside themselves, without touching an index."""


def _key(*names: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("records", "0014_refused_again")]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Figure"),
        migrations.DeleteModel(name="Participation"),
        migrations.AddField("attempt", "tries", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField("attempt", "errors", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField("attempt", "lasted_ms", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("attempt", "is_stuck", models.BooleanField(default=False), preserve_default=False),
        migrations.AddField("foldcursor", "zone", models.CharField(default="", max_length=60)),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("pk", _key("store_id", "learner_key")),
                ("store_id", models.UUIDField()),
                ("learner_key", models.UUIDField()),
                ("resources", models.IntegerField()),
                ("completed", models.IntegerField()),
                ("passed", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("pk", _key("store_id", "resource_key", "step_key", "measure")),
                ("store_id", models.UUIDField()),
                ("resource_key", models.UUIDField()),
                ("step_key", models.UUIDField()),
                ("measure", models.SmallIntegerField()),
                ("live", models.BigIntegerField()),
                ("kept", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="DailyFigure",
            fields=[
                ("pk", _key("store_id", "resource_key", "day", "version_key", "path_key", "place_key", "measure")),
                ("store_id", models.UUIDField()),
                ("resource_key", models.UUIDField()),
                ("day", models.DateField()),
                ("version_key", models.UUIDField()),
                ("path_key", models.UUIDField()),
                ("place_key", models.UUIDField()),
                ("measure", models.SmallIntegerField()),
                ("live", models.BigIntegerField()),
                ("kept", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ShownGroup",
            fields=[
                ("pk", _key("store_id", "resource_key", "measure", "rank")),
                ("store_id", models.UUIDField()),
                ("resource_key", models.UUIDField()),
                ("measure", models.SmallIntegerField()),
                ("rank", models.IntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("version_key", models.UUIDField()),
                ("path_key", models.UUIDField()),
                ("place_key", models.UUIDField()),
                ("number", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ChangedResource",
            fields=[
                ("pk", _key("store_id", "resource_key")),
                ("store_id", models.UUIDField()),
                ("resource_key", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(ROOM_TO_CHANGE + CARRY_OVER, migrations.RunSQL.noop),
    ]
