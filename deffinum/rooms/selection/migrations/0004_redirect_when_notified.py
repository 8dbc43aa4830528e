"""A decision names the call it redirects to; the linked file is opened by the notification, and found from there."""

import django.db.models.deletion
from django.db import migrations, models

TARGETS = """
ALTER TABLE selection_decision DISABLE TRIGGER selection_decision_append_only;
UPDATE selection_decision SET redirect_call_id = linked.call_id
  FROM calls_application AS linked WHERE linked.id = selection_decision.redirected_to_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE selection_decision ENABLE TRIGGER selection_decision_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0001_initial"),
        ("selection", "0003_gate_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="redirect_call",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="calls.call",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="redirect_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(sql=TARGETS, reverse_sql=migrations.RunSQL.noop),
        migrations.RemoveField(model_name="decision", name="redirected_to"),
    ]
