"""The floor: how small the smallest group is that somebody could tell apart, and whether that is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessments.enums import Via
from assessments.models import Assessment, Participation, Round

Typists = Sequence[int | None]
"""Of each person who typed in their form from paper, by key; None for who answered by themselves."""

UNKNOWN_TYPIST = 0
"""Paper forms of which is not known who typed them in count as typed by one person."""


def typist_of(via: str, typed_by: int | None) -> int | None:
    return (typed_by or UNKNOWN_TYPIST) if via == Via.PAPER else None


def least_group(chose: Typists, only_wrote: Typists = ()) -> int:
    """The smallest group whose counts somebody can read from those of everybody, in people who made a choice.

    Everybody; and for each who typed in paper forms, and so knows them, everybody else, where there is anybody else.
    Who wrote a remark and made no choice is somebody else too.
    """
    groups = [len(chose)]
    for typist in {*chose, *only_wrote} - {None}:
        others = sum(one != typist for one in chose)
        if others or any(one != typist for one in only_wrote):
            groups.append(others)
    return min(groups)


def is_enough(least: int, assessment: Assessment) -> bool:
    """Whether counts and remarks may ever be shown to anybody."""
    return least >= assessment.min_group


@dataclass(frozen=True, slots=True)
class Prospect:
    """What closing now would leave, told from how many have begun: of what they chose nothing is read.

    `begun` are people; `others` are the fewest that are left without the forms that one person typed in from paper.
    """

    begun: int
    declared: int
    on_paper: int
    others: int
    is_enough: bool


def prospect(assessment: Assessment) -> Prospect:
    """One query. Where this is not enough nothing can be; where it is, it still depends on each indicator."""
    return _prospect(assessment, assessment.participations.begun().values_list("via", "typed_by"))


def still_answering(round_: Round) -> dict[int, Prospect]:
    """The prospect of each team of a round where answering is open, by key of its assessment; two queries."""
    teams = list(round_.assessments.individual().filter(answering_closed_at=None))
    begun: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    rows = Participation.objects.begun().filter(assessment__in=teams)
    for pk, via, typed_by in rows.values_list("assessment", "via", "typed_by"):
        begun[pk].append((via, typed_by))
    return {team.pk: _prospect(team, begun[team.pk]) for team in teams}


def _prospect(assessment: Assessment, begun: Iterable[tuple[str, int | None]]) -> Prospect:
    typists = [typist_of(via, typed_by) for via, typed_by in begun]
    least = least_group(typists)
    return Prospect(
        begun=len(typists),
        declared=assessment.declared_size or 0,
        on_paper=sum(typist is not None for typist in typists),
        others=least,
        is_enough=is_enough(least, assessment),
    )
