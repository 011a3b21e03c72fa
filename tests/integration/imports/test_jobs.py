"""A file from its upload to the end: read, shown, saved and forgotten; and what happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.enums import ImportState, MailKind, Role, Sector, Verb
from assessments.models import (
    AuditEvent,
    Invitation,
    Mail,
    Membership,
    OrganisationImport,
    School,
    Team,
    User,
)
from assessments.services import organisation
from assessments.services.imports import jobs, matching, saving
from assessments.services.imports.plan import Plan
from assessments.services.imports.samples import EXAMPLE, write_xlsx
from tests.cast import Cast
from tests.factories import UserFactory, give_role
from tests.unit.imports.files import DUO, GOOD_SCHOOL, csv_of, xlsx_of

from .doing import GOOD, everything, run_queue, saved, uploaded

pytestmark = pytest.mark.django_db


def verbs() -> set[str]:
    return set(AuditEvent.objects.values_list("verb", flat=True))


# --- what works -------------------------------------------------------------------------------------------------------


def test_a_file_is_read_shown_saved_and_forgotten(cast: Cast) -> None:
    admin = cast.administrator
    thing = jobs.upload(by=admin, board=cast.board, content=GOOD)
    run_queue()
    thing.refresh_from_db()
    assert (thing.state, thing.done, thing.total) == (ImportState.PREVIEW, 4, 4)
    assert thing.summary["counts"] == {"wrong": 0, "new": 4, "changed": 0, "same": 0}
    assert not School.objects.filter(name="Zandlust").exists()
    jobs.save(by=admin, thing=thing, send=True)
    run_queue()
    thing.refresh_from_db()
    assert (thing.state, bytes(thing.content), thing.plan) == (ImportState.DONE, b"", {})
    school = School.objects.get(branch_code="09ZZ00")
    assert (school.board, school.name, school.sort_name, school.sector, school.brin, school.own_key) == (
        cast.board,
        "Zandlust",
        "zandlust",
        "vo",
        "09ZZ",
        "zand",
    )
    team = Team.objects.get(own_key="zand-1")
    assert (team.school, team.name) == (school, "Onderbouw")
    invitation = Invitation.objects.get()
    assert (invitation.address, invitation.name, invitation.role, invitation.team, invitation.language) == (
        "ada@x.example",
        "Ada Lovelace",
        Role.MEMBER,
        team,
        "en",
    )
    assert invitation.invited_by == admin
    assert Membership.objects.get(user=cast.member, role=Role.MANAGER).school == school
    assert {
        Verb.SCHOOL_ADDED,
        Verb.TEAM_ADDED,
        Verb.INVITED,
        Verb.ROLE_GIVEN,
        Verb.ORGANISATION_LOADED,
    } <= verbs()
    assert sorted(Mail.objects.values_list("kind", flat=True)) == [MailKind.ROLE_GIVEN, MailKind.INVITATION]
    assert jobs.mails_left(thing) == 0


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    saved(cast.administrator, cast.board, GOOD)
    before = everything()
    thing = uploaded(cast.administrator, cast.board, GOOD)
    assert thing.summary["counts"] == {"wrong": 0, "new": 0, "changed": 0, "same": 4}
    assert everything() == before


def test_what_differs_is_changed_and_nothing_is_removed(cast: Cast) -> None:
    saved(cast.administrator, cast.board, GOOD)
    numbers = [len(rows) for rows in everything()[1:6]]
    changed = xlsx_of(
        school=[("zand", "Zandlust College", "vo", "", "09ZZ00")],
        team=[("zand-1", "Onderbouw vwo", "09ZZ")],
        person=[("Şükrü Łukasz-Öz", "member@voorbeeld.example", "", "manager", "zand")],
    )
    User.objects.filter(pk=cast.member.pk).update(home_board=cast.board)
    saved(cast.administrator, cast.board, changed)
    assert School.objects.get(own_key="zand").name == "Zandlust College"
    assert Team.objects.get(own_key="zand-1").sort_name == "onderbouw vwo"
    assert User.objects.get(pk=cast.member.pk).name == "Şükrü Łukasz-Öz"
    assert [len(rows) for rows in everything()[1:6]] == numbers
    assert {Verb.SCHOOL_CHANGED, Verb.TEAM_CHANGED, Verb.PERSON_CHANGED} <= verbs()


def test_what_a_change_frees_something_new_may_take(cast: Cast) -> None:
    saved(cast.administrator, cast.board, GOOD)
    content = xlsx_of(
        school=[("zand", "Zandlust", "vo", "", "09ZZ01"), ("nieuw", "Nieuw", "vo", "", "09ZZ00")],
        team=[("zand-1", "Bovenbouw", "zand"), ("zand-2", "Onderbouw", "zand")],
    )
    assert saved(cast.administrator, cast.board, content).state == ImportState.DONE
    codes = dict(School.objects.exclude(own_key="").values_list("own_key", "branch_code"))
    assert codes == {"zand": "09ZZ01", "nieuw": "09ZZ00"}
    names = dict(Team.objects.exclude(own_key="").values_list("own_key", "name"))
    assert names == {"zand-1": "Bovenbouw", "zand-2": "Onderbouw"}


def test_duos_real_rows_are_saved_and_saved_again_without_change(cast: Cast) -> None:
    cast.board.number = "010053"
    cast.board.save()
    saved(cast.administrator, cast.board, DUO.read_bytes())
    made = School.objects.filter(brin="18BR").order_by("branch_code")
    assert [(s.branch_code, s.sector, s.board) for s in made] == [
        ("18BR00", "vo", cast.board),
        ("18BR01", "vo", cast.board),
    ]
    assert not School.objects.filter(brin="02EB").exists()
    made.update(name="Praktijkschool")
    before = everything()
    assert uploaded(cast.administrator, cast.board, DUO.read_bytes()).summary["counts"]["same"] == 2
    assert everything() == before


def test_invitations_wait_where_nobody_asked_to_send_them(cast: Cast) -> None:
    thing = saved(cast.administrator, cast.board, GOOD, send=False)
    assert thing.summary["invited"] == 1
    assert Invitation.objects.get().is_unsent
    assert list(Mail.objects.values_list("kind", flat=True)) == [MailKind.ROLE_GIVEN]


def test_a_role_given_to_oneself_is_reported(cast: Cast) -> None:
    give_role(UserFactory(), Role.ADMINISTRATOR, cast.board)
    row = ("Bjørn Ångström", cast.administrator.email, "", "bestuur", "")
    saved(cast.administrator, cast.board, csv_of("person", row))
    assert list(Mail.objects.values_list("kind", flat=True)) == [MailKind.ROLE_REPORTED]


# --- meanwhile --------------------------------------------------------------------------------------------------------


def test_two_files_at_once_do_not_meet(cast: Cast) -> None:
    """The second to be saved is looked at again: what was new is there now."""
    other = UserFactory()
    give_role(other, Role.ADMINISTRATOR, cast.board)
    first, second = (uploaded(by, cast.board, GOOD) for by in (cast.administrator, other))
    jobs.save(by=cast.administrator, thing=first, send=False)
    jobs.save(by=other, thing=second, send=False)
    jobs.save_file.call(str(first.uid))
    before = everything()
    jobs.save_file.call(str(second.uid))
    second.refresh_from_db()
    assert (second.state, second.summary["again"]) == (ImportState.PREVIEW, True)
    assert second.summary["counts"]["same"] == 4
    assert everything() == before


def test_what_the_database_refuses_in_the_end_is_rolled_back_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = uploaded(cast.administrator, cast.board, GOOD)
    jobs.save(by=cast.administrator, thing=thing, send=False)
    save_plan = saving.save_plan

    def late(**all_of_it: Any) -> Any:
        School.objects.create(
            board=cast.board, name="Sneller", sort_name="sneller", sector="vo", own_key="zand"
        )
        return save_plan(**all_of_it)

    monkeypatch.setattr(jobs, "save_plan", late)
    jobs.save_file.call(str(thing.uid))
    thing.refresh_from_db()
    # What was in the way is gone with the rest; so the preview is the same, and asking again would not help.
    assert (thing.state, thing.summary["refused"][0]) == (ImportState.REFUSED, "unexpected")
    assert not School.objects.filter(own_key="zand").exists()


def test_who_is_no_beheerder_any_more_saves_nothing(cast: Cast) -> None:
    thing = uploaded(cast.administrator, cast.board, GOOD)
    jobs.save(by=cast.administrator, thing=thing, send=False)
    Membership.objects.filter(user=cast.administrator).update(ended_on=timezone.localdate())
    before = everything()
    jobs.save_file.call(str(thing.uid))
    thing.refresh_from_db()
    assert (thing.state, thing.summary["refused"][0], bytes(thing.content)) == (
        ImportState.REFUSED,
        "lost_right",
        b"",
    )
    assert everything() == before


@pytest.mark.parametrize(
    "person", ["board_coordinator", "governor", "member", "stranger", "foreign_governor"]
)
def test_nobody_else_uploads_or_saves(cast: Cast, person: str) -> None:
    by: User = getattr(cast, person)
    with pytest.raises(PermissionDenied):
        jobs.upload(by=by, board=cast.board, content=GOOD)
    thing = uploaded(cast.administrator, cast.board, GOOD)
    for deed in (lambda: jobs.save(by=by, thing=thing, send=True), lambda: jobs.discard(by=by, thing=thing)):
        with pytest.raises(PermissionDenied):
            deed()
    thing.refresh_from_db()
    assert thing.state == ImportState.PREVIEW


def test_a_new_file_takes_the_place_of_the_one_before(cast: Cast) -> None:
    first = uploaded(cast.administrator, cast.board, GOOD)
    second = uploaded(cast.administrator, cast.board, GOOD)
    assert list(OrganisationImport.objects.all()) == [second]
    jobs.read_file.call(str(first.uid))
    jobs.discard(by=cast.administrator, thing=second)
    assert not OrganisationImport.objects.exists()


# --- five thousand rows -----------------------------------------------------------------------------------------------


def test_five_thousand_rows_move_the_bar_and_are_saved_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = xlsx_of(
        school=[GOOD_SCHOOL],
        team=[(f"t{n}", f"Team {n}", "duin") for n in range(199)],
        person=[(f"Persoon {n}", f"p{n}@x.example", "nl", "teamlid", f"t{n % 199}") for n in range(4800)],
    )
    beats = _record_beats(monkeypatch)
    with CaptureQueriesContext(connection) as reading:
        thing = uploaded(cast.administrator, cast.board, content)
    assert thing.summary["counts"] == {"wrong": 0, "new": 5000, "changed": 0, "same": 0}
    assert beats == list(range(250, 5001, 250))
    assert len(reading) < 20 * 6 + 20
    jobs.save(by=cast.administrator, thing=thing, send=False)
    with CaptureQueriesContext(connection) as writing:
        jobs.save_file.call(str(thing.uid))
    assert len(writing) < 250
    assert (Invitation.objects.count(), Team.objects.filter(own_key__startswith="t").count()) == (4800, 199)
    before = [len(rows) for rows in everything()]
    again = uploaded(cast.administrator, cast.board, content)
    assert again.summary["counts"]["same"] == 5000
    assert [len(rows) for rows in everything()] == before


def _record_beats(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    beats: list[int] = []
    match = matching.match

    def watched(*args: Any, tick: Callable[[int], None] = lambda done: None, **kwargs: Any) -> Plan:
        def both(done: int) -> None:
            tick(done)
            beats.extend(OrganisationImport.objects.values_list("done", flat=True))

        return match(*args, tick=both, **kwargs)

    monkeypatch.setattr(jobs, "match", watched)
    return beats


def test_the_example_that_we_hand_out_is_right(cast: Cast) -> None:
    thing = uploaded(cast.administrator, cast.board, write_xlsx(EXAMPLE))
    assert thing.summary["counts"] == {"wrong": 0, "new": 10, "changed": 0, "same": 0}
    organisation.add_school(by=None, board=cast.board, name="Tussendoor", sector=Sector.VO, own_key="duin")
    jobs.save(by=cast.administrator, thing=thing, send=False)
    jobs.save_file.call(str(thing.uid))
    thing.refresh_from_db()
    assert (thing.state, thing.summary["again"]) == (ImportState.PREVIEW, True)
    assert thing.summary["counts"]["changed"] == 1
