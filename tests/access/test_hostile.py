"""Somebody who means harm, or is merely quick: other people's keys in forms, roles that ended, words too early."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.enums import Role, RoundState
from assessments.models import Assessment, AuditEvent, Membership, Round, TeamScore, User
from assessments.reports.document import Document
from assessments.services import confirmations, rounds
from tests.access.door import Visitor, text_of
from tests.access.people import OWN_PEOPLE
from tests.access.scene import Scene, make_scene
from tests.access.test_matrix import MATRIX
from tests.factories import confirm, give_role, make_card, make_round, set_scores

pytestmark = pytest.mark.usefixtures("_plain_refusals")

FETCH = {"X-Requested-With": "fetch"}
READERS = ["team_manager", "governor"]
"""Of the own board, who neither fill in nor lead; the others among them see what one of these does, or less."""


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The scene, with everybody signed in; made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        scene = make_scene()
        for person in scene.cast.everyone():
            scene.session(person)
        yield scene
        transaction.set_rollback(True)


@pytest.fixture
def scene(made: Scene) -> Iterator[Scene]:
    """As it was made, for each test: what another did is undone, in the database and in what was read of it."""
    with transaction.atomic():
        yield deepcopy(made)
        transaction.set_rollback(True)


@pytest.fixture
def _reports_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report as all that goes into it: page, drawings and the files inside."""

    def text(document: Document, *tick: object) -> bytes:
        files = "".join(file.content.decode("utf-8-sig") for file in document.files)
        return "\n".join([document.html, *document.charts.values(), files]).encode()

    monkeypatch.setattr("assessments.reports.engine.print_pdf", text)


def url(route: str, assessment: Assessment, **more: Any) -> str:
    return reverse(route, kwargs={"uid": assessment.uid, **more})


# --- other people's keys in the fields of a form --------------------------------------------------------------------


def planned(scene: Scene, **swapped: Any) -> dict[str, Any]:
    return {
        "title": "Nieuw",
        "card": scene.card.uid,
        "starts_on": "2027-01-11",
        "ends_on": "2027-02-12",
        "teams": [scene.cast.team.uid],
        **swapped,
    }


SWAPS = {
    "a team of another board": ("teams", lambda scene: scene.cast.foreign_team),
    "a team of another school": ("teams", lambda scene: scene.cast.cousin_team),
    "a school of another board": ("schools", lambda scene: scene.cast.foreign_school),
    "another school of the board": ("schools", lambda scene: scene.cast.sibling_school),
    "a card of another board": ("card", lambda scene: scene.foreign_card),
}


@pytest.mark.parametrize("what", SWAPS)
def test_a_round_takes_no_keys_of_others(scene: Scene, what: str) -> None:
    field, thing = SWAPS[what]
    own = [scene.cast.team.uid] if field == "teams" else []
    data = planned(scene, **{field: [*own, thing(scene).uid] if field != "card" else thing(scene).uid})
    before = list(Round.objects.values()), list(Assessment.objects.values())
    client = Visitor(scene.session("coordinator"))
    for page in (
        reverse("round-plan"),
        reverse("round-change", args=[scene.draft_round.uid]),
    ):
        text = client.post(page, data).content.decode()
        assert "kun je niet kiezen" in text
        assert "Foreign" not in text
    assert before == (list(Round.objects.values()), list(Assessment.objects.values()))


def test_a_team_coordinator_takes_no_other_team_of_the_school(scene: Scene) -> None:
    client = Visitor(scene.session("team_coordinator"))
    for swap in ({"teams": [scene.cast.sibling_team.uid]}, {"schools": [scene.cast.school.uid], "teams": []}):
        client.post(reverse("round-plan"), planned(scene, **swap))
    made = Assessment.objects.filter(round__title="Nieuw")
    assert set(made.values_list("team", flat=True)) <= {scene.cast.team.pk}


def test_an_answer_names_only_indicators_of_its_own_card(scene: Scene) -> None:
    """The code is looked up on the card of the assessment in the address, whatever else the data name."""
    own = scene.assessment(scene.open_round, "team")
    foreign = scene.assessment(scene.foreign_open_round, "foreign_team")
    before = list(TeamScore.objects.exclude(assessment=own).values())
    data = {
        "indicator": "VA1.2",
        "VA1.2-choice": "2",
        "VA1.2-version": "0",
        "assessment": foreign.uid,
        "uid": foreign.uid,
        "team": scene.cast.foreign_team.uid,
    }
    client = Visitor(scene.session("member"))
    page = url("scoring-criterion", own, code="VA1")
    assert client.post(f"{page}?uid={foreign.uid}", data, headers=FETCH).status_code == 200
    assert list(TeamScore.objects.exclude(assessment=own).values()) == before


