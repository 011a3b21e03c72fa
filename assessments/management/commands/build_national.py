"""Make a fictional nation, for measuring: three hundred boards, and all that they scored in five years."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.enums import Role
from assessments.services.demo import PASSWORD, DemoRefused
from assessments.services.national.build import ACCOUNTS, build_nation

AT_ONCE = 25


class Command(BaseCommand):
    help = (
        "Maakt een fictief land om mee te meten: 300 besturen, 1.600 scholen en 12.000 teams met vijf jaren van "
        "metingen, prioriteiten en acties. Nooit in productie."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--part",
            type=float,
            default=1.0,
            help="hoeveel ervan, bijvoorbeeld 0.1 voor een tiende (standaard 1: alles)",
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            help="hetzelfde getal geeft op een dag hetzelfde land (standaard 1)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()

        def tell(done: int, of: int) -> None:
            if done % AT_ONCE == 0 or done == of:
                self.stdout.write(f"{done} van {of} besturen, {time.monotonic() - started:.0f} s")

        try:
            made = build_nation(part=options["part"], seed=options["seed"], tell=tell)
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            "Het landelijke voorbeeld is gemaakt." if made else "Het landelijke voorbeeld stond er al."
        )
        self.stdout.write(f"Log in met een van deze accounts (wachtwoord: {PASSWORD}):")
        for role, email, _name in ACCOUNTS:
            self.stdout.write(f"  {email:<40} {Role(role).label}")
