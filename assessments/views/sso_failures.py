"""What somebody reads where signing in by an identity provider comes to nothing: what happened, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.access.identities import Kind

TOLD = "sign_in_failure"


@dataclass(frozen=True, slots=True)
class Words:
    """`status` is the page's; in the texts stands %(provider)s."""

    status: int
    title: Promise
    lead: Promise
    again: bool = True
    """Trying once more makes sense."""


class Failure(Enum):
    EXPIRED = Words(
        400,
        _("Deze poging om in te loggen is verlopen"),
        _(
            "Je wachtte langer dan tien minuten, ging terug in je browser, of begon in een ander venster. Er is niets "
            "veranderd. Begin opnieuw."
        ),
    )
    DOWN = Words(
        503,
        _("%(provider)s geeft nu geen antwoord"),
        _(
            "Dat ligt niet aan jou. Probeer het over een paar minuten nog een keer, of log in op een andere manier: "
            "dat kan wel."
        ),
    )
    NOT_BELIEVED = Words(
        400,
        _("We konden niet vaststellen wie je bent"),
        _(
            "Het antwoord van %(provider)s klopte niet. Er is niets veranderd. Probeer het opnieuw, of log in op een "
            "andere manier. Blijft dit zo, vertel het dan je beheerder."
        ),
    )
    TURNED_AWAY = Words(
        403,
        _("%(provider)s liet je niet door"),
        _(
            "Misschien mag je met dit account niet bij deze dienst. Probeer het opnieuw, of log in op een andere "
            "manier. Blijft dit zo, vraag het dan de ICT-afdeling van je school."
        ),
    )
    NO_ACCOUNT = Words(
        403,
        _("Je hebt nog geen account"),
        _(
            "%(provider)s kent je, maar hier heb je nog geen account. Vraag je LOB-coördinator of beheerder om een "
            "uitnodiging. Heb je al een account? Log dan in zoals je gewend bent; daarna kun je %(provider)s koppelen."
        ),
        again=False,
    )
    ADDRESS_TAKEN = Words(
        403,
        _("Er is al een account met jouw e-mailadres"),
        _(
            "Log in zoals je gewend bent. Koppel daarna %(provider)s bij je account: dan kun je voortaan ook zo "
            "inloggen. Een e-mailadres alleen is voor ons geen bewijs dat jij het bent."
        ),
        again=False,
    )
    NO_ADDRESS = Words(
        403,
        _("We kregen geen e-mailadres van je door"),
        _(
            "Zonder e-mailadres kunnen we geen account voor je maken. Vraag je LOB-coördinator of beheerder om een "
            "uitnodiging. Daarna kun je %(provider)s koppelen."
        ),
        again=False,
    )


def fail(request: HttpRequest, failure: Failure, kind: Kind, organisation: str = "") -> HttpResponse:
    """Lead to the page that says so. The address of coming back holds what counts once, and is left behind."""
    request.session[TOLD] = {"failure": failure.name, "organisation": organisation}
    return redirect("openid_connect_failed", kind.id)


def failure_page(request: HttpRequest, kind: Kind) -> HttpResponse | None:
    """The page about what went wrong last in this session; None where nothing did."""
    told = request.session.get(TOLD)
    if not isinstance(told, dict):
        return None
    words: Words = Failure[told["failure"]].value
    named = {"provider": kind.name}
    context = {
        "title": words.title % named,
        "lead": words.lead % named,
        "again": words.again,
        "kind": kind,
        "organisation": told["organisation"],
    }
    return render(request, "socialaccount/failure.html", context, status=words.status)
