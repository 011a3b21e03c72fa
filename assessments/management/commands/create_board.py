"""Make a board and its first beheerder on an empty installation."""

from __future__ import annotations

import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from assessments.access.policies import Refused
from assessments.models import User, normalise_email
from assessments.services import organisation
from assessments.services.addresses import link_to
from assessments.services.places import MAX_NAME


class Command(BaseCommand):
    help = "Maak een bestuur en zijn eerste beheerder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="de naam van het bestuur")
        parser.add_argument("--number", default="", help="het bevoegdgezagnummer, met voorloopnullen")
        parser.add_argument("--admin-email", required=True, help="het e-mailadres van de eerste beheerder")
        parser.add_argument("--admin-name", required=True, help="de naam van de eerste beheerder")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="lees het wachtwoord van de beheerder van de invoer; zonder dit komt de beheerder binnen met een "
            "code per mail",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name, admin_name = options["name"].strip(), options["admin_name"].strip()
        email, number = normalise_email(options["admin_email"]), options["number"].strip()
        for what, value, most in (("--name", name, MAX_NAME), ("--admin-name", admin_name, MAX_NAME)):
            if not value or len(value) > most or not value.isprintable():
                raise CommandError(
                    f"{what} moet 1 tot {most} zichtbare tekens lang zijn. Er is niets aangemaakt."
                )
        if number and not (number.isdecimal() and len(number) <= 10):
            raise CommandError(
                "--number mag alleen uit cijfers bestaan, hoogstens 10. Er is niets aangemaakt."
            )
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is geen geldig e-mailadres. Er is niets aangemaakt.") from error
        password = self.password(User(email=email, name=admin_name)) if options["password_stdin"] else None
        try:
            board, admin = organisation.create_board(
                by=None,
                name=name,
                number=number,
                admin_email=email,
                admin_name=admin_name,
                password=password,
                tell=password is None,
            )
        except Refused as refused:
            raise CommandError(f"{refused.reason} Er is niets aangemaakt.") from refused
        self.stdout.write(
            f"Bestuur {board.name} is aangemaakt, met {admin.name} ({admin.email}) als beheerder."
        )
        if password is None:
            self.stdout.write(
                f"De beheerder krijgt een mail en logt in op {link_to('home')} met een code per mail."
            )
        self.stdout.write(
            "De beheerder leest daarna scholen, teams en mensen in (docs/organisatie-inlezen.md)."
        )

    def password(self, user: User) -> str:
        password = sys.stdin.readline().rstrip("\r\n")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(f"{' '.join(error.messages)} Er is niets aangemaakt.") from error
        return password
