"""Making an action, at a place or in a self-assessment, and changing what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.permissions import Ability, can, places_for
from assessments.access.policies import Refused
from assessments.forms.actions import ActionForm, said_by
from assessments.forms.places import choices_of
from assessments.models import Action, Assessment
from assessments.results.cards import load_card
from assessments.results.values import CardInfo
from assessments.services.action_owners import owners_of, roles_for
from assessments.services.actions import Overtaken, change_action, make_action
from assessments.services.places import Place, named

from .action_examples import Example, example_of, examples_of
from .action_pages import crumbs_of
from .action_places import card_of, managed_places
from .actions import demand_sees

BACK = {"gesprek": "conversation", "resultaat": "team-result"}
"""Where one came from, by the word in the address, and the page of the self-assessment that is meant."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an action is made, and in which self-assessment; `chosen` says so in the address of the same form."""

    place: Place
    assessment: Assessment | None
    back: str

    @property
    def chosen(self) -> dict[str, str]:
        if self.assessment:
            back = {"terug": self.back} if self.back else {}
            return {"assessment": str(self.assessment.uid), **back}
        return {"plek": str(self.place.uid)}

    @property
    def back_url(self) -> str:
        """The page that one came from; derived, so that no address is taken over."""
        if self.assessment and self.back:
            return reverse(BACK[self.back], args=[self.assessment.uid])
        return ""


@signed_in
def action_new(request: HttpRequest) -> HttpResponse:
    """First where, where there is a choice; then what."""
    demand_sees(request.user)
    if not places_for(request.user, Ability.MANAGE_ACTIONS):
        raise PermissionDenied
    setting, places = _setting(request)
    if setting is None:
        return _choose(request, places)
    key = card_of(setting.place, setting.assessment)
    if key is None:
        return _choose(request, places, without_card=setting.place)
    card = load_card(key, get_language() or "nl")
    asked = request.POST if request.method == "POST" else request.GET
    examples = examples_of(card, asked.getlist("indicators") or asked.getlist("indicator"))
    example = example_of(examples, asked.get("voorbeeld", ""))
    sends = request.method == "POST" and "voorbeeld" not in request.POST
    form = _form(
        setting.place,
        card,
        request.POST if sends else None,
        criterion=example.criterion if example else "",
        initial=_begun(request, card, example),
    )
    if example:  # the page comes back at its head: who cannot see the example arrive is led to it
        form.fields["what"].widget.attrs["autofocus"] = True
    if form.is_valid():
        try:
            made = make_action(
                by=user_of(request), place=setting.place, draft=form.draft(), assessment=setting.assessment
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("De actie is gemaakt: “%(what)s”") % {"what": made.what})
            return redirect(setting.back_url or reverse("action", args=[made.uid]))
    context: dict[str, Any] = {
        "form": form,
        "card": card,
        "setting": setting,
        "place": named(setting.place),
        "other_place": len(places) > 1 and setting.assessment is None,
        "examples": examples,
        "example": example,
        "cancel_url": setting.back_url or reverse("actions"),
        "here": f"{request.path}?{urlencode(setting.chosen)}",
        "breadcrumbs": crumbs_of(here=_("Nieuwe actie")),
    }
    return render(request, "actions/new.html", context)


