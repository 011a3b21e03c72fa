"""The database knows the rules: every named constraint is broken here, and a constraint without a test fails.

A breaker writes one row, or tries to, straight past services and forms. The error must be of that very constraint:
PostgreSQL and SQLite's checks give its name, SQLite's unique indexes the columns.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import BaseConstraint, Model, UniqueConstraint
from django.utils import timezone

from assessments import models
from assessments.enums import MAX_TEXT, Choice, MailKind, MailState, PrintKind, Role, RoundState, Sector, Via
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    give_role,
    make_action,
    make_card,
    make_round,
)

pytestmark = pytest.mark.django_db

Things = SimpleNamespace
NOW = timezone.now()
LONG = "x" * (MAX_TEXT + 1)
KEY = uuid.UUID(int=1)

CONSTRAINTS: dict[str, tuple[type[Model], BaseConstraint]] = {
    constraint.name: (model, constraint)
    for model in apps.get_app_config("assessments").get_models()
    for constraint in model._meta.constraints
}


@pytest.fixture
def things() -> Things:
    """One valid row of everything that a breaker needs beside its own."""
    board = BoardFactory(number="04321")
    school = SchoolFactory(board=board, branch_code="01AB00", own_key="s1")
    team = TeamFactory(school=school, own_key="t1")
    card = make_card(owner=board, key="lob", edition="1")
    shipped = make_card(key="lob", edition="1")
    round_ = make_round([team], card)
    assessment = round_.assessments.get()
    indicator = card.indicators.get(code="VA1.1")
    user = UserFactory()
    participation = models.Participation.objects.create(assessment=assessment, via=Via.ACCOUNT, user=user)
    models.MailOff.objects.create(user=user, kind=MailKind.DIGEST)
    models.Participation.objects.create(assessment=assessment, via=Via.PAPER, number=1)
    models.Participation.objects.create(assessment=assessment, via=Via.TEAM_LINK, number=2)
    models.Participation.objects.create(assessment=assessment, via=Via.LINK, address="a@voorbeeld.example")
    response = models.Response.objects.create(participation=participation)
    confirmation = models.Confirmation.objects.create(assessment=assessment, number=1, confirmed_at=NOW)
    passage = models.Passage.objects.create(card=card, code="P", position=1, title="P")
    models.Block.objects.create(passage=passage, position=1, kind="alinea", text="x")
    models.Actor.objects.create(card=card, code="A", position=1, name="A")
    for role, place in ((Role.COORDINATOR, board), (Role.MANAGER, school), (Role.MEMBER, team)):
        give_role(user, role, place)
    for model, owner in (
        (models.Answer, {"response": response}),
        (models.TeamScore, {"assessment": assessment}),
        (models.ConfirmedScore, {"confirmation": confirmation}),
        (models.Tally, {"assessment": assessment}),
    ):
        model._default_manager.create(indicator=indicator, **owner)
    for whose in ({"response": response}, {"assessment": assessment}):
        models.Receipt.objects.create(key=KEY, indicator=indicator, version=1, **whose)
    mail = models.Mail.objects.create(kind=MailKind.TEST, address="a@voorbeeld.example", text="x")
    upload = models.OrganisationImport.objects.create(board=board, uploaded_by=user)
    job = models.PrintJob.objects.create(
        key="a", kind=PrintKind.SCHOOL, board=board, requester=user, as_of=NOW.date(), language="nl"
    )
    part = models.PrintPart.objects.create(job=job, position=0, name="a.pdf")
    models.AllowedProvider.objects.create(board=board, provider="surfconext", organisation="x.example")
    offer: dict[str, Any] = {"address": "a@voorbeeld.example", "board": board, "expires_at": NOW}
    for n, (invited_as, at) in enumerate(
        [(Role.MEMBER, {"team": team}), (Role.MANAGER, {"school": school}), (Role.GOVERNOR, {})]
    ):
        models.Invitation.objects.create(role=invited_as, token_hash=str(n), **offer, **at)
    invitation = models.Invitation.objects.first()
    criterion = card.criteria.get(code="VA1")
    action = make_action(team, card)
    entry = action.entries.get()
    models.Priority.objects.create(assessment=assessment, indicator=indicator, position=1)
    models.Example.objects.create(criterion=criterion, position=1, what="x", how_seen="x")
    return Things(**locals())


INVITATION = {
    "board": "board",
    "address": "a@voorbeeld.example",
    "token_hash": "new",
    "expires_at": NOW,
}


def make(model: type[Model], **fields: Any) -> Callable[[Things], object]:
    """Create a row; values that are names of `things` stand for them."""
    return lambda things: model._default_manager.create(
        **{key: getattr(things, value) if value in REFERENCES else value for key, value in fields.items()}
    )


REFERENCES = {
    "board", "school", "team", "card", "round_", "assessment", "indicator", "user", "participation",
    "response", "confirmation", "passage", "job", "criterion",
}  # fmt: skip


def change(name: str, **fields: Any) -> Callable[[Things], object]:
    """Change the row of `things` with that name, past every model."""

    def run(things: Things) -> object:
        thing = getattr(things, name)
        return type(thing)._default_manager.filter(pk=thing.pk).update(**fields)

    return run


def second(part: type[Model], *, code: bool) -> Callable[[Things], None]:
    """Add a part of the card with the code, or else the position, of the first one."""

    def run(things: Things) -> None:
        first = part._default_manager.filter(card=things.card).first()
        assert first is not None
        first.pk = None
        first._state.adding = True
        setattr(first, "position" if code else "code", 9 if code else "ander")
        first.save()

    return run


def sibling(name: str, model: type[Model], **owner: str) -> dict[str, Callable[[Things], object]]:
    """What breaks the rules that an answer, a team score and a revision share."""

    def fresh(things: Things, **fields: Any) -> object:
        other = things.card.indicators.last()
        keys = {key: getattr(things, value) for key, value in owner.items()}
        return model._default_manager.create(indicator=other, **keys, **fields)

    texts = ("remark",) if name == "answer" else ("rationale", "evidence", "dissent")
    breakers: dict[str, Callable[[Things], object]] = {
        f"{name}_once_per_indicator": make(model, indicator="indicator", **owner),
        f"{name}_choice_known": lambda things: fresh(things, choice="misschien"),
        f"{name}_level_with_its_choice": lambda things: fresh(things, choice=Choice.UNKNOWN, level=3),
    }
    for text in texts:
        breakers[f"{name}_{text}_length"] = lambda things, text=text: fresh(things, **{text: LONG})  # type: ignore[misc]
    return breakers


def parts(name: str, part: type[Model]) -> dict[str, Callable[[Things], object]]:
    return {
        f"{name}_code_unique": second(part, code=True),
        f"{name}_position_unique": second(part, code=False),
    }


M = models
PARTICIPATION: dict[str, Any] = {"assessment": "assessment"}
RAISE = {"assessment": "assessment", "raised_by": "user", "raised_at": NOW}
BREAKERS: dict[str, Callable[[Things], object]] = {
    "board_number_unique": make(M.Board, name="Ander", number="04321"),
    "school_branch_code_unique": make(
        M.School, board="board", name="Ander", sector=Sector.VO, branch_code="01AB00"
    ),
    "school_sector_known": change("school", sector="po"),
    "school_not_merged_into_itself": lambda t: M.School.objects.filter(pk=t.school.pk).update(
        merged_into=t.school
    ),
    "team_name_unique_in_school": lambda t: M.Team.objects.create(
        school=t.school, name="x", sort_name=t.team.sort_name
    ),
    "team_not_merged_into_itself": lambda t: M.Team.objects.filter(pk=t.team.pk).update(merged_into=t.team),
    "membership_at_one_place": lambda t: M.Membership.objects.create(
        user=t.user, role=Role.COORDINATOR, board=t.board, team=t.team
    ),
    "membership_role_fits_place": make(M.Membership, user="user", role=Role.MEMBER, board="board"),
    "membership_ends_after_start": make(
        M.Membership,
        user="user",
        role=Role.GOVERNOR,
        board="board",
        started_on=dt.date(2026, 2, 1),
        ended_on=dt.date(2026, 1, 1),
    ),
    "membership_once_board": make(M.Membership, user="user", role=Role.COORDINATOR, board="board"),
    "membership_once_school": make(M.Membership, user="user", role=Role.MANAGER, school="school"),
    "membership_once_team": make(M.Membership, user="user", role=Role.MEMBER, team="team"),
    "card_natural_key": lambda t: make_card(owner=t.board, key="lob", edition="1"),
    "card_natural_key_shipped": lambda t: make_card(key="lob", edition="1"),
    "card_threshold_in_scale": change("card", threshold=8),
    "level_number_unique": make(M.Level, card="card", number=1, label="x", meaning="x"),
    "level_number_in_range": make(M.Level, card="card", number=8, label="x", meaning="x"),
    **parts("actor", M.Actor),
    **parts("theme", M.Theme),
    **parts("criterion", M.Criterion),
    **parts("indicator", M.Indicator),
    **parts("passage", M.Passage),
    "indicator_source_differs": lambda t: M.Indicator.objects.filter(pk=t.indicator.pk).update(
        source_text=t.indicator.text
    ),
    "block_position_unique": make(M.Block, passage="passage", position=1, kind="alinea", text="x"),
    "block_kind_known": make(M.Block, passage="passage", position=2, kind="plaatje", text="x"),
    "round_ends_after_start": change("round_", ends_on=dt.date(2000, 1, 1)),
    "round_state_known": change("round_", state="straks"),
    "round_state_has_its_times": change("round_", state=RoundState.CLOSED),
    "assessment_team_once_in_round": make(
        M.Assessment, round="round_", team="team", school="school", team_name="x", school_name="x"
    ),
    "assessment_one_open_round_per_family": lambda t: make_round([t.team], t.card),
    "assessment_way_known": change("assessment", way="loten"),
    "assessment_min_group_at_least_five": change("assessment", min_group=4),
    "assessment_size_positive": change("assessment", declared_size=0),
    "assessment_marks_while_confirmed": change("assessment", marks="45?"),
    "participation_via_known": make(M.Participation, via="duif", **PARTICIPATION),
    "participation_is_one_of_person_address_number": make(
        M.Participation, via=Via.PAPER, number=2, address="b@voorbeeld.example", **PARTICIPATION
    ),
    "participation_person_once": make(M.Participation, via=Via.ACCOUNT, user="user", **PARTICIPATION),
    "participation_number_once": make(M.Participation, via=Via.PAPER, number=1, **PARTICIPATION),
    "participation_address_once": make(
        M.Participation, via=Via.LINK, address="a@voorbeeld.example", **PARTICIPATION
    ),
    "participation_token_with_a_link": lambda t: M.Participation.objects.filter(via=Via.PAPER).update(
        token_hash="x"
    ),
    "participation_typed_from_paper": lambda t: M.Participation.objects.filter(via=Via.LINK).update(
        typed_by=t.user
    ),
    "assessment_no_link_once_closed": change("assessment", team_token="t", answering_closed_at=NOW),
    "sizeraise_only_up": make(M.SizeRaise, before=9, after=9, reason="x", **RAISE),
    "sizeraise_with_reason": make(M.SizeRaise, before=8, after=9, reason="", **RAISE),
    "sizeraise_reason_length": make(M.SizeRaise, before=8, after=9, reason=LONG, **RAISE),
    "receipt_of_one_form": make(
        M.Receipt, key=KEY, version=1, response="response", assessment="assessment", indicator="indicator"
    ),
    "receipt_once_per_response": make(
        M.Receipt, key=KEY, version=1, response="response", indicator="indicator"
    ),
    "receipt_once_per_assessment": make(
        M.Receipt, key=KEY, version=1, assessment="assessment", indicator="indicator"
    ),
    "board_min_group_at_least_five": change("board", min_group=4),
    "board_keeps_people_a_while": change("board", keep_people_months=0),
    "board_keeps_results_a_while": change("board", keep_results_years=21),
    "board_keeps_audit_a_while": change("board", keep_audit_years=0),
    "school_own_key_unique": lambda t: SchoolFactory(board=t.board, own_key="s1"),
    "team_own_key_unique": lambda t: TeamFactory(school=t.school, own_key="t1"),
    "mail_kind_known": change("mail", kind="postduif"),
    "mail_state_known": change("mail", state="kwijt", address="", text=""),
    "mail_at_rest_is_empty": change("mail", state=MailState.SENT),
    "mailoff_kind_once": make(M.MailOff, user="user", kind=MailKind.DIGEST),
    "mailoff_can_be_off": make(M.MailOff, user="user", kind=MailKind.ACCOUNT),
    "import_state_known": change("upload", state="kwijt"),
    "print_job_kind_known": change("job", kind="kwijt"),
    "print_part_name_once_in_job": make(M.PrintPart, job="job", position=1, name="a.pdf"),
    "print_part_fault_known": change("part", fault="kwijt"),
    "print_part_made_or_given_up": change("part", fault="mislukt", digest="x"),
    "print_part_of_one_thing": make(
        M.PrintPart,
        job="job",
        position=1,
        name="b.pdf",
        assessment="assessment",
        school="school",
        round="round_",
    ),
    "print_part_school_in_a_round": make(M.PrintPart, job="job", position=1, name="b.pdf", school="school"),
    "allowed_provider_of_one_board": make(
        M.AllowedProvider, board="board", provider="surfconext", organisation="x.example"
    ),
    "allowed_provider_names_organisation": make(
        M.AllowedProvider, board="board", provider="entree", organisation=""
    ),
    "invitation_at_one_place": make(
        M.Invitation, role=Role.COORDINATOR, school="school", team="team", **INVITATION
    ),
    "invitation_role_fits_place": make(M.Invitation, role=Role.MEMBER, school="school", **INVITATION),
    "invitation_ends_once": change("invitation", accepted_at=NOW, withdrawn_at=NOW, address=""),
    "invitation_at_rest_is_empty": change("invitation", accepted_at=NOW),
    "invitation_once_team": make(M.Invitation, role=Role.MEMBER, team="team", **INVITATION),
    "invitation_once_school": make(M.Invitation, role=Role.MANAGER, school="school", **INVITATION),
    "invitation_once_board": make(M.Invitation, role=Role.GOVERNOR, **INVITATION),
    **sibling("answer", M.Answer, response="response"),
    **sibling("teamscore", M.TeamScore, assessment="assessment"),
    **sibling("confirmedscore", M.ConfirmedScore, confirmation="confirmation"),
    "tally_once_per_indicator": make(M.Tally, assessment="assessment", indicator="indicator"),
    "remark_text_length": make(M.Remark, assessment="assessment", indicator="indicator", text=LONG),
    "confirmation_number_once": make(
        M.Confirmation,
        assessment="assessment",
        number=1,
        confirmed_at=NOW,
        reopened_at=NOW,
        reopen_reason="Een tikfout",
    ),
    "confirmation_one_in_force": make(M.Confirmation, assessment="assessment", number=2, confirmed_at=NOW),
    "confirmation_reopened_with_reason": change("confirmation", reopened_at=NOW),
    "priority_indicator_once": make(M.Priority, assessment="assessment", indicator="indicator", position=2),
    "priority_position_once": lambda t: M.Priority.objects.create(
        assessment=t.assessment, indicator=t.card.indicators.last(), position=1
    ),
    "priority_position_in_range": lambda t: M.Priority.objects.update(position=6),
    "action_at_one_place": lambda t: M.Action.objects.update(board=t.board),
    "action_says_what": change("action", what=""),
    "action_status_known": change("action", status="kwijt", ended_on=NOW.date()),
    "action_ends_on_a_day": change("action", ended_on=NOW.date()),
    "action_of_a_person_or_a_role": lambda t: M.Action.objects.update(owner=t.user, owner_role=Role.MEMBER),
    "action_why_length": change("action", why=LONG),
    "action_how_seen_length": change("action", how_seen=LONG),
    "actionentry_status_known": change("entry", status="kwijt"),
    "actionentry_text_length": change("entry", text=LONG),
    "example_position_unique": make(M.Example, criterion="criterion", position=1, what="x", how_seen="x"),
    "example_how_seen_length": lambda t: M.Example.objects.update(how_seen=LONG),
    "confirmation_reopen_reason_length": change("confirmation", reopened_at=NOW, reopen_reason=LONG),
}

IMPLIED = {
    "round_state_known": "round_state_has_its_times",
    "participation_via_known": "participation_is_one_of_person_address_number",
}
"""What breaks the first breaks the second too; each database names one of them."""


def test_every_constraint_has_its_breaker() -> None:
    assert set(BREAKERS) == set(CONSTRAINTS)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_refuses(name: str, things: Things) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKERS[name](things)
    model, constraint = CONSTRAINTS[name]
    message = str(refused.value)
    if connection.vendor == "sqlite" and isinstance(constraint, UniqueConstraint):
        fields = {field.name: field.column for field in model._meta.fields}
        columns = [f"{model._meta.db_table}.{fields[field]}" for field in constraint.fields]
        assert message == f"UNIQUE constraint failed: {', '.join(columns)}"
    else:
        assert name in message or IMPLIED.get(name, name) in message
