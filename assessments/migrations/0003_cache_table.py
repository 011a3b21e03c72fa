"""The table of the shared cache, so that `migrate` alone makes a database ready."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE lob_cache")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_audit_append_only")]

    operations = [migrations.RunPython(create, drop)]
