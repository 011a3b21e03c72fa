"""Do what waits in the background: send mail, read imports, and what is due each minute. Runs beside the web server."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessments.services.migrated import start_or_exit
from assessments.tasks.worker import Worker


class Command(BaseCommand):
    help = "Doe wat op de achtergrond wacht: mail versturen, inlezen, opruimen. Stopt netjes bij SIGTERM of Ctrl+C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--parent", type=int, help="stop ook als dit proces er niet meer is: het startte de worker"
        )

    def handle(self, *args: Any, parent: int | None, **options: Any) -> None:
        start_or_exit()
        worker = Worker()
        worker.configure_signals()
        worker.work(lambda: parent is None or os.getppid() == parent)
