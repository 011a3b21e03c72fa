"""The files about what teams improve first, and the actions that were made of it."""

from __future__ import annotations

from assessments.models import Action, ActionEntry, Priority

from .results import ASSESSMENT, INDICATOR
from .table import PERSON, Column, Table

Tie = Action.indicators.through

ACTION: Column = ("actie", "action__uid", "sleutel van de actie")

ACTIONS: tuple[Table, ...] = (
    Table(
        "prioriteiten",
        "wat een team het eerst verbetert",
        (Priority,),
        lambda board: Priority.objects.filter(assessment__school__board=board).order_by("assessment", "pk"),
        (
            ASSESSMENT,
            INDICATOR,
            ("volgorde", "position", "1 is het eerst"),
            ("gekozen_op", "chosen_at", ""),
            ("gekozen_door", "chosen_by__uid", PERSON),
        ),
    ),
    Table(
        "acties",
        "wie wat doet en wanneer het klaar is",
        (Action,),
        lambda board: Action.objects.in_board(board).order_by("pk"),
        (
            ("sleutel", "uid", ""),
            ("bestuur", "board__uid", "alleen bij een actie van het hele bestuur"),
            ("school", "school__uid", "alleen bij een actie van een hele school"),
            ("team", "team__uid", "alleen bij een actie van een team"),
            (
                "meegenomen_van",
                "carried_from__uid",
                "het team waarvan de actie was voor dat team samenging met andere",
            ),
            ASSESSMENT,
            ("wat", "what", ""),
            ("waarom", "why", ""),
            ("waaraan_te_zien", "how_seen", "waaraan te zien is dat het werkt"),
            ("wie", "owner__uid", PERSON),
            ("rol", "owner_role", "wie het doet, als het geen persoon is"),
            ("klaar_op", "due_on", ""),
            ("stand", "status", "gepland, bezig, afgerond of gestopt"),
            ("geëindigd_op", "ended_on", ""),
            ("gemaakt_op", "made_at", ""),
            ("gemaakt_door", "made_by__uid", PERSON),
        ),
    ),
    Table(
        "acties_indicatoren",
        "over welke indicatoren een actie gaat",
        (),
        lambda board: Tie.objects.filter(action__in=Action.objects.in_board(board)).order_by("pk"),
        (ACTION, ("kaart", "indicator__card__uid", "sleutel van de kaart"), INDICATOR),
    ),
    Table(
        "acties_verloop",
        "hoe een actie ervoor stond vanaf een moment, en wat iemand erbij schreef",
        (ActionEntry,),
        lambda board: ActionEntry.objects.filter(action__in=Action.objects.in_board(board)).order_by("pk"),
        (
            ACTION,
            ("op", "at", ""),
            ("door", "by__uid", PERSON),
            ("stand", "status", ""),
            ("klaar_op", "due_on", ""),
            ("tekst", "text", ""),
        ),
    ),
)
