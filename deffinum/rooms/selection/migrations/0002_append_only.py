"""A decision and an evaluation of the rules never change: the database itself refuses it."""

from django.db import migrations

from deffinum.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("selection", "0001_initial")]

    operations = [append_only("selection_decision"), append_only("selection_eligibilitycheck")]