@guarded(rows.whole_actions, may=Ability.MANAGE_ACTIONS)
def action_change(request: HttpRequest, action: Action) -> HttpResponse:
    """What somebody else changed meanwhile is shown beside what was typed; sending again means it all the same."""
    first = action.indicators.first()
    if first is None:
        raise Http404
    card = load_card(first.card_id, get_language() or "nl")
    form = _form(action.place, card, request.POST or None, action=action, initial=said_by(action))
    is_overtaken = False
    differences: list[tuple[str, str, str]] = []
    if form.is_valid():
        try:
            changed = change_action(
                by=user_of(request),
                action=action,
                draft=form.draft(),
                version=form.cleaned_data["version"] or 0,
            )
        except Overtaken as overtaken:
            is_overtaken, differences = True, _differences(form, overtaken.action)
            again = request.POST.copy()
            again["version"] = str(
                overtaken.action.version
            )  # sent once more it is meant, knowing what stands
            form = _form(action.place, card, again, action=action, initial=said_by(action))
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("De actie is opgeslagen."))
            return redirect("action", changed.uid)
    context = {
        "form": form,
        "card": card,
        "action": action,
        "is_overtaken": is_overtaken,
        "differences": differences,
        "place": named(action.place),
        "cancel_url": reverse("action", args=[action.uid]),
        "breadcrumbs": crumbs_of(action, _("Wijzigen")),
    }
    return render(request, "actions/change.html", context, status=409 if is_overtaken else 200)


# --- where ----------------------------------------------------------------------------------------------------------


def _setting(request: HttpRequest) -> tuple[Setting | None, list[Place]]:
    """What the address says of where; where it says nothing and there is one place, that one."""
    asked = {**request.GET.dict(), **request.POST.dict()}
    back = asked.get("terug", "")
    if uid := asked.get("assessment"):
        assessment = _assessment(request, uid)
        return Setting(assessment.team, assessment, back if back in BACK else ""), []
    places = managed_places(request.user)
    wanted = asked.get("plek") or asked.get("team")
    if not wanted and len(places) == 1:
        return Setting(places[0], None, ""), places
    place = next((one for one in places if str(one.uid) == wanted), None)
    return (Setting(place, None, "") if place else None), places


def _assessment(request: HttpRequest, uid: str) -> Assessment:
    """The self-assessment in which an action is made: 404 where its results are not to be seen, 403 where its team's
    actions are not one's own to make.
    """
    found = rows.assessments_with_results(request.user).real().select_related("team__school__board")
    known = uuid_of(uid)
    assessment = found.filter(uid=known).first() if known else None
    if assessment is None:
        raise Http404
    if not can(request.user, Ability.MANAGE_ACTIONS, assessment.team):
        raise PermissionDenied
    return assessment


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _choose(request: HttpRequest, places: list[Place], *, without_card: Place | None = None) -> HttpResponse:
    more = {name: request.GET[name] for name in ("indicator", "voorbeeld") if name in request.GET}
    context = {
        "choices": choices_of(places),
        "more": more.items(),
        "without_card": named(without_card) if without_card else "",
        "breadcrumbs": crumbs_of(here=_("Nieuwe actie")),
    }
    return render(request, "actions/choose.html", context)


# --- what -----------------------------------------------------------------------------------------------------------


def _form(
    place: Place,
    card: CardInfo,
    data: Mapping[str, Any] | None,
    *,
    action: Action | None = None,
    criterion: str = "",
    initial: Any,
) -> ActionForm:
    return ActionForm(
        data,
        card=card,
        owners=owners_of(place),
        roles=roles_for(place),
        action=action,
        criterion=criterion,
        initial=initial,
    )


def _begun(request: HttpRequest, card: CardInfo, example: Example | None) -> dict[str, Any]:
    """What a new form holds: the indicators of the address, or what was typed before an example was chosen, and that
    example in its place.
    """
    sent = request.POST
    asked = sent.getlist("indicators") if sent else request.GET.getlist("indicator")
    known = {one.code for one in card.indicators}
    begun: dict[str, Any] = {
        name: sent[name] for name in ("what", "why", "how_seen", "who", "due_on") if name in sent
    }
    begun["indicators"] = [code for code in asked if code in known]
    if example:
        begun |= {"what": example.what, "how_seen": example.how_seen}
    return begun


def _differences(form: ActionForm, now: Action) -> list[tuple[str, str, str]]:
    """Per field that differs its name, what stands and what was typed."""
    stands, typed = form.words_of(said_by(now)), form.words_of(form.cleaned_data)
    return [
        (str(form[name].label), stands[name], typed[name]) for name in stands if stands[name] != typed[name]
    ]
