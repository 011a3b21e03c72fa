"""Rounds: the list, one round with its teams, and planning, changing, opening, closing and discarding it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.permissions import Ability, Person, can, places_for
from assessments.access.policies import Reason, Refused
from assessments.enums import RoundState, Way
from assessments.forms.rounds import RoundForm
from assessments.models import Assessment, Card, Round, Team, User
from assessments.results.actions import still_open
from assessments.results.progress import assessment_infos
from assessments.results.round_progress import confirmed_per_round
from assessments.services import rounds as services
from assessments.services.floor import Prospect, still_answering
from assessments.services.texts import clean_line

from .breadcrumbs import Crumbs
from .guided import go_along, go_on
from .proposing import proposed
from .round_page import round_page


def round_crumbs(round_: Round, here: str = "") -> Crumbs:
    crumbs: Crumbs = [(round_.board.name, None), (_("Metingen"), reverse("round-list"))]
    if not here:
        return [*crumbs, (round_.title, None)]
    return [*crumbs, (round_.title, reverse("round-detail", args=[round_.uid])), (here, None)]


@signed_in
def round_list(request: HttpRequest) -> HttpResponse:
    """The rounds of which the person sees at least a part, with the progress of that part."""
    progress = confirmed_per_round(rows.assessments(request.user, Ability.SEE_ROUND))
    entries: list[dict[str, Any]] = [
        {"round": round_, "confirmed": progress[round_.pk][0], "of": progress[round_.pk][1]}
        for round_ in rows.rounds(request.user).latest_first()
    ]
    titles = {
        RoundState.OPEN: _("Lopend"),
        RoundState.DRAFT: _("Gepland"),
        RoundState.CLOSED: _("Gesloten"),
    }
    groups = [
        {"state": state.value, "title": title, "entries": found}
        for state, title in titles.items()
        if (found := [entry for entry in entries if entry["round"].state == state])
    ]
    may_plan = bool(places_for(request.user, Ability.RUN_ROUND))
    return render(request, "rounds/list.html", {"groups": groups, "may_plan": may_plan})


@guarded(rows.rounds)
def round_detail(request: HttpRequest, round_: Round) -> HttpResponse:
    """One round: how far each team is, and what can be done next. Who sees a part sees that part alone."""
    part = rows.assessments(request.user, Ability.SEE_ROUND).filter(round=round_)
    page = round_page(
        request.user,
        round_,
        assessment_infos(part),
        runs=can(request.user, Ability.RUN_ROUND, round_),
        query=clean_line(request.GET.get("q", "")),
    )
    return render(
        request, "rounds/detail.html", {"page": page, "round": round_, "breadcrumbs": round_crumbs(round_)}
    )


# --- planning and changing ------------------------------------------------------------------------------------------


def _open_teams(user: Person) -> QuerySet[Team]:
    """The teams that somebody may plan a round for."""
    today = timezone.localdate()
    teams = rows.teams(user, Ability.RUN_ROUND).select_related("school__board")
    return teams.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=today),
        Q(school__closed_on__isnull=True) | Q(school__closed_on__gt=today),
    ).order_by("school__board__name", "school__sort_name", "school__pk", "sort_name", "pk")


def _busy(teams: Iterable[Team], cards: Iterable[Card], round_: Round | None = None) -> dict[int, list[str]]:
    """The open rounds in which teams take part already, by the key of the team.

    A trial shows on no page but its own; only who is about to open a round reads that a trial is in the way.
    """
    busy: dict[int, list[str]] = {}
    for assessment in services.busy_elsewhere(teams, cards, round_).real():
        busy.setdefault(assessment.team_id, []).append(assessment.round.title)
    return busy


WRITTEN = ("title", "card", "starts_on", "ends_on", "is_trial", "way")


def _apply(form: RoundForm, write: Callable[..., Round], user: User, **more: Any) -> Round | None:
    """Carry out what the form asks; a refusal becomes an error of the form, and then nothing is changed."""
    wanted = {name: form.cleaned_data[name] for name in WRITTEN if name in form.cleaned_data}
    try:
        return write(by=user, teams=form.cleaned_data["chosen"], **wanted, **more)
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return None


@signed_in
def round_plan(request: HttpRequest) -> HttpResponse:
    if not places_for(request.user, Ability.RUN_ROUND):
        raise PermissionDenied
    teams, cards = list(_open_teams(request.user)), rows.cards(request.user).order_by("key", "-edition")
    cards = cards.select_related("owner")
    busy = _busy(teams, cards)
    form = RoundForm(
        request.POST or None,
        teams=teams,
        cards=cards,
        busy=busy,
        proposed=proposed(request, teams, cards, busy),
    )
    if form.is_valid() and (round_ := _apply(form, services.plan_round, user_of(request))):
        if form.cleaned_data["way"] == Way.INDIVIDUAL:
            messages.success(
                request,
                _("“%(title)s” is gepland. Vul nu in hoeveel mensen er per team meedoen.")
                % {"title": round_.title},
            )
            return go_along(request, "round-ways", round_.uid)
        messages.success(
            request,
            _("“%(title)s” is gepland. Open de meting zodra de teams kunnen beginnen.")
            % {"title": round_.title},
        )
        return go_on(request, "round-detail", round_.uid)
    crumbs: Crumbs = [(_("Metingen"), reverse("round-list")), (_("Meting plannen"), None)]
    context = {
        "form": form,
        "breadcrumbs": crumbs,
        "has_teams": bool(teams),
        "has_cards": bool(form.cards),
        "left": still_open(rows.actions(request.user), as_of=timezone.localdate()),
    }
    return render(request, "rounds/plan.html", context)


@guarded(rows.rounds, may=Ability.RUN_ROUND)
def round_change(request: HttpRequest, round_: Round) -> HttpResponse:
    present = []
    for assessment in round_.assessments.select_related("team", "school__board").in_order():
        assessment.team.school = assessment.school  # a team that moved since is shown where it was
        present.append(assessment.team)
    kept = [assessment.team for assessment in services.with_scores(round_.assessments.select_related("team"))]
    teams = {
        team.pk: team for team in [*_open_teams(request.user).filter(school__board=round_.board_id), *present]
    }
    cards = rows.cards(request.user).select_related("owner").order_by("key", "-edition")
    form = RoundForm(
        request.POST or None,
        teams=sorted(
            teams.values(), key=lambda team: (team.school.sort_name, team.school_id, team.sort_name)
        ),
        cards=cards,
        busy=_busy(teams.values(), cards if round_.is_draft else [round_.card], round_),
        round_=round_,
        present=present,
        kept=kept,
    )
    if form.is_valid() and _apply(form, services.change_round, user_of(request), round_=round_):
        joined = {team.pk for team in form.cleaned_data["chosen"]} - {team.pk for team in present}
        if joined and round_.assessments.individual().exists():
            messages.success(
                request,
                _("De meting is gewijzigd. Kijk na hoe de nieuwe teams invullen, en met hoeveel mensen."),
            )
            return go_along(request, "round-ways", round_.uid)
        messages.success(request, _("De meting is gewijzigd."))
        return go_on(request, "round-detail", round_.uid)
    context = {"form": form, "round": round_, "breadcrumbs": round_crumbs(round_, _("Wijzigen"))}
    return render(request, "rounds/change.html", context)


# --- opening, closing, discarding: asked first, done by POST --------------------------------------------------------


@guarded(rows.rounds, may=Ability.RUN_ROUND)
def round_open(request: HttpRequest, round_: Round) -> HttpResponse:
    if reason := policies.opening_round(round_):
        return _refuse(request, round_, reason)
    if request.method == "POST":
        return _carry_out(
            request, round_, services.open_round, _("De meting is open. De teams kunnen invullen.")
        )
    teams = Team.objects.filter(assessments__round=round_)
    context = {
        "round": round_,
        "teams": round_.assessments.count(),
        "busy": [
            _("%(team)s: nog in “%(title)s”")
            % {
                "team": f"{assessment.team_name} ({assessment.school_name})",
                "title": assessment.round.title,
            }
            for assessment in services.busy_elsewhere(teams, [round_.card], round_)
        ],
        "sizeless": [
            f"{assessment.team_name} ({assessment.school_name})"
            for assessment in services.without_size(round_)
        ],
        "left": still_open(rows.actions(request.user).filter(team__in=teams), as_of=timezone.localdate()),
        "breadcrumbs": round_crumbs(round_, _("Openen")),
    }
    return render(request, "rounds/open.html", context)


@guarded(rows.rounds, may=Ability.RUN_ROUND)
def round_close(request: HttpRequest, round_: Round) -> HttpResponse:
    """Names the teams that are not confirmed before the button that closes."""
    if reason := policies.closing_round(round_):
        return _refuse(request, round_, reason)
    if request.method == "POST":
        return _carry_out(request, round_, services.close_round, _("De meting is gesloten."))
    unconfirmed: QuerySet[Assessment] = round_.assessments.filter(confirmed_at=None).in_order()
    answering = still_answering(round_)
    context = {
        "round": round_,
        "answering": len(answering),
        "unconfirmed": [_stands(assessment, answering.get(assessment.pk)) for assessment in unconfirmed],
        "breadcrumbs": round_crumbs(round_, _("Sluiten")),
    }
    return render(request, "rounds/close.html", context)


@guarded(rows.rounds, may=Ability.RUN_ROUND)
def round_discard(request: HttpRequest, round_: Round) -> HttpResponse:
    if reason := policies.discarding_round(round_):
        return _refuse(request, round_, reason)
    if request.method == "POST":
        done = _("“%(title)s” is weggegooid.") % {"title": round_.title}
        return _carry_out(request, round_, services.discard_round, done, to=reverse("round-list"))
    context = {
        "round": round_,
        "teams": round_.assessments.count(),
        "breadcrumbs": round_crumbs(round_, _("Weggooien")),
    }
    return render(request, "rounds/discard.html", context)


def _stands(assessment: Assessment, answering: Prospect | None) -> str:
    """The name of a team; where answering is open also how many have begun, and whether there will be a spread."""
    name = f"{assessment.team_name} ({assessment.school_name})"
    if answering is None:
        return name
    begun = _("%(team)s: invullen nog open, %(begun)s van %(declared)s begonnen") % {
        "team": name,
        "begun": answering.begun,
        "declared": answering.declared,
    }
    few = _("te weinig om straks iets van te zien")
    return begun if answering.is_enough else f"{begun}, {few}"


def _carry_out(
    request: HttpRequest, round_: Round, deed: Callable[..., object], done: str, *, to: str = ""
) -> HttpResponse:
    try:
        deed(by=user_of(request), round_=round_)
    except Refused as refused:
        return _refuse(request, round_, refused.reason)
    messages.success(request, done)
    return go_on(request, to or reverse("round-detail", args=[round_.uid]))


def _refuse(request: HttpRequest, round_: Round, reason: Reason) -> HttpResponse:
    """Say why not, on the page of the round. Nothing was changed."""
    messages.error(request, str(reason))
    return redirect("round-detail", round_.uid)
