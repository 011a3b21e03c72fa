"""Do once what a worker does by itself each minute and each day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.tasks.due import due_work


class Command(BaseCommand):
    help = "Doe eenmaal wat een worker elke minuut en elke dag vanzelf doet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not due_work(daily_too=True):
            raise CommandError("Niet alles is gelukt; de regels hierboven zeggen wat niet.")
