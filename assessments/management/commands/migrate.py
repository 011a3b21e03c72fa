"""Django's own `migrate`, by one process at a time."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from assessments.services.migrated import alone


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with alone():
            return super().handle(*args, **options)
