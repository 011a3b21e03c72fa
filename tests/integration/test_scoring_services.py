"""Saving scores, one and a page: what works, then every refusal with nothing changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.access.permissions import active_memberships
from assessments.access.policies import Refused
from assessments.enums import MAX_TEXT, Choice, Role, RoundState, Way
from assessments.models import Assessment, Card, TeamScore
from assessments.services.score_edits import Conflict, Edit, Invalid, Standing
from assessments.services.scores import save_page
from assessments.services.writing import Form, Kept, LostRace
from tests.cast import Cast
from tests.factories import UserFactory, confirm, give_role, make_card, make_round, save_score, set_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_round([cast.team, cast.sibling_team], small_card).assessments.get(team=cast.team)


def stored(assessment: Assessment) -> list[dict[str, Any]]:
    return [dict(row) for row in TeamScore.objects.filter(assessment=assessment).order_by("pk").values()]


def row(assessment: Assessment, code: str) -> TeamScore:
    return TeamScore.objects.get(assessment=assessment, indicator__code=code)


# --- what works -----------------------------------------------------------------------------------------------------


def test_a_first_choice_makes_version_one(cast: Cast, assessment: Assessment) -> None:
    saved = save_score(
        by=cast.member, assessment=assessment, indicator_code="VA1.2", version=0, choice=Choice.LEVEL, level=3
    )
    score = row(assessment, "VA1.2")
    assert (score.choice, score.level, score.version, score.updated_by) == (Choice.LEVEL, 3, 1, cast.member)
    assert saved.standing.version == 1


def test_parts_are_saved_apart(cast: Cast, assessment: Assessment) -> None:
    common: dict[str, Any] = {"by": cast.member, "assessment": assessment, "indicator_code": "VA1.1"}
    save_score(**common, version=0, rationale="Zie \r\nhet plan")
    save_score(**common, version=1, choice=Choice.LEVEL, level=5)
    with time_machine.travel(dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC)):
        save_score(**common, version=2, evidence="Jaarverslag 2025")
    score = row(assessment, "VA1.1")
    assert (score.rationale, score.level, score.evidence, score.version) == (
        "Zie \nhet plan",
        5,
        "Jaarverslag 2025",
        3,
    )
    assert score.evidenced_on == dt.date(2026, 11, 25), "the day in the Netherlands"


def test_saving_what_stands_writes_nothing(cast: Cast, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4}, rationale="Zo.", version=2)
    before = stored(assessment)
    saved = save_score(
        by=cast.member,
        assessment=assessment,
        indicator_code="VA1.1",
        version=2,
        choice=Choice.LEVEL,
        level=4,
        rationale="Zo. ",
    )
    assert saved.standing.version == 2
    assert stored(assessment) == before


def test_html_is_kept_literally(cast: Cast, assessment: Assessment) -> None:
    text = "<script>alert('x')</script> & <b>vet</b> \\ “’ \u202e 🎓"
    save_score(
        by=cast.member,
        assessment=assessment,
        indicator_code="VA1.1",
        version=0,
        rationale=text,
        evidence=text,
    )
    score = row(assessment, "VA1.1")
    assert (score.rationale, score.evidence) == (text, text)
    saved = save_score(
        by=cast.member, assessment=assessment, indicator_code="VA1.1", version=1, rationale=text
    )
    assert saved.standing.version == 1


@pytest.mark.parametrize(("levels", "threshold"), [(2, 2), (7, 5)])
def test_the_scale_is_the_cards(cast: Cast, levels: int, threshold: int) -> None:
    card = make_card({"VA": [1]}, levels=levels, threshold=threshold)
    mine = make_round([cast.team], card).assessments.get()
    common: dict[str, Any] = {
        "by": cast.member,
        "assessment": mine,
        "indicator_code": "VA1.1",
        "choice": Choice.LEVEL,
    }
    save_score(**common, version=0, level=levels)
    with pytest.raises(Invalid):
        save_score(**common, version=1, level=levels + 1)
    assert row(mine, "VA1.1").level == levels


def test_a_page_is_saved_in_one_go(cast: Cast, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 2})
    page = save_page(
        by=cast.coordinator,
        assessment=assessment,
        edits={
            "VA1.1": Edit(1, Choice.LEVEL, 3),
            "VA1.2": Edit(0, Choice.UNKNOWN, rationale="Navragen"),
            "VA1.3": Edit(0, Choice.NONE, rationale=""),
        },
    )
    assert page.conflicts == {}
    assert {code: standing.version for code, standing in page.saved.items()} == {
        "VA1.1": 2,
        "VA1.2": 1,
        "VA1.3": 0,
    }
    assert (row(assessment, "VA1.1").level, row(assessment, "VA1.2").rationale) == (3, "Navragen")
    assert TeamScore.objects.filter(assessment=assessment).count() == 2


def test_after_closing_the_coordinator_can_still_write(cast: Cast, small_card: Card) -> None:
    closed = make_round([cast.team], small_card, state=RoundState.CLOSED).assessments.get()
    save_score(
        by=cast.coordinator, assessment=closed, indicator_code="VA1.1", version=0, choice=Choice.UNKNOWN
    )
    assert row(closed, "VA1.1").choice == Choice.UNKNOWN


def test_saving_one_takes_four_queries(cast: Cast, assessment: Assessment) -> None:
    active_memberships(cast.member)
    for version in (0, 1):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            save_score(
                by=cast.member,
                assessment=assessment,
                indicator_code="VA1.1",
                version=version,
                choice=Choice.LEVEL,
                level=version + 1,
            )
        assert len(queries) == 4, "savepoint, read, write, release"


# --- conflicts ------------------------------------------------------------------------------------------------------


def test_two_people_see_both_values(cast: Cast, assessment: Assessment) -> None:
    common: dict[str, Any] = {
        "assessment": assessment,
        "indicator_code": "VA1.1",
        "version": 0,
        "choice": Choice.LEVEL,
    }
    save_score(by=cast.coordinator, **common, level=4, rationale="Volgens mij wel.")
    before = stored(assessment)
    with pytest.raises(Conflict) as caught:
        save_score(by=cast.member, **common, level=2, rationale="Nee.")
    assert (caught.value.current.level, caught.value.current.rationale) == (4, "Volgens mij wel.")
    assert (caught.value.attempted.level, caught.value.attempted.rationale) == (2, "Nee.")
    assert stored(assessment) == before
    save_score(
        by=cast.member, **common | {"version": caught.value.current.version}, level=2, rationale="Nee."
    )
    assert row(assessment, "VA1.1").level == 2


def test_two_people_who_agree_have_no_conflict(cast: Cast, assessment: Assessment) -> None:
    common: dict[str, Any] = {
        "assessment": assessment,
        "indicator_code": "VA1.1",
        "version": 0,
        "choice": Choice.LEVEL,
        "level": 4,
    }
    save_score(by=cast.coordinator, **common)
    assert save_score(by=cast.member, **common).standing.version == 1


def test_on_a_page_only_the_conflict_is_left_alone(cast: Cast, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4}, version=2)
    page = save_page(
        by=cast.member,
        assessment=assessment,
        edits={"VA1.1": Edit(1, Choice.LEVEL, 1), "VA1.2": Edit(0, Choice.LEVEL, 5)},
    )
    assert list(page.saved) == ["VA1.2"]
    assert (page.conflicts["VA1.1"].current.level, page.conflicts["VA1.1"].attempted.level) == (4, 1)
    assert (row(assessment, "VA1.1").level, row(assessment, "VA1.2").level) == (4, 5)


@pytest.mark.parametrize("version", [0, 1])
def test_a_write_that_lost_a_race_is_tried_again_and_sees_the_winner(
    cast: Cast, assessment: Assessment, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """As on PostgreSQL, where what was read may be from before the lock."""
    set_scores(assessment, {"VA1.1": 5}, version=version + 1)
    read, stale = Kept.read, [Standing(version=version)]
    monkeypatch.setattr(Kept, "read", lambda kept, json: stale.pop() if stale else read(kept, json))
    with pytest.raises(Conflict) as caught:
        save_score(
            by=cast.member,
            assessment=assessment,
            indicator_code="VA1.1",
            version=version,
            choice=Choice.LEVEL,
            level=2,
        )
    assert (caught.value.current.level, caught.value.current.version) == (5, version + 1)
    assert row(assessment, "VA1.1").level == 5


def test_who_loses_every_race_is_told(
    cast: Cast, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*args: Any) -> None:
        raise LostRace

    monkeypatch.setattr(Form, "_put", lose)
    with pytest.raises(LostRace):
        save_score(
            by=cast.member, assessment=assessment, indicator_code="VA1.1", version=0, choice=Choice.UNKNOWN
        )


# --- refusals, with nothing changed -------------------------------------------------------------------------------


@pytest.fixture
def unchanged(assessment: Assessment) -> Any:
    set_scores(assessment, {"VA1.1": 4}, rationale="Zo.", version=2)
    before = stored(assessment)
    yield
    assert stored(assessment) == before


@pytest.mark.usefixtures("unchanged")
class TestRefusals:
    @pytest.mark.parametrize("level", [0, 6, -1, 32_768])
    def test_a_level_outside_the_scale(self, cast: Cast, assessment: Assessment, level: int) -> None:
        with pytest.raises(Invalid, match="schaal"):
            save_score(
                by=cast.member,
                assessment=assessment,
                indicator_code="VA1.1",
                version=2,
                choice=Choice.LEVEL,
                level=level,
            )

    def test_an_indicator_of_another_card(self, cast: Cast, assessment: Assessment) -> None:
        make_card({"ZZ": [1]})
        for code in ("ZZ1.1", "VA9.9", "", "VA1"):
            with pytest.raises(Invalid, match="hoort niet bij"):
                save_score(
                    by=cast.member,
                    assessment=assessment,
                    indicator_code=code,
                    version=0,
                    choice=Choice.UNKNOWN,
                )
            with pytest.raises(Invalid, match="hoort niet bij"):
                save_page(
                    by=cast.member,
                    assessment=assessment,
                    edits={"VA1.1": Edit(2, Choice.UNKNOWN), code: Edit(0, Choice.UNKNOWN)},
                )

    @pytest.mark.parametrize("word", ["rationale", "evidence", "dissent"])
    def test_a_text_of_4001_characters(self, cast: Cast, assessment: Assessment, word: str) -> None:
        text = "x" * (MAX_TEXT + 1)
        with pytest.raises(Invalid, match=r"4\.000"):
            save_score(
                by=cast.member,
                assessment=assessment,
                indicator_code="VA1.1",
                version=2,
                **{word: text},  # type: ignore[arg-type]
            )
        with pytest.raises(Invalid) as caught:
            save_page(
                by=cast.member,
                assessment=assessment,
                edits={"VA1.2": Edit(0, Choice.UNKNOWN), "VA1.1": Edit(2, **{word: text})},  # type: ignore[arg-type]
            )
        assert list(caught.value.errors) == [("VA1.1", word)]

    def test_after_confirming(self, cast: Cast, assessment: Assessment) -> None:
        confirm(assessment)
        for person in (cast.member, cast.coordinator):
            with pytest.raises(Refused, match="vastgesteld"):
                save_score(
                    by=person, assessment=assessment, indicator_code="VA1.1", version=2, choice=Choice.UNKNOWN
                )
            with pytest.raises(Refused, match="vastgesteld"):
                save_page(by=person, assessment=assessment, edits={"VA1.1": Edit(2, Choice.UNKNOWN)})

    def test_after_closing_by_a_member(self, cast: Cast, assessment: Assessment) -> None:
        round_ = assessment.round
        round_.state, round_.closed_at = RoundState.CLOSED, round_.opened_at
        round_.save()
        with pytest.raises(Refused, match="gesloten"):
            save_score(
                by=cast.member,
                assessment=assessment,
                indicator_code="VA1.1",
                version=2,
                choice=Choice.UNKNOWN,
            )

    def test_where_everyone_answers_first(self, cast: Cast, assessment: Assessment) -> None:
        Assessment.objects.filter(pk=assessment.pk).update(way=Way.INDIVIDUAL)
        with pytest.raises(Refused, match="iedereen eerst zelf"):
            save_score(
                by=cast.member,
                assessment=assessment,
                indicator_code="VA1.1",
                version=2,
                choice=Choice.UNKNOWN,
            )

    @pytest.mark.parametrize(
        "name",
        [
            "manager",
            "team_manager",
            "governor",
            "administrator",
            "former_member",
            "stranger",
            "foreign_coordinator",
        ],
    )
    def test_who_has_no_right(self, cast: Cast, assessment: Assessment, name: str) -> None:
        person = cast.everyone()[name]
        with pytest.raises(PermissionDenied):
            save_score(
                by=person, assessment=assessment, indicator_code="VA1.1", version=2, choice=Choice.UNKNOWN
            )
        with pytest.raises(PermissionDenied):
            save_page(by=person, assessment=assessment, edits={"VA1.1": Edit(2, Choice.UNKNOWN)})

    def test_a_member_of_the_other_team(self, cast: Cast, assessment: Assessment) -> None:
        neighbour = UserFactory()
        give_role(neighbour, Role.MEMBER, cast.sibling_team)
        with pytest.raises(PermissionDenied):
            save_score(
                by=neighbour, assessment=assessment, indicator_code="VA1.1", version=2, choice=Choice.UNKNOWN
            )


def test_a_round_that_is_a_concept(cast: Cast, small_card: Card) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT).assessments.get()
    with pytest.raises(Refused, match="nog niet geopend"):
        save_score(
            by=cast.coordinator, assessment=draft, indicator_code="VA1.1", version=0, choice=Choice.UNKNOWN
        )
    assert stored(draft) == []


def test_a_round_that_was_thrown_away(cast: Cast, assessment: Assessment) -> None:
    Assessment.objects.filter(pk=assessment.pk).delete()
    with pytest.raises(Refused, match="bestaat niet meer"):
        save_score(
            by=cast.member, assessment=assessment, indicator_code="VA1.1", version=0, choice=Choice.UNKNOWN
        )
