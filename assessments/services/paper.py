"""Paper forms: a coordinator types in, as a number, what somebody filled in by hand.

Whoever typed a form in knows what stands on it, and can correct it or take it back until answering closes; for
everybody else it is a number. What is typed goes the way of every answer (`answers`); on top of that it is recorded
that somebody typed a form in for this team, and that they took one back, never what it held.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.policies import Refused, answering, demand
from assessments.enums import Verb, Via
from assessments.models import Answer, Assessment, Participation, Retired, User

from .answers import save_answers
from .audit import record
from .locking import locked_for
from .open_answers import delete_for_good
from .score_edits import Edit
from .taking_part import Answerer, free_number, has_room, mark_of_paper, retire
from .texts import clean_text

FULL = _(
    "Er hebben al zoveel mensen ingevuld als dit team groot is. Maak het team eerst groter, of kijk of dit formulier "
    "er al bij zit."
)
EMPTY = _("Op dit formulier staat nog niets. Neem minstens één antwoord of opmerking over.")
ALREADY = _(
    "Dit formulier is al opgeslagen, als nummer %(number)s. Open dat nummer als je er iets aan wilt veranderen."
)
TAKEN_BACK = _("Je hebt dit formulier weggehaald. Wil je het toch overnemen, begin dan een nieuw formulier.")
CHANGED = _(
    "Dit formulier is intussen in een ander venster gewijzigd. Open het opnieuw en kijk na wat er nu staat."
)


@transaction.atomic
def type_in(*, by: User, assessment: Assessment, edits: Mapping[str, Edit], key: str) -> Participation:
    """Store a paper form as the next number, by indicator code; its edits are based on version 0.

    `key` is any text, made once per form that somebody starts to type: what they send twice is one form. Raises
    `Refused` where the team is full or answering closed, `Invalid` for what cannot be stored; then nothing is.
    """
    found = _demanded(by, assessment)
    if not any(_says_something(edit) for edit in edits.values()):
        raise Refused(EMPTY)
    uid = _uid_of(by, found, key)
    form = found.participations.filter(uid=uid, via=Via.PAPER, typed_by=by).first()
    if form is None:
        if Retired.objects.filter(mark=mark_of_paper(uid)).exists():
            raise Refused(TAKEN_BACK)
        if not has_room(found):
            raise Refused(FULL)
        form = found.participations.create(uid=uid, via=Via.PAPER, number=free_number(found), typed_by=by)
        record(Verb.PAPER_TYPED, by=by, thing=found, board=found.school.board)
    if save_answers(by=Answerer(found, participation=form), edits=edits).conflicts:
        raise Refused(ALREADY % {"number": form.number})
    return form


@transaction.atomic
def change_form(*, by: User, form: Participation, edits: Mapping[str, Edit]) -> None:
    """Correct a form that one typed in oneself. All of it or nothing: another window may have been first."""
    found = _demanded(by, form.assessment)
    own = _own(by, form)
    if save_answers(by=Answerer(found, participation=own), edits=edits).conflicts:
        raise Refused(CHANGED)
    if not Answer.objects.given().filter(response__participation=own).exists():
        raise Refused(EMPTY)


@transaction.atomic
def delete_form(*, by: User, form: Participation) -> None:
    """Take back a form that one typed in oneself, with everything on it, also where a backup brings it back.

    Its number and its place are free again.
    """
    found = _demanded(by, form.assessment)
    own = _own(by, form)
    retire(own)
    delete_for_good(own)
    record(Verb.ANSWERING_WITHDRAWN, by=by, thing=found, board=found.school.board)


def _uid_of(by: User, assessment: Assessment, key: str) -> UUID:
    """Which form of this typist a key stands for; no key leads to what is of anybody else."""
    return UUID(hex=hashlib.sha256(f"{by.uid} {assessment.uid} {key}".encode()).hexdigest()[:32], version=4)


def _demanded(by: User, assessment: Assessment) -> Assessment:
    """The locked assessment, if `by` types in forms there and answering is open."""
    found = locked_for(by, assessment, Ability.INVITE_TO_ANSWER)
    demand(answering(found))
    return found


def _own(by: User, form: Participation) -> Participation:
    """The locked row of a form that `by` typed in."""
    own = Participation.objects.select_for_update(no_key=True).filter(pk=form.pk, via=Via.PAPER, typed_by=by)
    if (found := own.first()) is None:
        raise PermissionDenied
    return found


def _says_something(edit: Edit) -> bool:
    return bool(edit.choice) or bool(clean_text(edit.remark or ""))
