from django.db import migrations

from deffinum.foundation.audit.append_only import frozen_when


class Migration(migrations.Migration):
    """The database itself refuses to change a published version."""

    dependencies = [("questionnaires", "0001_initial")]
    operations = [frozen_when("questionnaires_formversion", "OLD.status = 'published'")]
