"""Mijn gegevens: what the log says of one person, from an index each for what they did and for what was done to them.

Nearly all that somebody does is at one board, so the first serves the log of a board too.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0008_board_changed'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='auditevent', name='audit_of_board_by_person'),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor', '-at', '-id'], name='audit_by_person'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['object_key', '-at', '-id'], name='audit_of_thing'),
        ),
    ]
