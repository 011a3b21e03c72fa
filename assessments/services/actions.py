"""Making an action, changing what it says, and keeping its progress.

Every write locks the action first and names the version that it was based on: where another stands by now nothing is
written and `Overtaken` has what stands. Who may not raises `PermissionDenied`; what cannot be done raises `Refused`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.access import rows
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused, demand
from assessments.enums import MAX_TEXT, ActionStatus, Role, Verb
from assessments.models import Action, ActionEntry, Assessment, Indicator, Team, User, sort_key
from assessments.models.actions import OPEN

from .action_mail import stop_telling, tell_owner
from .action_owners import owners_of, roles_for
from .audit import record
from .people import lock_person
from .places import Place, at, board_of, is_closed
from .score_edits import TOO_LONG
from .texts import clean_line, clean_text

MAX_WHAT = 200
MAX_SORT_WHAT = 800
"""Folded it can be longer: there are characters that stand for eighteen others."""
FURTHEST = dt.timedelta(days=5 * 366)
"""So far away an action may be due."""

NO_WHAT = _("Schrijf wat jullie gaan doen.")
WHAT_TOO_LONG = _(
    "Zeg in hoogstens 200 tekens wat jullie gaan doen. Wat meer woorden nodig heeft, past bij “waarom”."
)
NO_INDICATORS = _("Kies minstens één indicator waar deze actie over gaat.")
OTHER_CARDS = _("Een van deze indicatoren staat niet op de kaart van deze meting. Kies opnieuw.")
TOO_FAR = _("Kies een dag in de komende vijf jaar.")
IN_THE_PAST = _("Deze dag is voorbij. Kies vandaag of een latere dag.")
NOT_HERE = _("Deze persoon kan deze actie niet doen: die heeft hier geen rol. Kies iemand anders.")
ROLE_NOT_HERE = _("Deze rol past niet bij de plek van deze actie. Kies een andere.")
CLOSED = _("Dit team of deze school is opgeheven. Een actie kan hier niet meer bij.")
OTHER_TEAM = _("Deze zelfevaluatie is van een ander team.")
OF_A_TRIAL = _("Dit is een proefmeting: die telt niet mee en kan weg. Maak acties bij een echte meting.")
NOT_BY_MISTAKE = _(
    "Met deze actie is al iets gebeurd. Verwijderen kan niet meer. Stop de actie, dan blijft te zien wat er was."
)
GONE = _("Deze actie bestaat niet meer. Iemand heeft die verwijderd.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an action says. Who does it is a person or a role of those at its place, or nobody yet."""

    what: str
    due_on: dt.date
    indicators: tuple[Indicator, ...]
    why: str = ""
    how_seen: str = ""
    owner: User | None = None
    owner_role: Role | None = None


class Overtaken(Refused):
    """Somebody changed the action since it was shown. `action` is how it stands now."""

    def __init__(self, action: Action) -> None:
        super().__init__(_("Iemand anders wijzigde deze actie intussen. Kies wat jullie houden."))
        self.action = action


@transaction.atomic
def make_action(*, by: User, place: Place, draft: Draft, assessment: Assessment | None = None) -> Action:
    """Make an action at a place, planned. `assessment` is the one, of that team, in which it is made."""
    found = _locked_place(place)
    if not can(by, Ability.MANAGE_ACTIONS, found):
        raise PermissionDenied
    demand(CLOSED if is_closed(found) else None)
    _demand_from(by, assessment, found)
    draft = _with_owner_held(draft)
    action = Action(**at(found), assessment=assessment, made_by=by, **_said(draft))
    _demand_sound(draft, found)
    demand(IN_THE_PAST if draft.due_on < timezone.localdate() else None)
    action.save()
    action.indicators.set(draft.indicators)
    _log(action, by, "")
    tell_owner(action, by=by)
    record(Verb.ACTION_MADE, by=by, thing=action, board=board_of(found))
    return action


@transaction.atomic
def change_action(*, by: User, action: Action, draft: Draft, version: int) -> Action:
    """Change what an action says. Another day is a line in its log. Saying again what stands changes nothing."""
    found = _locked(action)
    _demand_managed(by, found)
    if _says(found, draft):
        return found
    if found.version != version:
        raise Overtaken(found)
    if draft.owner is None or draft.owner.pk != found.owner_id:
        draft = _with_owner_held(draft)
        _demand_owner(draft, found.place)
    _demand_words(draft)
    _demand_indicators(draft.indicators)
    moved = draft.due_on != found.due_on
    given = draft.owner != found.owner
    demand(IN_THE_PAST if moved and draft.due_on < timezone.localdate() else None)
    for name, value in _said(draft).items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    found.indicators.set(draft.indicators)
    if given:
        stop_telling(found)
        tell_owner(found, by=by)
    if moved:
        _log(found, by, "")
    record(Verb.ACTION_CHANGED, by=by, thing=found, board=board_of(found.place))
    return found


