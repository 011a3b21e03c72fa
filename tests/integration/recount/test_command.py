"""The command that counts anew what dashboards read: what it finds, says, leaves alone and puts right."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Assessment, AuditEvent, Card, TeamScore
from assessments.services import confirmations
from tests.cast import Cast
from tests.dump import dump_database
from tests.factories import confirm, make_round, set_scores

from .deeds import BEGINNING
from .test_deeds import carry_out

pytestmark = pytest.mark.django_db

CODES = ("VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1", "FA1.2")


@pytest.fixture
def assessments(cast: Cast, small_card: Card) -> list[Assessment]:
    """Three teams, of which the first two are confirmed."""
    round_ = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card)
    found = list(round_.assessments.order_by("pk"))
    for level, assessment in enumerate(found, start=2):
        set_scores(assessment, dict.fromkeys(CODES, level) | {"VA1.2": "?", "VA1.3": "-", "FA1.2": None})
    confirm(*found[:2])
    return found


def recount(*arguments: str) -> str:
    said = StringIO()
    call_command("recount_results", *arguments, stdout=said)
    return said.getvalue()


def tamper(assessment: Assessment, marks: str) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(marks=marks)


def marks_of(assessment: Assessment) -> str:
    return Assessment.objects.get(pk=assessment.pk).marks


def test_what_is_right_is_counted_and_left_alone(assessments: list[Assessment]) -> None:
    before = dump_database()
    assert recount() == "2 vastgestelde zelfevaluaties geteld. Opnieuw geschreven: 0.\n"
    assert recount("--write") == "2 vastgestelde zelfevaluaties geteld. Opnieuw geschreven: 0.\n"
    assert dump_database() == before


@pytest.mark.parametrize("marks", ["3?-33.3", "3?-335.", "3?-33", "3?-333..", "."], ids=repr)
def test_what_differs_is_named_and_changes_nothing(assessments: list[Assessment], marks: str) -> None:
    """Another level, an empty one as well as too few or too many."""
    right, wrong, _ = assessments
    tamper(wrong, marks)
    before, said = dump_database(), StringIO()
    with pytest.raises(CommandError, match=r"^1 van 2 vastgestelde zelfevaluaties verschillen") as failed:
        call_command("recount_results", stdout=said)

    assert failed.value.returncode == 1
    assert said.getvalue() == f"Verschilt: zelfevaluatie {wrong.uid}\n"
    assert str(right.uid) not in said.getvalue()
    assert dump_database() == before


def test_it_is_put_right_when_asked(assessments: list[Assessment]) -> None:
    right, wrong, open_one = assessments
    meant, logged = marks_of(wrong), AuditEvent.objects.count()
    assert (marks_of(right), meant, marks_of(open_one)) == ("2?-222.", "3?-333.", "")
    tamper(wrong, "5555555")
    said = recount("--write")

    assert said == (
        f"Verschilt: zelfevaluatie {wrong.uid}\n"
        "2 vastgestelde zelfevaluaties geteld. Opnieuw geschreven: 1.\n"
    )
    assert (marks_of(right), marks_of(wrong), marks_of(open_one)) == ("2?-222.", "3?-333.", "")
    assert recount().endswith("Opnieuw geschreven: 0.\n")
    assert AuditEvent.objects.count() == logged


def test_scores_changed_behind_its_back_are_found(assessments: list[Assessment]) -> None:
    TeamScore.objects.filter(assessment=assessments[0], indicator__code="FA1.1").update(level=5)
    with pytest.raises(CommandError):
        recount()
    recount("--write")

    assert marks_of(assessments[0]) == "2?-225."


def test_what_was_reopened_meanwhile_is_left_alone(
    assessments: list[Assessment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between counting and writing somebody reopened it: then it has no marks."""
    tamper(assessments[0], "5555555")

    def reopened_first(pk: int) -> None:
        Assessment.objects.filter(pk=pk).update(confirmed_at=None, marks="")
        confirmations.mark_again(pk)

    monkeypatch.setattr("assessments.management.commands.recount_results.mark_again", reopened_first)
    recount("--write")

    assert marks_of(assessments[0]) == ""


def test_without_anything_confirmed(db: None) -> None:
    assert recount() == "0 vastgestelde zelfevaluaties geteld. Opnieuw geschreven: 0.\n"


def test_more_than_are_read_at_once(assessments: list[Assessment], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.management.commands.recount_results.AT_ONCE", 1)
    for assessment in assessments[:2]:
        tamper(assessment, "5555555")
    with pytest.raises(CommandError, match=r"^2 van 2 "):
        recount()


def test_a_confirmation_that_kept_old_marks_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks after every deed in `test_deeds` is not blind: here confirming keeps nothing of what was agreed."""
    monkeypatch.setattr(confirmations, "marks_of", lambda found: "." * found.round.card.indicators.count())
    with pytest.raises(CommandError, match=r"^1 van 1 vastgestelde zelfevaluaties verschillen"):
        carry_out(BEGINNING, seed=1)


def test_figures_of_old_marks_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same of the comparison with the recount, which reads no marks."""
    monkeypatch.setattr(confirmations, "marks_of", lambda found: "." * found.round.card.indicators.count())
    monkeypatch.setattr("tests.integration.recount.test_deeds.in_order", lambda: None)
    with pytest.raises(AssertionError, match=r"team \d+\.summary\.scored: told 0, counted \d+"):
        carry_out(BEGINNING, seed=1)
