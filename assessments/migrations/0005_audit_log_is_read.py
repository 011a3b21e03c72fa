"""Reading the audit log: pages, by person and by deed, from an index each. Indexes only: on SQLite the table, and so its
triggers, stay as they are.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0004_people_mail_imports'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='auditevent',
            name='audit_by_board',
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['board', '-at', '-id'], name='audit_of_board'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['board', 'actor', '-at', '-id'], name='audit_of_board_by_person'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['board', 'verb', '-at', '-id'], name='audit_of_board_by_verb'),
        ),
    ]
