from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0017_course_package'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='refusedstatement',
            index=models.Index(condition=models.Q(('again_at__isnull', False)), fields=['forwarding', 'again_at'], name='refused_asked_again'),
        ),
    ]
