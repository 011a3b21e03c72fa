"""Asking for what takes long to print. Asking the same again, of the same data, is having asked once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.enums import PrintKind
from assessments.models import Assessment, Board, PrintJob, PrintPart, Round, School, User
from assessments.reports.document import Document
from assessments.results.board_queries import board_result
from assessments.results.values import RoundInfo, SchoolRow

from . import hands
from .fingerprint import fingerprint
from .names import Names
from .subjects import kind_of


@transaction.atomic
def ask_for_all(*, by: User, board: Board, language: str, round_: Round | None = None) -> PrintJob:
    """Ask for the reports of a board in one file: of each school in its latest round, and of its confirmed teams.

    With `round_` as it was when that round was the latest. Refused where no team has confirmed anything.
    """
    if not can(by, Ability.SEE_BOARD_RESULTS, board):
        raise PermissionDenied
    with translation.override(language):
        parts = _parts_of_board(board, round_)
        if not parts:
            raise Refused(_("Er is nog geen rapport: geen enkel team heeft zijn scores vastgesteld."))
    told = fingerprint(board, by)
    return _ask(by, PrintKind.BOARD_FILES, board, language, told, parts, round=round_)


@transaction.atomic
def ask_for_one(
    *,
    by: User,
    of: Assessment | School | Board,
    round_: Round | None,
    board: Board,
    language: str,
    document: Document,
    name: str,
) -> PrintJob:
    """Ask for one long report, of which `by` was shown the `document`. `round_` is that of a school, or of a board as
    it was then.
    """
    match of:
        case Assessment():
            part = PrintPart(name=name, assessment=of)
        case School():
            part = PrintPart(name=name, school=of, round=round_)
        case Board():
            part = PrintPart(name=name)
    as_then = round_ if isinstance(of, Board) else None
    return _ask(by, kind_of(part), board, language, document.digest, [part], round=as_then)


@transaction.atomic
def ask_again(*, by: User, job: PrintJob) -> PrintJob:
    """Try again what was given up; where the data changed, ask for the reports as they are now."""
    if by.pk != job.requester_id:
        raise PermissionDenied
    if job.kind == PrintKind.BOARD_FILES and job.fingerprint != fingerprint(job.board, by):
        return ask_for_all(by=by, board=job.board, language=job.language, round_=job.round)
    tried = job.parts.given_up().update(fault="", attempts=0, lease_until=None)
    _take_up(job, anew=tried > 0)
    return job


def _take_up(job: PrintJob, *, anew: bool = False) -> None:
    """Let a job that was done go on, where there is something to do again: parts `anew`, or whose file is gone."""
    lost = hands.unmake_lost(job)
    if lost or anew:
        PrintJob.objects.filter(pk=job.pk).update(finished_at=None)
        job.finished_at = None
        hands.keep_going(job)


def _ask(
    by: User,
    kind: PrintKind,
    board: Board,
    language: str,
    told: str,
    parts: list[PrintPart],
    *,
    round: Round | None,
) -> PrintJob:
    """Make a job with its parts, unless it is there; let go of what the same person had under way of this."""
    as_of = timezone.localdate()
    subject = [(part.assessment_id, part.school_id, part.round_id) for part in parts]
    question = [by.pk, kind, board.pk, round and round.pk, language, as_of, told, subject]
    key = hashlib.sha256(repr([str(one) for one in question]).encode()).hexdigest()
    job, is_new = PrintJob.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind, "board": board, "requester": by, "language": language, "as_of": as_of,
            "fingerprint": told, "round": round,
        },
    )  # fmt: skip
    if is_new:
        for position, part in enumerate(parts):
            part.job, part.position = job, position
        PrintPart.objects.bulk_create(parts)
        _earlier(job, parts[0]).delete()
        hands.keep_going(job)
    elif job.finished_at:
        _take_up(job)
    return job


def _earlier(job: PrintJob, part: PrintPart) -> QuerySet[PrintJob]:
    """What the same person has under way: of all reports of the board, or of the same report in the same language."""
    theirs = PrintJob.objects.filter(
        requester=job.requester, board=job.board, kind=job.kind, finished_at=None
    ).exclude(pk=job.pk)
    if job.kind == PrintKind.BOARD_FILES:
        return theirs
    same = PrintPart.objects.filter(assessment=part.assessment, school=part.school, round=part.round)
    return theirs.filter(language=job.language, round=job.round, pk__in=same.values("job"))


# --- what is in the file of a board ----------------------------------------------------------------------------------


def _parts_of_board(board: Board, round_: Round | None) -> list[PrintPart]:
    """In the order of the file: the board, then each school with its teams."""
    found = reported(board, round_)
    if not found:
        return []
    names, parts = Names(), []
    parts.append(PrintPart(name=names.of_board(board.name)))
    schools = School.objects.in_bulk([row.school_uid for row, _round in found], field_name="uid")
    teams = _confirmed(found)
    for row, in_round in found:
        school = schools[row.school_uid]
        folder = names.folder(row.school_name)
        file = names.of_school(folder, row.school_name, in_round.title)
        parts.append(PrintPart(name=file, school=school, round_id=in_round.pk))
        for one in teams.get((school.pk, in_round.pk), []):
            file = names.of_team(folder, one.team_name, in_round.title)
            parts.append(PrintPart(name=file, assessment=one))
    return parts


def reported(board: Board, round_: Round | None) -> list[tuple[SchoolRow, RoundInfo]]:
    """The schools of a board that have a report, each with the round that it is shown in: a team confirmed in that."""
    latest = round_ or Round.objects.of_board(board).select_related("card").first()
    if latest is None:
        return []
    rows = board_result(board, latest.card, round_=round_).rows
    return [(row, row.round) for row in rows if row.round and row.confirmed]


def _confirmed(schools: Sequence[tuple[SchoolRow, RoundInfo]]) -> dict[tuple[int, int], list[Assessment]]:
    """The confirmed self-assessments by school and round."""
    found = Assessment.objects.confirmed().filter(
        school__uid__in=[row.school_uid for row, _round in schools],
        round__in={in_round.pk for _row, in_round in schools},
    )
    by_place: dict[tuple[int, int], list[Assessment]] = {}
    for one in found.order_by("team__sort_name", "pk"):
        by_place.setdefault((one.school_id, one.round_id), []).append(one)
    return by_place