# --- who loses a role loses at once ---------------------------------------------------------------------------------


def end_roles(user: User) -> None:
    Membership.objects.filter(user=user).update(ended_on=timezone.localdate())


@pytest.mark.usefixtures("_reports_as_text")
@pytest.mark.parametrize("person", sorted(OWN_PEOPLE))
def test_who_loses_the_role_loses_every_page_at_once(scene: Scene, person: str) -> None:
    user = getattr(scene.cast, person)
    client = Visitor(scene.session(person))
    pages = {
        reverse(row.route, kwargs=args)
        for row in MATRIX
        if "uid" in (args := row.args(scene)) and args["uid"] != scene.card.uid
        if row.method == "get" and person in row.expect.get(200, set())
    }
    assert all(client.get(page).status_code == 200 for page in pages)
    end_roles(user)
    assert {client.get(page).status_code for page in pages} <= {404}
    lists = [client.get(reverse(name)).content.decode() for name in ("home", "round-list", "results")]
    assert not any(
        name in text for text in lists for name in ("Havo 4-5", "Brugklas", "LOB 2026", "LOB 2025")
    )


def test_a_page_left_open_saves_and_confirms_nothing_without_the_role(scene: Scene) -> None:
    own = scene.assessment(scene.open_round, "team")
    member, leader = Visitor(scene.session("member")), Visitor(scene.session("team_coordinator"))
    end_roles(scene.cast.member)
    end_roles(scene.cast.team_coordinator)
    before, told = list(TeamScore.objects.values()), AuditEvent.objects.count()
    page, data = url("scoring-criterion", own, code="VA1"), {"VA1.2-choice": "2", "indicator": "VA1.2"}
    for headers in ({}, FETCH):
        assert member.post(page, data, headers=headers).status_code == 404
    assert leader.post(url("scoring-confirm", own), {"with_gaps": "on"}).status_code == 404
    closed = scene.assessment(scene.closed_round, "team")
    assert leader.post(url("scoring-reopen", closed), {"reason": "Zomaar"}).status_code == 404
    assert leader.post(reverse("round-plan"), planned(scene)).status_code == 403
    assert (list(TeamScore.objects.values()), AuditEvent.objects.count()) == (before, told)
    own.refresh_from_db()
    assert not own.is_confirmed


def test_an_account_that_is_switched_off_is_signed_out_at_once(scene: Scene) -> None:
    client, before = Visitor(scene.session("member")), TeamScore.objects.count()
    page = url("scoring-criterion", scene.assessment(scene.open_round, "team"), code="VA1")
    assert client.get(page).status_code == 200
    User.objects.filter(pk=scene.cast.member.pk).update(is_active=False)
    for response in (
        client.get(page),
        client.post(page, {"VA1.2-choice": "2"}),
        client.post(page, {"VA1.2-choice": "2", "indicator": "VA1.2"}, headers=FETCH),
        client.get(reverse("home")),
    ):
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))
    assert TeamScore.objects.count() == before


def test_a_role_that_is_still_to_begin_gives_nothing_yet(scene: Scene) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    give_role(scene.cast.stranger, Role.COORDINATOR, scene.cast.board, started_on=tomorrow)
    client = Visitor(scene.session("stranger"))
    assert client.get(reverse("round-detail", args=[scene.open_round.uid])).status_code == 404
    assert client.get(reverse("round-plan")).status_code == 403


# --- nothing of what is not confirmed, nothing of a trial -----------------------------------------------------------


def read_everything(scene: Scene, person: str, *but: str) -> dict[str, str]:
    """Every page that a person gets, by address, without what differs each time: the log grows by what is read."""
    client = Visitor(scene.session(person))
    addresses = {
        reverse(row.route, kwargs=row.args(scene))
        for row in MATRIX
        if row.method == "get"
        and row.anonymous == 302
        and not row.route.startswith(("account", "audit", "mfa", "own", *but))
    }
    read = {}
    for address in addresses:
        text = text_of(client.get(address))
        read[address] = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"', "", text)
    return read


