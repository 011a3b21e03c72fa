"""The files about rounds, what came of them, and the log. The floor holds here too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from assessments.enums import MAX_LEVELS
from assessments.models import (
    Assessment,
    AuditEvent,
    Board,
    Confirmation,
    ConfirmedScore,
    Participation,
    Round,
    SizeRaise,
    Tally,
    TeamScore,
)
from assessments.results.privacy import above_floor

from .cards import CARD
from .table import PERSON, Column, Table


def _of_assessments(model: type[Model], path: str = "assessment") -> Callable[[Board], QuerySet[Any]]:
    order = (f"{path}__round", f"{path}", "pk")
    return lambda board: model._default_manager.filter(**{f"{path}__school__board": board}).order_by(*order)


def _tallies(board: Board) -> QuerySet[Tally]:
    """What the board itself may see: above the floor, of confirmed teams. What it may not see does not leave either."""
    confirmed = Assessment.objects.filter(school__board=board).answering_closed().confirmed()
    return Tally.objects.filter(above_floor(), assessment__in=confirmed).order_by("assessment", "pk")


ASSESSMENT: Column = ("zelfevaluatie", "assessment__uid", "sleutel van de zelfevaluatie")
INDICATOR: Column = ("indicator", "indicator__code", "code van de indicator, zie indicatoren")
SCORE: tuple[Column, ...] = (
    INDICATOR,
    ("keuze", "choice", "niveau, weet-niet of nvt; leeg als er alleen tekst staat"),
    ("niveau", "level", "het niveau, van laag naar hoog"),
    ("onderbouwing", "rationale", "waarom, in de woorden van het team"),
    ("bewijs", "evidence", "waaruit het blijkt"),
    ("bewijs_van", "evidenced_on", "de dag waarop het bewijs is opgeschreven"),
    ("afwijkende_mening", "dissent", "wat iemand anders vond"),
    ("versie", "version", "hoe vaak het is opgeschreven"),
)

RESULTS: tuple[Table, ...] = (
    Table(
        "metingen",
        "alle metingen, ook concepten en proefmetingen",
        (Round,),
        lambda board: board.rounds.order_by("pk"),
        (
            ("sleutel", "uid", ""),
            CARD,
            ("naam", "title", ""),
            ("eerste_dag", "starts_on", ""),
            ("laatste_dag", "ends_on", ""),
            ("stand", "state", ""),
            ("proef", "is_trial", ""),
            ("geopend_op", "opened_at", ""),
            ("gesloten_op", "closed_at", ""),
        ),
    ),
    Table(
        "zelfevaluaties",
        "één team in één meting, met de namen zoals ze toen waren",
        (Assessment,),
        lambda board: Assessment.objects.filter(school__board=board).order_by("round", "pk"),
        (
            ("sleutel", "uid", ""),
            ("meting", "round__uid", ""),
            ("school", "school__uid", ""),
            ("naam_van_de_school", "school_name", ""),
            ("team", "team__uid", ""),
            ("naam_van_het_team", "team_name", ""),
            ("werkwijze", "way", "samen, of individueel: eerst ieder voor zich"),
            ("ondergrens", "min_group", "vanaf zoveel mensen is een verdeling te zien"),
            ("teamgrootte", "declared_size", "zoals opgegeven bij het openen"),
            ("invullen_gesloten_op", "answering_closed_at", ""),
            ("vastgesteld_op", "confirmed_at", "leeg: nog niet, of heropend"),
        ),
    ),
    Table(
        "deelname",
        "dat iemand meedeed, met de dag; niet wie, en nooit wat iemand antwoordde",
        (Participation,),
        _of_assessments(Participation),
        (
            ASSESSMENT,
            ("via", "via", "account, persoonlijke link, teamlink of papier"),
            ("begonnen_op", "began_on", ""),
        ),
    ),
    Table(
        "teamgroottes",
        "elke keer dat een team na het eerste antwoord groter bleek dan opgegeven",
        (SizeRaise,),
        _of_assessments(SizeRaise),
        (
            ASSESSMENT,
            ("eerst", "before", "aantal mensen"),
            ("daarna", "after", "aantal mensen"),
            ("reden", "reason", ""),
            ("verhoogd_op", "raised_at", ""),
            ("verhoogd_door", "raised_by__uid", PERSON),
        ),
    ),
    Table(
        "teamscores",
        "wat een team nu afspreekt, per indicator",
        (TeamScore,),
        _of_assessments(TeamScore),
        (
            ASSESSMENT,
            *SCORE,
            ("gewijzigd_op", "updated_at", ""),
            ("gewijzigd_door", "updated_by__uid", PERSON),
        ),
    ),
    Table(
        "vaststellingen",
        "elke keer dat teamscores zijn vastgesteld, en waar dat gebeurde het heropenen",
        (Confirmation,),
        _of_assessments(Confirmation),
        (
            ASSESSMENT,
            ("nummer", "number", "de hoeveelste keer"),
            ("vastgesteld_op", "confirmed_at", ""),
            ("vastgesteld_door", "confirmed_by__uid", PERSON),
            ("heropend_op", "reopened_at", ""),
            ("heropend_door", "reopened_by__uid", PERSON),
            ("reden_van_heropenen", "reopen_reason", ""),
        ),
    ),
    Table(
        "vastgestelde_scores",
        "de teamscores zoals ze bij elke vaststelling waren",
        (ConfirmedScore,),
        _of_assessments(ConfirmedScore, "confirmation__assessment"),
        (
            ("zelfevaluatie", "confirmation__assessment__uid", "sleutel van de zelfevaluatie"),
            ("nummer", "confirmation__number", "van welke vaststelling"),
            *SCORE,
        ),
    ),
    Table(
        "aantallen",
        "hoeveel mensen wat kozen, van vastgestelde teams; alleen waar genoeg mensen antwoordden (de ondergrens)",
        (Tally,),
        _tallies,
        (
            ASSESSMENT,
            INDICATOR,
            *(
                (f"niveau_{number}", f"level_{number}", "aantal mensen")
                for number in range(1, MAX_LEVELS + 1)
            ),
            ("weet_niet", "unknown", "aantal mensen"),
            ("nvt", "not_applicable", "aantal mensen"),
        ),
    ),
    Table(
        "logboek",
        "wie wat deed en wanneer, met sleutels in plaats van namen",
        (AuditEvent,),
        lambda board: AuditEvent.objects.filter(board=board.uid).order_by("pk"),
        (
            ("op", "at", ""),
            ("wie", "actor", "sleutel van de persoon; leeg: een opdracht op de server"),
            ("wat", "verb", ""),
            ("soort", "object_type", "waarover het ging"),
            ("sleutel", "object_key", "waarover het ging"),
        ),
    ),
)
