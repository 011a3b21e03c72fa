"""The organisation and rounds against which every route is tried: something that could leak everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.utils import timezone

from assessments.enums import ImportState, PrintKind, Role, RoundState, Via, Way
from assessments.models import (
    Action,
    Assessment,
    Board,
    Card,
    Conversation,
    Invitation,
    OrganisationImport,
    Participation,
    PrintedFile,
    PrintJob,
    PrintPart,
    Remark,
    Round,
    School,
    Team,
    User,
)
from assessments.services.printing.fingerprint import fingerprint
from tests.access.door import session_of
from tests.access.people import INACTIVE, make_others
from tests.cast import Cast, make_cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    confirm,
    make_action,
    make_card,
    make_invitation,
    make_round,
    set_scores,
    take_part,
    tally,
)
from tests.passkeys import give_passkey

OWN_WORDS = "Geheim van de eigen kring"
FOREIGN_WORDS = "Foreign geheim"


@dataclass
class Scene:
    """Two boards with a closed, confirmed round and an open one; at the own school a concept and a trial too."""

    cast: Cast
    card: Card
    foreign_card: Card
    open_round: Round
    """At the own school: own team (begun) and sibling team (nothing yet)."""
    closed_round: Round
    """Board-wide: own, sibling and cousin team, all confirmed."""
    draft_round: Round
    trial_round: Round
    foreign_open_round: Round
    foreign_closed_round: Round
    answering_round: Round
    """At the own school, everybody answers first: own team (the member has begun) and sibling team."""
    foreign_answering_round: Round
    paper_form: Participation
    """Of the own team, typed in by its own coordinator."""
    foreign_paper_form: Participation
    link: Participation
    """To the own team in the answering round, not begun."""
    foreign_link: Participation
    invitation: Invitation
    """To the own team as teamlid."""
    coordinator_invitation: Invitation
    """To the own school as coordinator."""
    foreign_invitation: Invitation
    passkey: Authenticator
    """Of the governor; nobody but these two has a second step."""
    foreign_passkey: Authenticator
    closed_school: School
    """Of the own board, with `its_team`, that closed with it; neither was ever in a round."""
    its_team: Team
    closed_team: Team
    """Of the own school, never in a round."""
    file: OrganisationImport
    """Read, and not saved yet; uploaded by the beheerder."""
    foreign_file: OrganisationImport
    job: PrintJob = field(init=False)
    """All reports of the own board, asked for by its governor and made."""
    foreign_job: PrintJob = field(init=False)

    action: Action = field(init=False)
    """Of the own team, done by its member, made in the closed round; confirmed, so that others know of it."""
    foreign_action: Action = field(init=False)

    talk_round: Round = field(init=False)
    """At the own school, answering is closed: own team (in conversation) and sibling team."""
    foreign_talk_round: Round = field(init=False)
    others: dict[str, User] = field(default_factory=dict)
    _sessions: dict[str, str] = field(default_factory=dict)

    def person(self, name: str) -> User:
        found: User = self.others.get(name) or getattr(self.cast, name)
        return found

    def session(self, person: str) -> str:
        """The session of somebody who signed in once."""
        if person not in self._sessions:
            self._sessions[person] = session_of(self.person(person))
        return self._sessions[person]

    def assessment(self, round_: Round, team: str) -> Assessment:
        return Assessment.objects.get(round=round_, team=getattr(self.cast, team))


def make_scene() -> Scene:
    cast = make_cast()
    card = make_card(key="lob")
    foreign_card = make_card(key="foreign", owner=cast.foreign_board, title="Foreign kaart")
    own, sibling, cousin = cast.team, cast.sibling_team, cast.cousin_team
    before, now = dt.date(2025, 11, 3), dt.date(2026, 11, 2)

    def closed_round(teams: list[Team], title: str) -> Round:
        return make_round(teams, card, title=title, state=RoundState.CLOSED, starts_on=before)

    def answering_round(teams: list[Team], title: str) -> Round:
        today = timezone.localdate()
        round_ = make_round(
            teams,
            make_card(key=title),
            title=title,
            starts_on=today,
            ends_on=today + dt.timedelta(days=30),
            way=Way.INDIVIDUAL,
        )
        round_.assessments.update(declared_size=12)
        return round_

    def paper_form(round_: Round, typist: User, words: str) -> Participation:
        assessment = round_.assessments.select_related("round").order_by("pk")[0]
        form = take_part(assessment, {"VA1.2": 2}, via=Via.PAPER, number=1, typed_by=typist)
        form.response.answers.update(remark=words)
        return form

    def link(round_: Round, team: Team, address: str) -> Participation:
        assessment = round_.assessments.get(team=team)
        return Participation.objects.create(assessment=assessment, via=Via.LINK, address=address)

    answering = answering_round([own, sibling], "Ieder voor zich")
    foreign_answering = answering_round([cast.foreign_team], "Foreign ieder voor zich")
    gone = dt.date(2026, 8, 1)
    closed_school = SchoolFactory(board=cast.board, name="Opgeheven College", closed_on=gone)
    scene = Scene(
        cast=cast,
        closed_school=closed_school,
        its_team=TeamFactory(school=closed_school, name="Opgeheven team", closed_on=gone),
        closed_team=TeamFactory(school=cast.school, name="Oude brugklas", closed_on=gone),
        card=card,
        foreign_card=foreign_card,
        closed_round=closed_round([own, sibling, cousin], "LOB 2025"),
        open_round=make_round([own, sibling], card, title="LOB 2026", starts_on=now),
        draft_round=make_round(
            [own, sibling], card, title="Concept 2027", starts_on=now, state=RoundState.DRAFT
        ),
        trial_round=make_round([cast.sibling_team], make_card(), title="Proef", starts_on=now, is_trial=True),
        foreign_closed_round=closed_round([cast.foreign_team], "Foreign 2025"),
        foreign_open_round=make_round([cast.foreign_team], card, title="Foreign 2026", starts_on=now),
        answering_round=answering,
        foreign_answering_round=foreign_answering,
        paper_form=paper_form(answering, cast.team_coordinator, OWN_WORDS),
        foreign_paper_form=paper_form(foreign_answering, cast.foreign_coordinator, FOREIGN_WORDS),
        link=link(answering, own, "gevraagd@voorbeeld.example"),
        foreign_link=link(foreign_answering, cast.foreign_team, "foreign-gevraagd@voorbeeld.example"),
        invitation=make_invitation(cast.team, name="Genodigde"),
        coordinator_invitation=make_invitation(cast.school, role=Role.COORDINATOR),
        foreign_invitation=make_invitation(cast.foreign_team, name="Foreign Genodigde"),
        passkey=give_passkey(cast.governor, "Telefoon")[1],
        foreign_passkey=give_passkey(cast.foreign_governor, "Foreign sleutel")[1],
        file=make_file(cast.board, cast.administrator, "Nieuwe school"),
        foreign_file=make_file(cast.foreign_board, cast.foreign_governor, FOREIGN_WORDS),
    )
    for assessment in Assessment.objects.select_related("round__card", "school"):
        words = FOREIGN_WORDS if assessment.school.board_id == cast.foreign_board.pk else OWN_WORDS
        if assessment.is_individual:
            if assessment.team_id != sibling.pk:
                person = cast.foreign_member if words == FOREIGN_WORDS else cast.member
                answered = take_part(assessment, {"VA1.1": 4}, via=Via.ACCOUNT, user=person)
                answered.response.answers.update(remark=words)
        elif assessment.round.is_closed:
            set_scores(
                assessment, {"VA1.1": 4, "VA1.2": 5, "VA1.3": 2, "VA2.1": 3, "VA2.2": "?"}, rationale=words
            )
            confirm(assessment)
        elif assessment.round.is_open and assessment.team_id != sibling.pk:
            set_scores(assessment, {"VA1.1": 4}, rationale=words)
    scene.talk_round = make_talk([own, sibling], OWN_WORDS)
    scene.foreign_talk_round = make_talk([cast.foreign_team], FOREIGN_WORDS)
    scene.action = make_action(
        own,
        card,
        what=OWN_WORDS,
        owner=cast.member,
        assessment=scene.assessment(scene.closed_round, "team"),
    )
    scene.foreign_action = make_action(
        cast.foreign_team,
        card,
        what=FOREIGN_WORDS,
        assessment=scene.assessment(scene.foreign_closed_round, "foreign_team"),
    )
    scene.job = make_job(cast.governor, scene.assessment(scene.closed_round, "team"), OWN_WORDS)
    scene.foreign_job = make_job(
        cast.foreign_governor, scene.assessment(scene.foreign_closed_round, "foreign_team"), FOREIGN_WORDS
    )
    return scene


def make_job(by: User, assessment: Assessment, words: str) -> PrintJob:
    """Reports of a board as workers leave them for who asked: here one, of a team."""
    board = assessment.school.board
    job = PrintJob.objects.create(
        key=words, kind=PrintKind.BOARD_FILES, board=board, requester=by, language="nl",
        as_of=timezone.localdate(), fingerprint=fingerprint(board, by), finished_at=timezone.now(),
    )  # fmt: skip
    file = PrintedFile.objects.create(digest=words, board=board, content=words.encode(), size=len(words))
    PrintPart.objects.create(
        job=job, position=0, name="team.pdf", assessment=assessment, digest=file.digest, progress=1000
    )
    return job


def make_talk(teams: list[Team], words: str) -> Round:
    """A round in which everybody has answered, with a spread, a remark and a first agreement at each team."""
    card = make_card(key=f"gesprek {words}")
    round_ = make_round(teams, card, title=f"Gesprek {words}", way=Way.INDIVIDUAL)
    round_.assessments.update(declared_size=12, answering_closed_at=timezone.now())
    for assessment in round_.assessments.select_related("round"):
        tally(assessment, {"VA1.1": "112255", "VA1.2": "444444"})
        first = card.indicators.get(code="VA1.1")
        Remark.objects.create(assessment=assessment, indicator=first, text=words)
        Conversation.objects.create(assessment=assessment, indicator=first)
        set_scores(assessment, {"VA1.1": 4}, rationale=words)
    return round_


def make_file(board: Board, by: User, name: str) -> OrganisationImport:
    """A file with one new school, as the worker leaves it to be looked at."""
    fields = {"name": name, "sector": "vo", "key": "nieuw"}
    says = [["new_school", {"sector": "vo", "code": ""}]]
    plan = {"lines": [["school", "", 2, name, "new", says, {"school": None, "fields": fields}]]}
    return OrganisationImport.objects.create(
        board=board, uploaded_by=by, state=ImportState.PREVIEW, plan=plan, content=b"x", total=1, done=1
    )


def let_everybody_in(scene: Scene) -> None:
    """Sign in everybody who tries every door; then switch off the accounts that are to be off."""
    scene.others = make_others(scene.cast)
    scene.foreign_file.uploaded_by = scene.others["foreign_administrator"]
    scene.foreign_file.save()
    for job in (scene.job, scene.foreign_job):  # of today, with the roles of these others
        job.fingerprint = fingerprint(job.board, job.requester)
        job.save()
    for person in sorted({*scene.others, *scene.cast.everyone()}):
        scene.session(person)
    User.objects.filter(pk__in=[scene.person(name).pk for name in INACTIVE]).update(is_active=False)
