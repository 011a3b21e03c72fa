"""`manage.py report`: the same PDF that the pages give, written to a file."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from assessments.models import Assessment, Board, Round, School, Team
from assessments.reports.context import board_report, school_report, team_report
from assessments.reports.engine import PangoMissing
from assessments.reports.render import AnyReport, render_pdf
from assessments.services.reports import report_downloaded

LANGUAGES = [code for code, _ in settings.LANGUAGES]

WHERE = (
    "Je vindt het ID in het adres van de pagina met het resultaat: "
    "/resultaten/teams/<ID>/, /resultaten/scholen/<ID>/<ID van de meting>/ of /resultaten/besturen/<ID>/."
)


def uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is geen ID. {WHERE}") from error


def day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is geen datum. Schrijf de datum als 2026-11-24.") from error


class Command(BaseCommand):
    help = "Schrijf het rapport van een team, een school of een bestuur als PDF."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument(
            "--team",
            metavar="ID",
            help="van het team met dit ID in het adres van een pagina, in de meting van die pagina",
        )
        whose.add_argument(
            "--school", metavar="ID", help="van de school met dit ID in het adres van haar resultaat"
        )
        whose.add_argument(
            "--board", metavar="ID", help="van het bestuur met dit ID in het adres van zijn resultaat"
        )
        parser.add_argument(
            "--round",
            metavar="ID",
            help="in de meting met dit ID in het adres van haar pagina; anders de laatste met een vastgesteld "
            "team, en van een bestuur de stand van nu",
        )
        parser.add_argument("--language", choices=LANGUAGES, default="nl", help="de taal")
        parser.add_argument(
            "--as-of", metavar="DATUM", help="de dag waarop het rapport staat; anders vandaag"
        )
        parser.add_argument("--output", metavar="BESTAND", required=True, help="waar de PDF komt")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = _round(options["round"])
        as_of = day(options["as_of"]) if options["as_of"] else timezone.localdate()
        of = _whose(options, round_)
        with translation.override(options["language"]):
            report = _report(of, round_, as_of)
        try:
            content = render_pdf(report)
        except PangoMissing as missing:
            raise CommandError(f"Voor een PDF ontbreekt Pango. Installeer het zo:\n{missing}") from missing
        target = Path(options["output"])
        try:
            target.write_bytes(content)
        except OSError as error:
            raise CommandError(
                f"Het rapport kan niet naar {target} geschreven worden: {error.strerror}."
            ) from error
        report_downloaded(by=None, of=of)
        self.stdout.write(f"{report.title}: {target} ({len(content) // 1024} kB)")


def _whose(options: dict[str, Any], round_: Round | None) -> Assessment | School | Board:
    if options["team"]:
        return _assessment(options["team"], round_)
    return _school(options["school"]) if options["school"] else _board(options["board"])


def _report(of: Assessment | School | Board, round_: Round | None, as_of: dt.date) -> AnyReport:
    match of:
        case Assessment():
            return team_report(of, reader=None, as_of=as_of)
        case School():
            return school_report(of, _round_of_school(of, round_), reader=None, as_of=as_of)
        case Board():
            family_of = _round_of_board(of, round_).card
            return board_report(of, family_of, round_=round_, as_of=as_of)


def _round(text: str | None) -> Round | None:
    if text is None:
        return None
    found = Round.objects.started().filter(uid=uid(text)).first()
    if found is None:
        raise CommandError(f"Er is geen geopende meting met ID {text}. Je vindt het ID in /metingen/<ID>/.")
    return found


def _assessment(text: str, round_: Round | None) -> Assessment:
    """By the ID in the address of a page, which is that of a team in a round; or by the team's own."""
    here = Assessment.objects.started().filter(uid=uid(text)).select_related("school__board", "round").first()
    if here is not None:
        if round_ is not None and here.round != round_:
            raise CommandError(
                f"ID {text} is van {here.team_name} in {here.round}, niet in {round_}. Laat --round weg, of neem "
                f"het ID uit het adres van het resultaat in {round_}."
            )
        return here
    team = Team.objects.filter(uid=uid(text)).first()
    if team is None:
        raise CommandError(f"Er is geen team met ID {text} in een geopende meting. {WHERE}")
    theirs = team.assessments.select_related("school__board")
    if round_ is not None:
        found = theirs.filter(round=round_).first()
        if found is None:
            raise CommandError(f"{team} doet niet mee in {round_}.")
        return found
    latest = theirs.real().started().confirmed().latest_first().first()
    if latest is None:
        raise CommandError(
            f"{team} heeft nog niets vastgesteld. Noem met --round een meting voor een concept."
        )
    return latest


def _school(text: str) -> School:
    found = School.objects.filter(uid=uid(text)).select_related("board").first()
    if found is None:
        raise CommandError(f"Er is geen school met ID {text}. {WHERE}")
    return found


def _round_of_school(school: School, round_: Round | None) -> Round:
    theirs = Assessment.objects.filter(school=school)
    if round_ is not None:
        if not theirs.filter(round=round_).exists():
            raise CommandError(f"{school} doet niet mee in {round_}.")
        return round_
    confirmed = theirs.real().confirmed().values("round")
    latest = Round.objects.started().filter(pk__in=confirmed).latest_first().first()
    if latest is None:
        raise CommandError(
            f"In {school} heeft nog geen team iets vastgesteld. Noem met --round de meting die je wilt."
        )
    return latest


def _board(text: str) -> Board:
    found = Board.objects.filter(uid=uid(text)).first()
    if found is None:
        raise CommandError(f"Er is geen bestuur met ID {text}. {WHERE}")
    return found


def _round_of_board(board: Board, round_: Round | None) -> Round:
    """The one asked for, or the latest: of its card family is the report."""
    theirs = Round.objects.of_board(board).select_related("card")
    found = theirs.filter(pk=round_.pk).first() if round_ else theirs.first()
    if found is None:
        raise CommandError(
            f"{round_} is geen meting van {board}." if round_ else f"{board} heeft nog geen geopende meting."
        )
    return found
