from django.db import migrations

from deffinum.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    """The database itself refuses to rewrite a state, an amount or a figure."""

    dependencies = [("plan", "0001_initial")]
    operations = [append_only(f"plan_{table}") for table in ("leverstateentry", "envelopeentry", "figure")]
