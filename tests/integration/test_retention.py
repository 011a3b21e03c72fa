"""Retention: what goes when the time is there, what stays and why, and never anything of another board."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import ImportState, Role, RoundState, Verb
from assessments.models import (
    Assessment,
    AuditEvent,
    Board,
    Card,
    Confirmation,
    ConfirmedScore,
    Invitation,
    OrganisationImport,
    Remark,
    Round,
    School,
    Tally,
    Team,
    TeamScore,
    User,
)
from assessments.services import confirmations
from assessments.services.board_settings import change_retention
from assessments.services.retention import (
    Due,
    Outcome,
    carry_out,
    carry_out_everywhere,
    carry_out_of_nobody,
    forget_devices,
    months_before,
)
from assessments.tasks.due import DAILY, EVERY_MINUTE
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_round, set_scores

TODAY = timezone.localdate()


def ago(years: int = 0, months: int = 0, days: int = 0) -> dt.datetime:
    day = months_before(TODAY, 12 * years + months) - dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def leaver(team: Team | School, since: dt.datetime, **fields: Any) -> User:
    user = UserFactory(date_joined=ago(years=9), **fields)
    role = Role.MEMBER if isinstance(team, Team) else Role.MANAGER
    give_role(user, role, team, started_on=ago(years=9).date(), ended_on=since.date())
    return user


def old_round(teams: list[Team], card: Card, closed: dt.datetime, **fields: Any) -> Round:
    """A round with everything that can hang on one."""
    starts = (closed - dt.timedelta(days=60)).date()
    round_ = make_round(teams, card, starts_on=starts, state=RoundState.OPEN, **fields)
    for assessment in round_.assessments.all():
        set_scores(assessment, {"VA1.1": 4}, rationale="Woorden")
        coordinator = UserFactory()
        give_role(coordinator, Role.COORDINATOR, assessment.school.board)
        confirmations.confirm(by=coordinator, assessment=assessment, with_gaps=True)
        indicator = card.indicators.first()
        assert indicator
        Tally.objects.create(assessment=assessment, indicator=indicator, level_1=5)
        Remark.objects.create(assessment=assessment, indicator=indicator, text="Los")
    Round.objects.filter(pk=round_.pk).update(state=RoundState.CLOSED, closed_at=closed)
    Assessment.objects.filter(round=round_).update(open_family=None)
    round_.refresh_from_db()
    return round_


def event(board: Board | None, at: dt.datetime) -> AuditEvent:
    return AuditEvent.objects.create(at=at, verb=Verb.ROUND_OPENED, board=board.uid if board else None)


def is_emptied(user: User) -> bool:
    user.refresh_from_db()
    return bool(user.removed_on)


# --- what works


def test_people_go_when_their_time_is_past_and_not_a_day_before(cast: Cast) -> None:
    gone, stays = leaver(cast.team, ago(months=12)), leaver(cast.school, ago(months=12, days=-1))
    home = UserFactory(home_board=cast.board, date_joined=ago(months=13))
    new = UserFactory(home_board=cast.board)
    busy = leaver(cast.team, ago(years=3))
    give_role(busy, Role.MANAGER, cast.school)
    outcome = carry_out(cast.board)
    # the cast has a former teamlid of its own
    assert outcome.done["people"] == 3
    assert [is_emptied(user) for user in (gone, home, cast.former_member)] == [True] * 3
    assert [is_emptied(user) for user in (stays, new, busy)] == [False] * 3
    assert AuditEvent.objects.filter(
        verb=Verb.PERSON_REMOVED, object_key=gone.uid, board=cast.board.uid
    ).exists()
    assert AuditEvent.objects.filter(verb=Verb.RETENTION_DONE, board=cast.board.uid).count() == 1


def test_old_rounds_go_with_all_that_hangs_on_them(cast: Cast, small_card: Card) -> None:
    old = old_round([cast.team, cast.cousin_team], small_card, ago(years=7, days=1))
    trial = old_round([cast.team], small_card, ago(years=8), is_trial=True)
    recent = old_round([cast.team], small_card, ago(years=7, days=-2))
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=ago(years=8).date())
    still_open = make_round([cast.sibling_team], small_card, starts_on=ago(years=8).date())
    outcome = carry_out(cast.board)
    assert (outcome.done["rounds"], outcome.done["assessments"]) == (3, 4)
    assert outcome.left["open_rounds"] == 1
    assert set(Round.objects.all()) == {recent, still_open}
    assert {old.pk, trial.pk, draft.pk}.isdisjoint(Assessment.objects.values_list("round", flat=True))
    for model in (TeamScore, Tally, Remark, Confirmation):
        assert model._default_manager.filter(assessment__round=recent).count() == 1
        assert model._default_manager.count() == 1
    assert ConfirmedScore.objects.count() == 1
    assert Team.objects.filter(pk=cast.team.pk).exists()


def test_the_log_goes_by_its_own_term(cast: Cast) -> None:
    change_retention(by=None, board=cast.board, people_months=1, results_years=1, audit_years=2)
    event(cast.board, ago(years=2, days=1))
    kept = event(cast.board, ago(years=2, days=-1))
    theirs = event(cast.foreign_board, ago(years=2, days=1))
    assert carry_out(cast.board).done["audit"] == 1
    assert {kept.pk, theirs.pk} <= set(AuditEvent.objects.values_list("pk", flat=True))


def test_what_is_at_rest_goes_after_a_month(cast: Cast) -> None:
    def invitation(number: int, **fields: Any) -> Invitation:
        address = f"x{number}@voorbeeld.example" if "withdrawn_at" not in fields else ""
        return Invitation.objects.create(
            board=cast.board, role=Role.COORDINATOR, address=address, token_hash=str(number), **fields
        )

    give_role(cast.former_member, Role.MEMBER, cast.team)
    old, fresh = ago(days=31), ago(days=29)
    invitation(1, expires_at=old)
    invitation(2, expires_at=old, withdrawn_at=old)
    kept = [invitation(3, expires_at=fresh), invitation(4, expires_at=timezone.now() + dt.timedelta(days=1))]
    uploads = [
        OrganisationImport.objects.create(
            board=cast.board,
            uploaded_by=cast.administrator,
            state=state,
            created_at=at,
            beat_at=at,
            content=b"x",
        )
        for state, at in [
            (ImportState.DONE, old),
            (ImportState.DONE, fresh),
            (ImportState.REFUSED, old),
            (ImportState.PREVIEW, timezone.now()),
        ]
    ]
    outcome = carry_out(cast.board)
    assert (outcome.done["invitations"], outcome.done["imports"]) == (2, 2)
    assert set(Invitation.objects.all()) == set(kept)
    assert set(OrganisationImport.objects.all()) == {uploads[1], uploads[3]}


def test_the_row_of_who_was_emptied_goes_with_the_results_of_their_time(cast: Cast) -> None:
    user = leaver(cast.team, ago(years=8))
    assert carry_out(cast.board).done["people"] == 2
    User.objects.filter(pk=user.pk).update(removed_on=ago(years=7, days=1).date())
    assert carry_out(cast.board).done["roles"] == 1
    assert not User.objects.filter(pk=user.pk).exists()
    assert User.objects.filter(pk=cast.former_member.pk).exists()


def test_an_emptied_row_stays_for_a_board_that_keeps_longer(cast: Cast, small_card: Card) -> None:
    """Who confirmed something there is still known to be somebody who is gone."""
    Board.objects.filter(pk=cast.foreign_board.pk).update(keep_results_years=10)
    user = leaver(cast.team, ago(years=9))
    role = give_role(
        user,
        Role.COORDINATOR,
        cast.foreign_team,
        started_on=ago(years=10).date(),
        ended_on=ago(years=9).date(),
    )
    assessment = make_round([cast.foreign_team], small_card).assessments.get()
    confirmation = Confirmation.objects.create(
        assessment=assessment, number=1, confirmed_at=timezone.now(), confirmed_by=user
    )
    carry_out(cast.board)
    User.objects.filter(pk=user.pk).update(removed_on=ago(years=8).date())
    assert carry_out(cast.board).done["roles"] == 1
    assert list(user.memberships.all()) == [role]
    confirmation.refresh_from_db()
    assert confirmation.confirmed_by == user
    Board.objects.update(keep_results_years=7)
    carry_out(cast.foreign_board)
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_second_run_finds_nothing(cast: Cast, small_card: Card) -> None:
    leaver(cast.team, ago(years=2))
    old_round([cast.team], small_card, ago(years=8))
    event(cast.board, ago(years=4))
    assert Due(cast.board).outcome() == (first := carry_out(cast.board))
    assert not first.is_empty
    events = AuditEvent.objects.count()
    assert carry_out(cast.board).is_empty
    assert AuditEvent.objects.count() == events


def test_who_another_board_still_knows_stays_there(cast: Cast) -> None:
    Board.objects.filter(pk=cast.foreign_board.pk).update(keep_people_months=60)
    user = leaver(cast.team, ago(years=2), home_board=cast.board)
    give_role(
        user, Role.MEMBER, cast.foreign_team, started_on=ago(years=4).date(), ended_on=ago(years=3).date()
    )
    outcome = carry_out(cast.board)
    assert outcome.left["known_elsewhere"] == 1
    assert not is_emptied(user)
    assert user.home_board is None
    Board.objects.update(keep_people_months=12)
    carry_out(cast.board)
    assert is_emptied(user)


def test_who_is_asked_to_come_in_again_stays(cast: Cast) -> None:
    user = leaver(cast.team, ago(years=2), home_board=cast.board)
    Invitation.objects.create(
        board=cast.board,
        role=Role.COORDINATOR,
        address=user.email,
        token_hash="x",
        expires_at=timezone.now() + dt.timedelta(days=7),
    )
    assert carry_out(cast.board).left["known_elsewhere"] == 1
    assert not is_emptied(user)
    assert user.home_board == cast.board


def test_who_looks_after_the_installation_stays(cast: Cast) -> None:
    user = leaver(cast.team, ago(years=2), is_staff=True)
    assert carry_out(cast.board).left["staff"] == 1
    assert not is_emptied(user)


def test_another_board_is_not_touched(cast: Cast, small_card: Card) -> None:
    user = leaver(cast.foreign_team, ago(years=2))
    old_round([cast.foreign_team], small_card, ago(years=8))
    event(cast.foreign_board, ago(years=8))
    before = Due(cast.foreign_board).outcome()
    carry_out(cast.board)
    assert Due(cast.foreign_board).outcome() == before
    assert not is_emptied(user)


def test_what_belongs_to_no_board(cast: Cast) -> None:
    lost = UserFactory(date_joined=ago(years=2))
    staff = UserFactory(date_joined=ago(years=2), is_staff=True)
    event(None, ago(years=4))
    cache.set("verlopen", 1, timeout=-1)
    cache.set("geldig", 1, timeout=60)
    outcome = carry_out_of_nobody()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM lob_cache")
        keys = {key for (key,) in cursor.fetchall()}
    assert cache.make_key("geldig") in keys
    assert cache.make_key("verlopen") not in keys
    cache.clear()
    assert outcome.done == {"people": 1, "audit": 1}
    assert (is_emptied(lost), is_emptied(staff)) == (True, False)


def test_a_device_is_forgotten_within_a_minute(cast: Cast) -> None:
    UserSession.objects.create(user=cast.member, ip="192.0.2.7", session_key="weg", user_agent="x")
    client = Client()
    client.force_login(cast.member)
    alive = UserSession.objects.create(
        user=cast.member, ip="192.0.2.7", session_key=client.session.session_key, user_agent="x"
    )
    assert forget_devices() == 1
    assert UserSession.objects.get() == alive
    assert forget_devices in EVERY_MINUTE


def test_it_is_daily_work() -> None:
    assert carry_out_everywhere in DAILY


def test_the_command_reports_what_it_did_and_left(cast: Cast, small_card: Card) -> None:
    leaver(cast.team, ago(years=2))
    make_round([cast.team], small_card, starts_on=ago(years=8).date())
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert "Proef: er wordt niets gewist." in out.getvalue()
    assert "weg: 2 mensen zonder rol gewist" in out.getvalue()
    assert not User.objects.filter(removed_on__isnull=False).exists()
    out = StringIO()
    call_command("retention", stdout=out)
    told = out.getvalue()
    assert "Stichting De Noordzoom\n  weg: 2 mensen zonder rol gewist\n  blijft: 1 metingen" in told
    assert "Stichting Ver Weg\n  er was niets te wissen" in told
    assert "Joëlle" not in told
    assert User.objects.filter(removed_on__isnull=False).count() == 2


def test_the_command_takes_one_board(cast: Cast) -> None:
    out = StringIO()
    call_command("retention", "--board", "stichting ver weg", stdout=out)
    assert "Noordzoom" not in out.getvalue()
    assert not is_emptied(cast.former_member)
    call_command("retention", "--board", str(cast.board.uid), stdout=StringIO())
    assert is_emptied(cast.former_member)


def test_a_crash_leaves_a_board_whole(cast: Cast, small_card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    old_round([cast.team], small_card, ago(years=8))
    event(cast.board, ago(years=4))
    before = Due(cast.board).outcome()

    def breaks(due: Due) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("assessments.services.retention._emptied_rows", breaks)
        with pytest.raises(OSError, match="disk"):
            carry_out(cast.board)
    cast.former_member.refresh_from_db()
    assert cast.former_member.name
    assert Due(cast.board).outcome() == before
    assert carry_out(cast.board) == before


# --- the page


def test_a_beheerder_sets_the_terms_and_sees_what_goes(cast: Cast) -> None:
    client, url = Client(), reverse("retention-settings", args=[cast.board.uid])
    client.force_login(cast.administrator)
    page = client.get(url).content.decode()
    assert "De naam en het e-mailadres van 1 persoon zonder rol." in page
    terms = {"people_months": "60", "results_years": "10", "audit_years": "5"}
    page = client.post(url, terms, follow=True).content.decode()
    assert "De bewaartermijnen zijn gewijzigd." in page
    cast.board.refresh_from_db()
    assert (cast.board.keep_people_months, cast.board.keep_results_years) == (60, 10)
    assert AuditEvent.objects.get(verb=Verb.RETENTION_CHANGED).board == cast.board.uid


@pytest.mark.parametrize("people", [0, 3])
def test_the_page_asks_as_much_for_none_as_for_three(
    cast: Cast, small_card: Card, django_assert_num_queries: Any, people: int
) -> None:
    for _ in range(people):
        leaver(cast.team, ago(years=2))
        old_round([cast.team], small_card, ago(years=8))
    client = Client()
    client.force_login(cast.administrator)
    with django_assert_num_queries(18):
        client.get(reverse("retention-settings", args=[cast.board.uid]))


@pytest.mark.parametrize("wrong", ["", "0", "61", "een jaar", "1,5"])
def test_a_term_is_a_number_within_bounds(cast: Cast, wrong: str) -> None:
    client = Client()
    client.force_login(cast.administrator)
    terms = {"people_months": wrong, "results_years": "10", "audit_years": "5"}
    page = client.post(reverse("retention-settings", args=[cast.board.uid]), terms)
    assert "Vul een heel getal in van 1 tot en met 60." in page.content.decode()
    cast.board.refresh_from_db()
    assert cast.board.keep_results_years == 7


def test_only_a_beheerder_sets_them(cast: Cast) -> None:
    for user in (cast.governor, cast.board_coordinator, cast.foreign_governor):
        with pytest.raises(PermissionDenied):
            change_retention(by=user, board=cast.board, people_months=1, results_years=1, audit_years=1)
    with pytest.raises(Refused):
        change_retention(
            by=cast.administrator, board=cast.board, people_months=61, results_years=1, audit_years=1
        )


def test_a_board_that_imports_waits_and_the_others_do_not(cast: Cast) -> None:
    leaver(cast.foreign_team, ago(years=2))
    OrganisationImport.objects.create(
        board=cast.board, uploaded_by=cast.administrator, state=ImportState.WRITING
    )
    out = StringIO()
    with pytest.raises(CommandError, match="Bij 1 van 2 besturen"):
        call_command("retention", stdout=out)
    assert "Stichting De Noordzoom\n  niets gedaan: Er wordt net een bestand ingelezen." in out.getvalue()
    assert User.objects.filter(removed_on__isnull=False).count() == 1
    carry_out_everywhere()
    assert not is_emptied(cast.former_member)


def test_an_unknown_board_is_named(cast: Cast) -> None:
    with pytest.raises(CommandError, match="Er is geen bestuur “Nergens”"):
        call_command("retention", "--board", "Nergens", stdout=StringIO())


# --- counting back


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-11-24", 12, "2025-11-24"),
        ("2026-01-31", 1, "2025-12-31"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2026-12-31", 60, "2021-12-31"),
    ],
)
def test_months_before(day: str, months: int, before: str) -> None:
    assert months_before(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(before)


def test_an_outcome_of_zeros_is_empty() -> None:
    assert Outcome({"people": 0}, {"staff": 3}).is_empty
