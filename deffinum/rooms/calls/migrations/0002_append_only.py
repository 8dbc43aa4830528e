"""What was published or deposited never changes: the database itself refuses it."""

from django.db import migrations

from deffinum.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial")]

    operations = [append_only("calls_callversion"), append_only("calls_submission")]
