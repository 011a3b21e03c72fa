"""Reports for tests, each printed once per process: teams and schools in every state, in both languages.

The data lives in a transaction that is rolled back; what stays are values, pages and bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any

import html5lib
import pypdf
from django.utils import timezone, translation

from assessments.enums import ActionStatus, Choice, Role, RoundState, Via, Way
from assessments.models import Assessment, Board, Card, Priority, Round, School, Team, TeamScore
from assessments.reports.context import board_report, school_report, team_report
from assessments.reports.document import Document
from assessments.reports.engine import print_pdf
from assessments.reports.render import AnyReport, render_document
from tests import factories
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    make_action,
    make_card,
    make_round,
    tally,
)

AS_OF = dt.date(2026, 11, 24)
LONG_NAME = ("Onderwijsteam Loopbaanoriëntatie, Zorg, Welzijn en Maatschappelijke Dienstverlening " * 2)[:120]
HOSTILE = (
    "<script>alert(1)</script> <img src='file:///etc/passwd'> </style><style>*{display:none}</style> "
    "<a href='http://voorbeeld.example/'>link</a> {{ settings.SECRET_KEY }} url(file:///etc/shadow) & 🙂"
)
WORDS = "Şükrü Łukasz schreef dit op: “de visie staat in het schoolplan”."
DISSENT = "Twee collega’s kozen een niveau lager."
EVIDENCE = "Taakbeleid 2026-2027"


class Case:
    """One report: its values, its page, and, when asked for, its bytes."""

    def __init__(self, report: AnyReport) -> None:
        self.report = report
        self.document: Document = render_document(report)
        self._read: dict[int, str] = {}

    @property
    def html(self) -> str:
        return self.document.html

    @cached_property
    def pdf(self) -> bytes:
        return print_pdf(self.document)

    @cached_property
    def reader(self) -> Any:
        return pypdf.PdfReader(io.BytesIO(self.pdf))

    @cached_property
    def tree(self) -> Any:
        """The page as a strict parser reads it; it raises where something is wrong."""
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.html.strip())

    @property
    def pages(self) -> list[str]:
        """The text of each page."""
        return [self.text_of(place) for place in range(len(self.reader.pages))]

    def text_of(self, place: int) -> str:
        """The text of one page, read when it is asked for: all of them take a third of the time of printing."""
        if place not in self._read:
            self._read[place] = self.reader.pages[place].extract_text()
        return self._read[place]


def score(assessment: Assessment, card: Card, *, until: int = 36, shift: int = 0, words: bool = True) -> None:
    """Give the first `until` indicators a score in a fixed pattern, one weet ik niet and one n.v.t. among them."""
    indicators = card.indicators.order_by("criterion__theme__position", "criterion__position", "position")
    scores = []
    for place, indicator in enumerate(indicators[:until]):
        choice = {7: Choice.UNKNOWN, 11: Choice.NOT_APPLICABLE}.get(place, Choice.LEVEL)
        scores.append(
            TeamScore(
                assessment=assessment,
                indicator=indicator,
                choice=choice,
                level=(place * 7 + shift) % 5 + 1 if choice == Choice.LEVEL else None,
                rationale=WORDS if words and place % 2 == 0 else "",
                evidence=EVIDENCE if words and place % 5 == 0 else "",
                evidenced_on=dt.date(2026, 6, 3) if words and place % 5 == 0 else None,
                dissent=DISSENT if words and place % 9 == 0 else "",
                updated_at=timezone.now(),
            )
        )
    TeamScore.objects.bulk_create(scores)


FEW = ("VA3.2", "FA1.2")
"""Where too few people answered to show what they chose."""


def individual(assessment: Assessment, few: Collection[str]) -> None:
    """As it is where eleven people answered first; at these indicators only three."""
    Assessment.objects.filter(pk=assessment.pk).update(
        way=Way.INDIVIDUAL, declared_size=12, answering_closed_at=timezone.now()
    )
    codes = assessment.round.card.indicators.values_list("code", flat=True)
    tally(assessment, {code: "345" if code in few else "11234445??-" for code in codes})
    for number in range(1, 12):
        assessment.participations.create(via=Via.PAPER, number=number, began_on=AS_OF)
    assessment.refresh_from_db()


def confirm(assessment: Assessment) -> None:
    factories.confirm(assessment, at=dt.datetime(2026, 11, 12, 9, 0, tzinfo=dt.UTC))


def a_school(
    card: Card, name: str, teams: list[str], *, confirmed: int, state: RoundState, board: Board | None = None
) -> tuple[School, Round]:
    """A school whose first `confirmed` teams are confirmed in the last of two rounds; the next one is half way."""
    school = SchoolFactory(board=board or BoardFactory(name="Stichting De Noordzoom"), name=name)
    members: list[Team] = [TeamFactory(school=school, name=team) for team in teams]
    before = make_round(
        members, card, state=RoundState.CLOSED, starts_on=dt.date(2025, 10, 6), title="LOB najaar 2025"
    )
    now = make_round(members, card, state=state)
    for n, assessment in enumerate(before.assessments.order_by("pk")[:confirmed]):
        score(assessment, card, shift=n + 1, words=False)
        confirm(assessment)
    for n, assessment in enumerate(now.assessments.order_by("pk")):
        if n < confirmed:
            score(assessment, card, shift=n)
            confirm(assessment)
        elif n == confirmed:
            score(assessment, card, until=14)
    return school, now


def a_board(card: Card) -> Board:
    """Three schools: one with figures, one with nothing confirmed yet, one without a round."""
    board: Board = BoardFactory(name="Stichting Łukasz en Şükrü")
    a_school(card, "Duinmark College", ["Havo", "Vwo"], confirmed=1, state=RoundState.OPEN, board=board)
    a_school(card, "Şükrü College", ["Mavo"], confirmed=0, state=RoundState.OPEN, board=board)
    SchoolFactory(board=board, name="Nieuwe school")
    return board


def many_schools(card: Card) -> Board:
    """Twelve schools with long names, among which a closed one and one on a scale with another number of levels."""
    board: Board = BoardFactory(name=LONG_NAME)
    short = make_card({"VA": [2]}, title="Korte schaal", key=card.key, levels=3, threshold=2)
    a_school(short, "Andere schaal", ["Team"], confirmed=0, state=RoundState.CLOSED, board=board)
    for n in range(11):
        name = f"{n} {LONG_NAME}"[:120] if n % 3 else f"School {n}"
        school, _ = a_school(
            card, name, ["Team Łukasz", "Team b"], confirmed=2, state=RoundState.CLOSED, board=board
        )
    school.closed_on = AS_OF
    school.save()
    return board


def improve(
    assessment: Assessment, card: Card, what: str = "Met elk team op één middag de rollen beschrijven"
) -> None:
    """Two priorities, one without an open action; actions that are late and done, and one about no priority."""
    for position, code in enumerate(("VA1.2", "VA2.1"), start=1):
        indicator = card.indicators.get(code=code)
        Priority.objects.create(assessment=assessment, indicator=indicator, position=position)
    made = {"made_at": dt.datetime(2026, 1, 12, 9, 0, tzinfo=dt.UTC), "how_seen": WORDS}
    due, done = dt.date(2026, 10, 1), dt.date(2026, 6, 1)
    make_action(assessment.team, card, "VA1.2", what=what, due_on=due, owner_role=Role.MEMBER, **made)
    make_action(
        assessment.team,
        card,
        "VA2.1 FA1.1",
        what=what,
        due_on=due,
        status=ActionStatus.DONE,
        ended_on=done,
        **made,
    )
    make_action(assessment.team, card, "FA1.2", what=what, due_on=dt.date(2026, 12, 18), **made)


def wild_school(card: Card) -> tuple[School, Round]:
    """One team, every score the highest, and names that come from anywhere."""
    school = SchoolFactory(board=BoardFactory(name="<b>Bestuur</b>"), name="<i>School</i> مدرسة 🙂")
    round_ = make_round([TeamFactory(school=school, name="<u>Team</u> צוות Łukasz 🙂")], card)
    assessment = round_.assessments.get()
    score(assessment, card)
    assessment.scores.update(choice=Choice.LEVEL, level=5)
    confirm(assessment)
    return school, round_


class Cases:
    """Made inside a transaction, used after it."""

    def __init__(self, card: Card) -> None:
        school, round_ = a_school(
            card, "Duinmark College", ["Havo 4-5", "Brugklas", "Vwo 4-6"], confirmed=2, state=RoundState.OPEN
        )
        full, _, half = round_.assessments.with_context().order_by("pk")
        individual(full, FEW)
        individual(full.team.assessments.exclude(pk=full.pk).get(), "")
        individual(half, card.indicators.values_list("code", flat=True))
        hostile = self._hostile(card)
        improve(full, card)
        improve(hostile, card, HOSTILE[:200])
        empty_school, empty_round = a_school(
            card, "Leeg College", ["Alleen"], confirmed=0, state=RoundState.OPEN
        )
        TeamScore.objects.filter(assessment__round=empty_round).delete()
        small = make_card({"VA": [2, 1], "FA": [2]}, title="Kleine kaart")
        many_school, many_round = a_school(
            small,
            LONG_NAME,
            [f"{n} {LONG_NAME[:116]}" if n % 10 == 0 else f"Team {n}" for n in range(40)],
            confirmed=33,
            state=RoundState.CLOSED,
        )
        for assessment in many_round.assessments.confirmed():
            improve(assessment, small, LONG_NAME)
        board, many_board = a_board(card), many_schools(card)
        empty_board = empty_school.board
        wild, wild_round = wild_school(card)
        self.made: dict[str, Callable[[], AnyReport]] = {
            "team": lambda: team_report(full, reader=None, as_of=AS_OF),
            "half": lambda: team_report(half, reader=None, as_of=AS_OF),
            "hostile": lambda: team_report(hostile, reader=None, as_of=AS_OF),
            "empty": lambda: team_report(empty_round.assessments.get(), reader=None, as_of=AS_OF),
            "school": lambda: school_report(school, round_, reader=None, as_of=AS_OF),
            "many": lambda: school_report(many_school, many_round, reader=None, as_of=AS_OF),
            "none": lambda: school_report(empty_school, empty_round, reader=None, as_of=AS_OF),
            "wild": lambda: school_report(wild, wild_round, reader=None, as_of=AS_OF),
            "board": lambda: board_report(board, card, as_of=AS_OF),
            "boards": lambda: board_report(many_board, card, as_of=AS_OF),
            "nobody": lambda: board_report(empty_board, card, as_of=AS_OF),
        }
        self.cases = {
            f"{name}-{language}": self._case(make, language)
            for name, make in self.made.items()
            for language in ("nl", "en")
        }

    @staticmethod
    def _case(make: Callable[[], AnyReport], language: str) -> Case:
        with translation.override(language):
            return Case(make())

    @staticmethod
    def _hostile(card: Card) -> Assessment:
        school = SchoolFactory(board=BoardFactory(name="<b>Bestuur</b>"), name="<i>School</i>")
        team = TeamFactory(school=school, name="<u>Team</u> Łukasz")
        assessment: Assessment = make_round([team], card, title="</title><script>").assessments.get()
        score(assessment, card, words=False)
        texts = [HOSTILE, (HOSTILE * 6)[:1000], "w" * 4000]
        for row, text in zip(assessment.scores.order_by("pk")[:3], texts, strict=True):
            row.rationale = row.evidence = row.dissent = text
            row.save()
        return assessment
