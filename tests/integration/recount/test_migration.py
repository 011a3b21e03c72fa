"""What was confirmed before marks were kept has them after migrating, and nothing else is another than before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.dump import Dump, dump_database

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = ("assessments", "0011_numbers_that_stay_away"), ("assessments", "0013_marks_while_confirmed")
PLACES = [("VB", 1, "VB1.2"), ("VA", 1, "VA1.2"), ("VA", 1, "VA1.1"), ("VA", 2, "VA2.1"), ("FA", 1, "FA1.1")]
"""Theme, criterion and code, in the order in which they are stored; card order is another."""


def migrate(*targets: tuple[str, str]) -> Any:
    """Go there, and return the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


@pytest.fixture
def then() -> Iterator[Any]:
    """The models of before; afterwards the database is as the other tests want it."""
    yield migrate(BEFORE)
    migrate(
        *(key for key in MigrationExecutor(connection).loader.graph.leaf_nodes() if key[0] == "assessments")
    )


class Past:
    """What a board confirmed in the time before, by the models of then."""

    def __init__(self, apps: Any) -> None:
        self.model = lambda name: apps.get_model("assessments", name)
        self.board = self.make("Board", name="Bestuur")
        self.school = self.make("School", board=self.board, name="School", sort_name="school", sector="vo")
        self.cards = [self._card(edition) for edition in ("1", "2")]

    def make(self, model: str, /, **fields: Any) -> Any:
        return self.model(model).objects.create(**fields)

    def _card(self, edition: str) -> Any:
        """The second edition asks no VA1.2."""
        card = self.make("Card", key="kaart", edition=edition, title="Kaart", question="?", threshold=4)
        for number in range(1, 6):
            self.make("Level", card=card, number=number, label=f"{number}", meaning="…")
        themes: dict[str, Any] = {}
        criteria: dict[str, Any] = {}
        for letters, number, code in PLACES:
            if edition == "2" and code == "VA1.2":
                continue
            if letters not in themes:
                place = ("VA", "FA", "VB").index(letters)
                themes[letters] = self.make("Theme", card=card, code=letters, name=letters, position=place)
            name = f"{letters}{number}"
            if name not in criteria:
                criteria[name] = self.make(
                    "Criterion",
                    card=card, theme=themes[letters], code=name, position=number, text=name, short_name=name,
                )  # fmt: skip
            position = int(code.split(".")[1])
            self.make(
                "Indicator", card=card, criterion=criteria[name], code=code, position=position, text=code
            )
        return card

    def assessment(self, card: Any, scores: dict[str, str], people: dict[str, str], **fields: Any) -> Any:
        """Scores by code: a level, "?", "-" or "" (words alone); people: "33444?" is six who answered."""
        number = self.model("Team").objects.count()
        team = self.make("Team", school=self.school, name=f"Team {number}", sort_name=f"team {number}")
        day = dt.date(2025, 11, 3)
        round_ = self.make(
            "Round",
            board=self.board,
            card=card,
            title="Meting",
            starts_on=day,
            ends_on=day,
            state="gesloten",
            opened_at=timezone.now(),
            closed_at=timezone.now(),
        )
        found = self.make(
            "Assessment",
            round=round_,
            team=team,
            school=self.school,
            team_name=team.name,
            **{
                "school_name": "School",
                "way": "individueel",
                "answering_closed_at": timezone.now(),
                **fields,
            },
        )
        indicators = {one.code: one for one in self.model("Indicator").objects.filter(card=card)}
        choices = {"?": ("weet-niet", None), "-": ("nvt", None), "": ("", None)}
        for code, value in scores.items():
            choice, level = choices.get(value, ("niveau", value))
            self.make(
                "TeamScore",
                assessment=found,
                indicator=indicators[code],
                choice=choice,
                level=level,
                rationale="Omdat",
            )
        for code, answers in people.items():
            known = answers.count("!")  # so many of them somebody knows
            self.make(
                "Tally",
                assessment=found,
                indicator=indicators[code],
                **{f"level_{level}": answers.count(str(level)) for level in range(1, 8)},
                unknown=answers.count("?"),
                not_applicable=answers.count("-"),
                least_group=len(answers) - 2 * known,
            )
        return found


def without(dump: Dump, column: int) -> Dump:
    """The dump without a column of the assessments."""
    rows = dump["assessments_assessment"]
    return dump | {
        "assessments_assessment": sorted(
            (tuple(value for place, value in enumerate(row) if place != column) for row in rows), key=repr
        )
    }


def columns() -> list[str]:
    with connection.cursor() as cursor:
        return [
            one.name
            for one in connection.introspection.get_table_description(cursor, "assessments_assessment")
        ]


def test_what_was_confirmed_before_has_its_marks(then: Any) -> None:
    past, now = Past(then), timezone.now()
    first, second = past.cards
    expected = {
        past.assessment(
            first, {"VA1.1": "1", "VA1.2": "5", "VA2.1": "?", "FA1.1": "-", "VB1.2": "3"}, {}, confirmed_at=now
        ): "15?-3",
        past.assessment(first, {"VA1.2": "", "VA2.1": "2"}, {}, confirmed_at=now): "..2..",
        past.assessment(first, {}, {}, confirmed_at=now): ".....",
        # Nothing agreed: a median of five people, and of six in halves; four who gave a level, and one who knows two.
        past.assessment(
            first,
            {"VA1.2": ""},
            {"VA1.1": "22333", "VA1.2": "333444", "VA2.1": "4444??", "FA1.1": "55555!", "VB1.2": "1111155555"},
            confirmed_at=now,
        ): "ef..e",
        # Something agreed goes before a median; another floor, another edition.
        past.assessment(
            second,
            {"VA1.1": "4", "VA2.1": "?", "FA1.1": "-"},
            {"VA1.1": "111111", "VA2.1": "555555", "FA1.1": "555555", "VB1.2": "555555"},
            confirmed_at=now, min_group=7,
        ): "4?-.",
        past.assessment(second, {}, {"VB1.2": "5555555"}, confirmed_at=now, min_group=7): "...i",
        past.assessment(second, {"VA1.1": "4"}, {"VB1.2": "5555555"}): "",
    }  # fmt: skip
    before, known = dump_database(), columns()
    after = migrate(AFTER)

    found = after.get_model("assessments", "Assessment").objects.values_list("pk", "marks")
    assert dict(found) == {assessment.pk: marks for assessment, marks in expected.items()}
    (column,) = [place for place, name in enumerate(columns()) if name == "marks"]
    assert [name for name in columns() if name != "marks"] == known
    assert without(dump_database(), column) == before


def test_more_than_are_filled_at_once(then: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.migrations.0012_marks.AT_ONCE", 2)
    past = Past(then)
    made = [
        past.assessment(past.cards[0], {"VA1.1": str(level)}, {}, confirmed_at=timezone.now())
        for level in range(1, 6)
    ]
    after = migrate(AFTER)

    found = dict(after.get_model("assessments", "Assessment").objects.values_list("pk", "marks"))
    assert [found[one.pk] for one in made] == ["1....", "2....", "3....", "4....", "5...."]
