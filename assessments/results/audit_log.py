"""The audit log of a board, read: which deeds, by whom, about what.

The log itself holds keys alone. Names are looked up when it is shown, among what belongs to the board and is still
there; so a name that was erased is gone from the log too, and one of another board never shows.

Who reads the log reads of every person, school and team of the board who did what there: that is what it is for. A
round, or a team in it, is named for who may see it: the log gives no right to that. For others its kind is all it says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.permissions import Person
from assessments.enums import Verb
from assessments.models import (
    AuditEvent,
    Board,
    Card,
    Invitation,
    Membership,
    School,
    Team,
    User,
)
from assessments.models.base import sort_key

from .audit_words import SERVER, deed
from .days import midnight

Place = School | Team


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see of the log. Days are days in the Netherlands; `server` means: done by a command."""

    since: dt.date | None = None
    until: dt.date | None = None
    verbs: tuple[Verb, ...] = ()
    actor: UUID | None = None
    server: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed as it reads. `what` is empty where there is nothing to name."""

    at: dt.datetime
    who: str
    deed: str
    what: str


def events_of(reader: Person, board: Board, wanted: Wanted) -> QuerySet[AuditEvent]:
    """The deeds of a board that somebody wants to see, latest first."""
    if wanted.place:
        # Few deeds of a board are about one place. Said so, SQLite too looks those up, in place of reading all of them.
        of_board = Exact(Coalesce("board", "board"), board.uid)
        events = AuditEvent.objects.filter(of_board, object_key__in=_about(reader, wanted.place))
    else:
        events = AuditEvent.objects.filter(board=board.uid)
    if wanted.since:
        events = events.filter(at__gte=midnight(wanted.since))
    if wanted.until:
        events = events.filter(at__lt=midnight(wanted.until + dt.timedelta(days=1)))
    if wanted.verbs:
        events = events.filter(verb__in=wanted.verbs)
    if wanted.server:
        events = events.filter(actor__isnull=True)
    elif wanted.actor:
        events = events.filter(actor=wanted.actor)
    return events.order_by("-at", "-pk")


def actors_of(board: Board) -> list[tuple[UUID | None, str]]:
    """Everybody who ever did something, by name, those without one last; None is a command on the server."""
    keys = set(
        AuditEvent.objects.filter(board=board.uid).order_by().values_list("actor", flat=True).distinct()
    )
    people = {key for key in keys if key is not None}
    names = _names_of_people(board, people)
    known = sorted(names.items(), key=lambda item: (sort_key(item[1]), item[0]))
    gone = [(key, nobody(key)) for key in sorted(people - set(names))]
    return [*known, *gone, *([(None, str(SERVER))] if None in keys else [])]


def entries_of(reader: Person, board: Board, events: Iterable[AuditEvent]) -> list[Entry]:
    """The deeds as they read to somebody, in the same order. One query for all people, one per kind of thing named."""
    found = list(events)
    about: dict[str, set[UUID]] = {}
    for event in found:
        if event.object_key:
            about.setdefault(event.object_type, set()).add(event.object_key)
    people = {event.actor for event in found if event.actor} | about.pop("user", set())
    who = _names_of_people(board, people)
    what = {kind: NAMES[kind](reader, board, keys) for kind, keys in about.items() if kind in NAMES} | {
        "user": who
    }
    return [
        Entry(
            at=event.at,
            who=who.get(event.actor, nobody(event.actor)) if event.actor else str(SERVER),
            deed=deed(event.verb),
            what=_what(event, what),
        )
        for event in found
    ]


def nobody(key: UUID) -> str:
    """Somebody whose name is not known here (any more). The short key tells two of them apart."""
    return _("Iemand die weg is (%(key)s)") % {"key": str(key)[:8]}


def _what(event: AuditEvent, names: dict[str, dict[UUID, str]]) -> str:
    known = names.get(event.object_type)
    if known is None or event.object_key is None or event.verb == Verb.DATA_DOWNLOADED:
        return ""
    if event.object_key == event.actor:
        return _("zichzelf")
    if event.object_type in SEEN:
        return known.get(event.object_key, "")
    return known.get(event.object_key) or _("niet meer te vinden (%(key)s)") % {
        "key": str(event.object_key)[:8]
    }


def _about(reader: Person, place: Place) -> QuerySet[Any]:
    """The keys of a place, of places below it, and of what lies or held there: one list, for an index to look up.

    Of rounds those alone that the reader sees: else searching place by place tells which teams are in a hidden one.
    """
    assessments = rows.visible_assessments(reader)
    if isinstance(place, School):
        teams, here = Team.objects.filter(school=place.pk), Q(school=place.pk) | Q(team__school=place.pk)
        assessments = assessments.filter(school=place.pk)
    else:
        teams, here = Team.objects.filter(pk=place.pk), Q(team=place.pk)
        assessments = assessments.filter(team=place.pk)
    kinds: list[QuerySet[Any]] = [
        teams,
        assessments,
        rows.rounds(reader).filter(pk__in=assessments.order_by().values("round")),
        Membership.objects.filter(here),
        Invitation.objects.filter(here),
    ]
    keys = type(place).objects.filter(pk=place.pk).order_by().values("uid")
    return keys.union(*(kind.order_by().values("uid") for kind in kinds), all=True)


# --- names, looked up among what belongs to the board -----------------------------------------------------------------


def _names_of_people(board: Board, keys: Iterable[UUID]) -> dict[UUID, str]:
    """Who is or was of the board, and was not removed."""
    held = Membership.objects.filter(_at(board)).order_by().values("user")
    people = User.objects.filter(Q(home_board=board) | Q(pk__in=held), uid__in=keys, removed_on__isnull=True)
    return dict(people.order_by().values_list("uid", "name"))


def _at(board: Board) -> Q:
    return Q(board=board) | Q(school__board=board) | Q(team__school__board=board)


def _names_of_boards(_reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    return {board.uid: board.name} if board.uid in keys else {}


def _names_of_schools(_reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    return dict(board.schools.filter(uid__in=keys).order_by().values_list("uid", "name"))


def _names_of_teams(_reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    """With its school, which tells two of one name apart. The team may have moved since: so it says of when that is."""
    found = Team.objects.filter(school__board=board, uid__in=keys).order_by()
    return {
        uid: _("%(team)s (nu bij %(school)s)") % {"team": team, "school": school}
        for uid, team, school in found.values_list("uid", "name", "school__name")
    }


def _names_of_rounds(reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    found = rows.rounds(reader).filter(board=board, uid__in=keys).order_by()
    return dict(found.values_list("uid", "title"))


def _names_of_assessments(reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    found = rows.visible_assessments(reader).filter(school__board=board, uid__in=keys).order_by()
    return {
        uid: _("%(team)s in %(round)s") % {"team": team, "round": title}
        for uid, team, title in found.values_list("uid", "team_name", "round__title")
    }


def _names_of_cards(_reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    found = Card.objects.filter(Q(owner=board) | Q(owner__isnull=True), uid__in=keys)
    return {card.uid: str(card) for card in found}


def _names_of_memberships(_reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    found = Membership.objects.filter(_at(board), uid__in=keys).select_related(
        "user", "board", "school", "team"
    )
    return {row.uid: f"{_person(row.user)}, {_role_at(row)}" for row in found}


def _names_of_invitations(_reader: Person, board: Board, keys: set[UUID]) -> dict[UUID, str]:
    found = Invitation.objects.filter(board=board, uid__in=keys).select_related("board", "school", "team")
    return {row.uid: _role_at(row) for row in found}


def _person(user: User) -> str:
    return nobody(user.uid) if user.removed_on else user.name


def _role_at(row: Membership | Invitation) -> str:
    return _("%(role)s bij %(place)s") % {"role": row.get_role_display(), "place": row.place.name}


NAMES: dict[str, Callable[[Person, Board, set[UUID]], dict[UUID, str]]] = {
    "board": _names_of_boards,
    "school": _names_of_schools,
    "team": _names_of_teams,
    "card": _names_of_cards,
    "membership": _names_of_memberships,
    "invitation": _names_of_invitations,
    "round": _names_of_rounds,
    "assessment": _names_of_assessments,
}
"""By kind of thing. A kind that is not here is not named."""

SEEN = {"round", "assessment"}
"""Named to those alone who see it by another right. Others do not learn either whether it is still there."""
