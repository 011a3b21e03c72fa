"""Inviting people: paste addresses, look at what will happen, confirm; afterwards send again or take back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.policies import Refused
from assessments.access.role_words import words_of
from assessments.enums import Role
from assessments.forms.people import InviteForm
from assessments.models import Board, Invitation
from assessments.services import invitations as services
from assessments.services.offers import Fate, Offer, Planned, plan
from assessments.services.places import board_of, named

from .guided import go_on
from .people import demand_manages, list_context, people_crumbs
from .people_lists import Filter, invitations_page

SEND, CHANGE = "verstuur", "wijzig"


@signed_in
def people_invite(request: HttpRequest) -> HttpResponse:
    """A form, then what it would do; nothing happens before that is confirmed."""
    demand_manages(request.user)
    step = request.POST.get("stap", "")
    asked = request.GET.get("rol", "")
    first = {
        "role": asked if asked in Role.values else Role.MEMBER,
        "place": request.GET.get("plek", ""),
    }
    if request.method != "POST":
        return _form_page(request, InviteForm(user=request.user, initial=first))
    form = InviteForm(request.POST, user=request.user)
    if step == CHANGE:
        kept = {name: request.POST.get(name, "") for name in form.fields}
        return _form_page(request, InviteForm(user=request.user, initial=kept))
    if not form.is_valid():
        return _form_page(request, form)
    board, offers = board_of(form.cleaned_data["place"]), _offers(form)
    try:
        if step == SEND:
            again = "opnieuw" in request.POST
            done = services.invite_many(by=user_of(request), board=board, offers=offers, again=again)
            messages.success(request, _told(done, again=again))
            return go_on(request, "people-list")
        planned = plan(by=user_of(request), board=board, offers=offers)
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return _form_page(request, form)
    return _preview(request, form, planned)


def _offers(form: InviteForm) -> list[Offer]:
    data = form.cleaned_data
    return [
        Offer(entry.address, data["role"], data["place"], name=entry.name, language=data["language"])
        for entry in form.read.entries
    ]


def _form_page(request: HttpRequest, form: InviteForm) -> HttpResponse:
    context = {"form": form, "has_places": bool(form.places), "breadcrumbs": people_crumbs(_("Uitnodigen"))}
    return render(request, "people/invite.html", context)


def _preview(request: HttpRequest, form: InviteForm, planned: Sequence[Planned]) -> HttpResponse:
    role: Role = form.cleaned_data["role"]
    fates = Counter(one.fate for one in planned)
    context = {
        "form": form,
        "hidden": [form[name].as_hidden() for name in form.fields],
        "groups": [
            {"fate": fate.value, "lines": [one for one in planned if one.fate is fate]}
            for fate in Fate
            if fates[fate]
        ],
        "bad": form.read.bad,
        "doubles": form.read.doubles,
        "role": role.label,
        "words": words_of(role),
        "place": named(form.cleaned_data["place"]),
        "new": fates[Fate.NEW],
        "given": fates[Fate.GIVEN],
        "open": fates[Fate.OPEN],
        "to_do": fates[Fate.NEW] + fates[Fate.GIVEN] + fates[Fate.OPEN],
        "breadcrumbs": people_crumbs(_("Uitnodigen")),
    }
    return render(request, "people/preview.html", context)


def _told(done: Sequence[Planned], *, again: bool) -> str:
    """What happened, in a sentence per kind."""
    fates = Counter(one.fate for one in done)
    sentences = []
    if number := fates[Fate.NEW]:
        sentences.append(
            ngettext("%(n)s uitnodiging gaat op weg.", "%(n)s uitnodigingen gaan op weg.", number)
            % {"n": number}
        )
    if number := fates[Fate.GIVEN]:
        sentences.append(
            ngettext("%(n)s persoon kreeg de rol meteen.", "%(n)s mensen kregen de rol meteen.", number)
            % {"n": number}
        )
    if (number := fates[Fate.OPEN]) and again:
        sentences.append(
            ngettext(
                "%(n)s open uitnodiging gaat opnieuw op weg, als dat vandaag nog kon.",
                "%(n)s open uitnodigingen gaan opnieuw op weg, voor zover dat vandaag nog kon.",
                number,
            )
            % {"n": number}
        )
    return " ".join(sentences) or _("Er was niets te doen: iedereen is al uitgenodigd of heeft de rol al.")


# --- what is under way ----------------------------------------------------------------------------------------------


@signed_in
def people_invitations(request: HttpRequest) -> HttpResponse:
    """All open invitations that somebody looks after."""
    demand_manages(request.user)
    if request.method == "POST":
        if "verstuur" in request.POST:
            return _send_unsent(request)
        return redirect(f"{reverse('people-invitations')}?{Filter.asked_in(request)}")
    wanted = Filter.of(request)
    context = {
        "invitations": invitations_page(request.user, wanted, request.GET.get("pagina")),
        "unsent": rows.invitations(request.user).unsent().count(),
        "breadcrumbs": people_crumbs(_("Uitnodigingen")),
        **list_context(request, wanted),
    }
    return render(request, "people/invitations.html", context)


def _send_unsent(request: HttpRequest) -> HttpResponse:
    boards = Board.objects.filter(pk__in=rows.invitations(request.user).unsent().order_by().values("board"))
    number = sum(services.send_unsent(by=user_of(request), board=board) for board in boards)
    if number:
        words = ngettext("%(n)s uitnodiging gaat op weg.", "%(n)s uitnodigingen gaan op weg.", number)
        messages.success(request, words % {"n": number})
    else:
        messages.warning(
            request,
            _(
                "Er ging niets op weg: de plek is opgeheven, of het adres is vandaag al vaak genoeg uitgenodigd. Kijk "
                "hieronder welke uitnodigingen er nog staan."
            ),
        )
    return redirect("people-invitations")


@guarded(rows.invitations)
def invitation_resend(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        done = _("De uitnodiging voor %(address)s gaat opnieuw op weg. De oude link werkt niet meer.")
        return _carry_out(request, invitation, services.resend, done)
    return _ask(request, invitation, "people/resend.html", _("Opnieuw sturen"))


@guarded(rows.invitations)
def invitation_withdraw(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        done = _("De uitnodiging voor %(address)s is ingetrokken. De link werkt niet meer.")
        return _carry_out(request, invitation, services.withdraw, done)
    return _ask(request, invitation, "people/withdraw.html", _("Intrekken"))


def _carry_out(
    request: HttpRequest, invitation: Invitation, deed: Callable[..., object], done: str
) -> HttpResponse:
    try:
        deed(by=user_of(request), invitation=invitation)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, done % {"address": invitation.address})
    return redirect("people-invitations")


def _ask(request: HttpRequest, invitation: Invitation, template: str, here: str) -> HttpResponse:
    context = {
        "invitation": invitation,
        "role": Role(invitation.role).label,
        "place": named(invitation.place),
        "breadcrumbs": [
            *people_crumbs(_("Uitnodigingen"))[:-1],
            (_("Uitnodigingen"), reverse("people-invitations")),
            (here, None),
        ],
    }
    return render(request, template, context)