@transaction.atomic
def move_action(
    *, by: User, action: Action, status: ActionStatus, text: str = "", version: int | None = None
) -> Action:
    """Say how far an action is, in a status and in words. Who does it themselves may; so may who manages it.

    Saying again what stands, without words, changes nothing. Without a `version` what stands is taken as seen.
    """
    found = _locked(action)
    if not rows.moved_actions(by).filter(pk=found.pk).exists():
        raise PermissionDenied
    text = clean_text(text)
    demand(TOO_LONG if len(text) > MAX_TEXT else None)
    if found.status == status and not text:
        return found
    if version is not None and found.version != version:
        if _said_already(found, by, status, text):
            return found
        raise Overtaken(found)
    found.status = status
    found.ended_on = None if status in OPEN else found.ended_on or timezone.localdate()
    found.version += 1
    found.save(update_fields=["status", "ended_on", "version"])
    _log(found, by, text)
    record(Verb.ACTION_MOVED, by=by, thing=found, board=board_of(found.place))
    return found


@transaction.atomic
def delete_action(*, by: User, action: Action) -> None:
    """Delete an action that was made by mistake: nothing was done with it yet."""
    found = _locked(action)
    _demand_managed(by, found)
    demand(None if is_untouched(found) else NOT_BY_MISTAKE)
    stop_telling(found)
    record(Verb.ACTION_DELETED, by=by, thing=found, board=board_of(found.place))
    found.delete()


def is_untouched(action: Action) -> bool:
    """Whether nothing was done with an action since it was made."""
    return action.status == ActionStatus.PLANNED and action.entries.count() == 1


# --- what holds for all of them -------------------------------------------------------------------------------------


def _locked(action: Action) -> Action:
    """The row, locked against other writes until the transaction ends. Raises `Refused` where it is gone."""
    # Read by a statement of its own: one that waited would still join the place where the action was before.
    if not Action.objects.select_for_update(no_key=True).filter(pk=action.pk).values_list("pk"):
        raise Refused(GONE)
    return Action.objects.with_places().get(pk=action.pk)


def _locked_place(place: Place) -> Place:
    """The place as it is now: it cannot close while something is made at it."""
    found: Place = type(place)._default_manager.select_for_update(no_key=True).get(pk=place.pk)
    return found


def _demand_managed(by: User, action: Action) -> None:
    """Refuse who may not manage an action, or does not see it yet."""
    if not can(by, Ability.MANAGE_ACTIONS, action) or not rows.actions(by).filter(pk=action.pk).exists():
        raise PermissionDenied


def _demand_from(by: User, assessment: Assessment | None, place: Place) -> None:
    """Refuse an assessment of another team, one of a trial, and one of which `by` may not see the results."""
    if assessment is None:
        return
    demand(None if isinstance(place, Team) and assessment.team_id == place.pk else OTHER_TEAM)
    demand(OF_A_TRIAL if assessment.round.is_trial else None)
    if not rows.assessments_with_results(by).filter(pk=assessment.pk).exists():
        raise PermissionDenied


def _demand_sound(draft: Draft, place: Place) -> None:
    _demand_words(draft)
    _demand_indicators(draft.indicators)
    _demand_owner(draft, place)


def _demand_words(draft: Draft) -> None:
    what = clean_line(draft.what)
    demand(None if what else NO_WHAT)
    demand(WHAT_TOO_LONG if len(what) > MAX_WHAT or len(sort_key(what)) > MAX_SORT_WHAT else None)
    too_long = max(len(clean_text(draft.why)), len(clean_text(draft.how_seen))) > MAX_TEXT
    demand(TOO_LONG if too_long else None)
    demand(TOO_FAR if draft.due_on > timezone.localdate() + FURTHEST else None)


def _demand_indicators(indicators: Iterable[Indicator]) -> None:
    cards = {one.card_id for one in indicators}
    demand(None if cards else NO_INDICATORS)
    demand(OTHER_CARDS if len(cards) > 1 else None)


def _with_owner_held(draft: Draft) -> Draft:
    """The same with who is to do it as they are now, locked: who leaves meanwhile is neither named nor mailed."""
    return replace(draft, owner=lock_person(draft.owner)) if draft.owner else draft


def _demand_owner(draft: Draft, place: Place) -> None:
    if draft.owner is not None:
        demand(None if owners_of(place).filter(pk=draft.owner.pk).exists() else NOT_HERE)
    elif draft.owner_role is not None:
        demand(None if draft.owner_role in roles_for(place) else ROLE_NOT_HERE)


def _said(draft: Draft) -> dict[str, object]:
    """The columns that a draft fills."""
    what = clean_line(draft.what)
    return {
        "what": what,
        "sort_what": sort_key(what),
        "why": clean_text(draft.why),
        "how_seen": clean_text(draft.how_seen),
        "owner": draft.owner,
        "owner_role": "" if draft.owner or draft.owner_role is None else draft.owner_role,
        "due_on": draft.due_on,
    }


def _says(action: Action, draft: Draft) -> bool:
    same = all(getattr(action, name) == value for name, value in _said(draft).items())
    return same and set(action.indicators.all()) == set(draft.indicators)


def _log(action: Action, by: User, text: str) -> None:
    ActionEntry.objects.create(action=action, by=by, status=action.status, due_on=action.due_on, text=text)


def _said_already(action: Action, by: User, status: ActionStatus, text: str) -> bool:
    """Whether the last line of the log says just this: a button that was clicked twice."""
    last = action.entries.last()
    return last is not None and (last.by_id, last.status, last.text) == (by.pk, status, text)
