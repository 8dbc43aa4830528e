from django.db import migrations

from deffinum.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    """The database itself refuses to change the log."""

    dependencies = [("audit", "0001_initial")]
    operations = [append_only("audit_auditentry")]
