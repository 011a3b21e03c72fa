"""Reading the audit log of one place: by what a deed was about. An index only, so on SQLite the table and its triggers
stay as they are.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_audit_by_person'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['object_key'], name='audit_by_thing'),
        ),
    ]
