from django.db import migrations

from deffinum.foundation.audit.append_only import append_only


class Migration(migrations.Migration):
    """A version is never changed: what was reviewed, cited and adapted stays what it was."""

    dependencies = [("commons", "0001_initial")]
    operations = [append_only("commons_resourceversion")]
