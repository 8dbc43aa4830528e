from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint(model_name="agreementparty", name="agreement_party_once"),
        migrations.AddField(
            model_name="agreementparty",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="agreementparty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("agreement", "organisation"),
                name="agreement_party_once",
            ),
        ),
    ]