@pytest.mark.usefixtures("_reports_as_text")
@pytest.mark.parametrize("person", [*READERS, "member"])
def test_what_is_not_confirmed_changes_no_page_of_who_may_not_see_it(scene: Scene, person: str) -> None:
    """Whatever a team fills in: who is to wait reads the same, in pages, totals, marks of last time and reports.

    Once in a running round, once after reopening what was confirmed before it. A teamlid fills in, and waits too for
    what is made of it.
    """
    own, reopened = (scene.assessment(r, "team") for r in (scene.open_round, scene.closed_round))
    set_scores(own, {"VA1.1": 4, "VA1.2": 1, "FA1.1": "?"}, rationale="Nog geheim", evidence="Nog geheim")
    confirmations.confirm(by=scene.cast.coordinator, assessment=own, with_gaps=True)
    for assessment in (own, reopened):
        if not assessment.confirmations.exists():
            Assessment.objects.filter(pk=assessment.pk).update(confirmed_at=None, marks="")
            confirmations.confirm(by=scene.cast.coordinator, assessment=assessment, with_gaps=True)
    confirmations.reopen(by=scene.cast.coordinator, assessment=own, reason="Nog geheim")
    confirmations.reopen(by=scene.cast.coordinator, assessment=reopened, reason="Nog geheim")
    forms = ["scoring"] if person == "member" else []
    before = read_everything(scene, person, *forms)
    for assessment in (own, reopened):
        codes = assessment.scores.values_list("indicator__code", flat=True)
        set_scores(assessment, dict.fromkeys(codes, 5), rationale="Heel anders", evidence="Heel anders")
        assessment.scores.update(updated_by=scene.cast.member)
    assert read_everything(scene, person, *forms) == before
    assert "Nog geheim" not in "".join(before.values())
    leader = Visitor(scene.session("team_coordinator"))
    assert "Heel anders" in leader.get(url("team-result", own)).content.decode(), "there is something to see"


@pytest.mark.usefixtures("_reports_as_text")
@pytest.mark.parametrize("person", ["member", "board_coordinator"])
def test_a_trial_changes_no_page_but_its_own(scene: Scene, person: str) -> None:
    other = make_card()
    before = read_everything(scene, person, "round-list")
    teams = [scene.cast.team, scene.cast.sibling_team]
    for start, state, card in (
        (dt.date(2026, 3, 2), RoundState.CLOSED, scene.card),
        (dt.date(2026, 11, 3), RoundState.CLOSED, scene.card),
        (dt.date(2026, 11, 4), RoundState.OPEN, other),
    ):
        trial = make_round(teams, card, title="Oefening", state=state, starts_on=start, is_trial=True)
        for assessment in trial.assessments.select_related("round__card"):
            set_scores(assessment, {"VA1.1": 1, "VA1.2": 1, "VA2.1": 5}, rationale="Maar een oefening")
            confirm(assessment)
    assert read_everything(scene, person, "round-list") == before


# --- ways round a door ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_page_knows_get_and_post_alone(scene: Scene, method: str) -> None:
    """A program that puts an answer is not told that all is well."""
    client = Visitor(scene.session("coordinator"))
    own = scene.assessment(scene.open_round, "team")
    for page in (
        url("scoring-criterion", own, code="VA1"),
        reverse("round-discard", args=[scene.draft_round.uid]),
        reverse("round-plan"),
        reverse("ready"),
    ):
        assert getattr(client, method)(page).status_code == 405


def test_deeds_want_a_post(scene: Scene) -> None:
    client, told = Visitor(scene.session("board_coordinator")), AuditEvent.objects.count()
    own = scene.assessment(scene.open_round, "team")
    for page in (
        reverse("round-open", args=[scene.draft_round.uid]),
        reverse("round-close", args=[scene.open_round.uid]),
        reverse("round-discard", args=[scene.draft_round.uid]),
        url("scoring-confirm", own),
        url("scoring-reopen", scene.assessment(scene.closed_round, "team")),
    ):
        for method in ("get", "head"):
            assert getattr(client, method)(f"{page}?with_gaps=on&reason=x").status_code in {200, 302}
    assert AuditEvent.objects.count() == told
    assert Round.objects.filter(pk=scene.draft_round.pk, state=RoundState.DRAFT).exists()


def test_confirming_what_was_just_thrown_away(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague discards the trial between the guard and the deed."""
    trial = scene.assessment(scene.trial_round, "sibling_team")

    def late(**kwargs: Any) -> Any:
        rounds.discard_round(by=scene.cast.coordinator, round_=scene.trial_round)
        return confirm_it(**kwargs)

    confirm_it = confirmations.confirm
    monkeypatch.setattr(confirmations, "confirm", late)
    response = Visitor(scene.session("coordinator")).post(url("scoring-confirm", trial), {"with_gaps": "on"})
    assert response.status_code == 302
    monkeypatch.undo()
    assert Visitor(scene.session("coordinator")).get(response.headers["Location"]).status_code == 404
