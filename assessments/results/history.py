"""What a team agreed last time, for showing beside its new choice."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, Subquery

from assessments.enums import Choice
from assessments.models import Assessment, Level, TeamScore

from .rows import preceding
from .values import CardInfo


@dataclass(frozen=True, slots=True)
class Agreed:
    """A choice of an earlier round; `level` only with `Choice.LEVEL`."""

    choice: Choice
    level: int | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The confirmed scores of the round before, by indicator code; empty where there is nothing to compare."""

    round_title: str = ""
    scores: dict[str, Agreed] = field(default_factory=dict)


def earlier_scores(assessment: Assessment, card: CardInfo, criterion_code: str) -> Earlier:
    """Return what was agreed in the round before on one criterion of its card; one query.

    Nothing where that assessment is not confirmed, or its card has another number of levels.
    """
    latest = preceding(assessment, card)
    scale = Level.objects.filter(card=OuterRef("indicator__card")).order_by().values("card")
    rows = (
        TeamScore.objects.filter(
            Q(assessment=Subquery(latest.values("pk")[:1])),
            ~Q(choice=Choice.NONE),
            assessment__confirmed_at__isnull=False,
            indicator__criterion__code=criterion_code,
        )
        .annotate(levels=Subquery(scale.annotate(number=Count("pk")).values("number")))
        .filter(levels=len(card.levels))
        .values_list("indicator__code", "choice", "level", "assessment__round__title")
    )
    earlier = Earlier()
    for code, choice, level, title in rows:
        earlier.scores[code] = Agreed(Choice(choice), level)
        earlier = Earlier(title, earlier.scores)
    return earlier
