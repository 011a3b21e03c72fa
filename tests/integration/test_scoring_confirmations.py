"""Confirming and reopening: revisions, gaps, reasons, the audit log; then each refusal with nothing changed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from assessments.access.policies import Refused
from assessments.enums import MAX_TEXT, Choice, RoundState, Verb
from assessments.models import Assessment, AuditEvent, Card, Confirmation, ConfirmedScore
from assessments.services.confirmations import confirm, reopen
from tests.cast import Cast
from tests.factories import make_round, save_score, set_scores

pytestmark = pytest.mark.django_db

ALL: dict[str, int | str | None] = {
    "VA1.1": 4,
    "VA1.2": "?",
    "VA1.3": "-",
    "VA2.1": 1,
    "VA2.2": 5,
    "FA1.1": 3,
    "FA1.2": 2,
}


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_round([cast.team], small_card).assessments.get()


@pytest.fixture
def full(assessment: Assessment) -> Assessment:
    set_scores(assessment, ALL, rationale="Zo.", evidence="<b>Plan</b>", dissent="Eén vindt 2.")
    return assessment


def revision(confirmation: Confirmation) -> dict[str, tuple[str, int | None, int]]:
    rows = ConfirmedScore.objects.filter(confirmation=confirmation)
    return {row.indicator.code: (row.choice, row.level, row.version) for row in rows}


def test_confirming_keeps_every_score_as_a_revision(cast: Cast, full: Assessment) -> None:
    confirmation = confirm(by=cast.coordinator, assessment=full)
    full.refresh_from_db()
    assert full.confirmed_at == confirmation.confirmed_at
    assert (confirmation.number, confirmation.confirmed_by) == (1, cast.coordinator)
    kept = revision(confirmation)
    assert len(kept) == len(ALL)
    assert (kept["VA1.1"], kept["VA1.2"]) == ((Choice.LEVEL, 4, 1), (Choice.UNKNOWN, None, 1))
    words = ConfirmedScore.objects.filter(confirmation=confirmation).values_list(
        "rationale", "evidence", "dissent"
    )
    assert set(words) == {("Zo.", "<b>Plan</b>", "Eén vindt 2.")}


def test_reopened_and_confirmed_again_both_states_are_kept(cast: Cast, full: Assessment) -> None:
    first = confirm(by=cast.coordinator, assessment=full)
    reopen(by=cast.team_coordinator, assessment=full, reason=" Tikfout \r\nin VA1.1 ")
    full.refresh_from_db()
    assert not full.is_confirmed
    first.refresh_from_db()
    assert (first.reopened_by, first.reopen_reason) == (cast.team_coordinator, "Tikfout \nin VA1.1")
    save_score(
        by=cast.member, assessment=full, indicator_code="VA1.1", version=1, choice=Choice.LEVEL, level=5
    )
    second = confirm(by=cast.board_coordinator, assessment=full)
    assert second.number == 2
    assert (revision(first)["VA1.1"], revision(second)["VA1.1"]) == (
        (Choice.LEVEL, 4, 1),
        (Choice.LEVEL, 5, 2),
    )


def test_gaps_are_confirmed_on_purpose(cast: Cast, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 4, "VA1.2": None}, rationale="Alleen woorden bij VA1.2")
    with pytest.raises(Refused, match="nog 6 indicatoren open"):
        confirm(by=cast.coordinator, assessment=assessment)
    assert Confirmation.objects.count() == 0
    confirmation = confirm(by=cast.coordinator, assessment=assessment, with_gaps=True)
    assert revision(confirmation) == {"VA1.1": (Choice.LEVEL, 4, 1), "VA1.2": (Choice.NONE, None, 1)}


def test_one_gap_is_told_in_the_singular(cast: Cast, full: Assessment) -> None:
    full.scores.get(indicator__code="FA1.2").delete()
    with pytest.raises(Refused, match="nog 1 indicator open"):
        confirm(by=cast.coordinator, assessment=full)


def test_a_closed_round_can_still_be_confirmed(cast: Cast, small_card: Card) -> None:
    closed = make_round([cast.team], small_card, state=RoundState.CLOSED).assessments.get()
    set_scores(closed, ALL)
    confirm(by=cast.coordinator, assessment=closed)
    closed.refresh_from_db()
    assert closed.is_confirmed


def test_both_deeds_are_in_the_audit_log(cast: Cast, full: Assessment) -> None:
    confirm(by=cast.coordinator, assessment=full)
    reopen(by=cast.coordinator, assessment=full, reason="Tikfout")
    events = AuditEvent.objects.order_by("pk").values_list("verb", "actor", "object_key", "board")
    common = (cast.coordinator.uid, full.uid, cast.board.uid)
    assert list(events) == [(Verb.CONFIRMED, *common), (Verb.REOPENED, *common)]


# --- refusals, with nothing changed -------------------------------------------------------------------------------


def nothing_happened(assessment: Assessment, *, confirmed: bool) -> bool:
    assessment.refresh_from_db()
    return (
        assessment.is_confirmed == confirmed
        and Confirmation.objects.count() == int(confirmed)
        and AuditEvent.objects.count() == int(confirmed)
    )


@pytest.mark.parametrize(
    "name", ["member", "manager", "governor", "administrator", "stranger", "foreign_coordinator"]
)
def test_who_does_not_lead_the_team(cast: Cast, full: Assessment, name: str) -> None:
    with pytest.raises(PermissionDenied):
        confirm(by=cast.everyone()[name], assessment=full)
    assert nothing_happened(full, confirmed=False)
    confirm(by=cast.coordinator, assessment=full)
    with pytest.raises(PermissionDenied):
        reopen(by=cast.everyone()[name], assessment=full, reason="Tikfout")
    assert nothing_happened(full, confirmed=True)


def test_confirming_twice(cast: Cast, full: Assessment) -> None:
    confirm(by=cast.coordinator, assessment=full)
    with pytest.raises(Refused, match="al vastgesteld"):
        confirm(by=cast.coordinator, assessment=full)
    assert nothing_happened(full, confirmed=True)


def test_a_concept_round(cast: Cast, small_card: Card) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT).assessments.get()
    with pytest.raises(Refused, match="nog niet geopend"):
        confirm(by=cast.coordinator, assessment=draft, with_gaps=True)
    assert nothing_happened(draft, confirmed=False)


@pytest.mark.parametrize("reason", ["", "  \r\n ", "x" * (MAX_TEXT + 1)])
def test_reopening_without_a_good_reason(cast: Cast, full: Assessment, reason: str) -> None:
    confirm(by=cast.coordinator, assessment=full)
    with pytest.raises(Refused):
        reopen(by=cast.coordinator, assessment=full, reason=reason)
    assert nothing_happened(full, confirmed=True)


def test_reopening_what_is_not_confirmed(cast: Cast, full: Assessment) -> None:
    with pytest.raises(Refused, match="niet vastgesteld"):
        reopen(by=cast.coordinator, assessment=full, reason="Tikfout")
    assert nothing_happened(full, confirmed=False)
