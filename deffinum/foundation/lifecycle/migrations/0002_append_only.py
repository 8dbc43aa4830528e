from django.db import migrations

from deffinum.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    """The database itself refuses to change the history of states."""

    dependencies = [("lifecycle", "0001_initial"), ("audit", "0002_append_only")]
    operations = [append_only("lifecycle_transition")]
