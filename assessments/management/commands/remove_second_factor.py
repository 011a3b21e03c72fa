"""Let somebody in again who lost their phone and their recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.access.policies import Refused
from assessments.models import User, normalise_email
from assessments.services import signing_in


class Command(BaseCommand):
    help = (
        "Verwijder de tweede stap van iemand die er niet meer bij kan. Kijk eerst of het echt diegene is die het "
        "vraagt. Diegene krijgt een mail, en wordt overal uitgelogd."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="het e-mailadres van diegene")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=normalise_email(options["email"])).first()
        if user is None:
            raise CommandError("Er is niemand met dit e-mailadres. Er is niets veranderd.")
        try:
            signing_in.remove_second_factor(by=None, user=user)
        except Refused as refused:
            raise CommandError(str(refused.reason)) from refused
        self.stdout.write(
            "De tweede stap is verwijderd. Diegene kan weer inloggen, en krijgt er een mail over."
        )
