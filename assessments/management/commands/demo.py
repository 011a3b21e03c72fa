"""Make the demo: a fictional board with three schools and three rounds. Does nothing where it already is."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.services import demo


class Command(BaseCommand):
    help = "Maakt een fictief bestuur met drie scholen, tien teams en drie metingen. Nooit in productie."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = demo.build_demo()
        except demo.DemoRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("De demo is gemaakt." if made else "De demo stond er al.")
        self.stdout.write(f"Log in met een van deze accounts (wachtwoord: {demo.PASSWORD}):")
        for role, email, _ in demo.accounts():
            self.stdout.write(f"  {email:<40} {role}")
