"""The card as a page of its own: what a team reads before and beside the scoring."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, signed_in
from assessments.models import Card
from assessments.reports.background import load_background
from assessments.results.cards import load_card
from assessments.results.values import CardInfo, IndicatorInfo


@dataclass(frozen=True, slots=True)
class ActorInfo:
    """Who acts, and in which indicators. `translation` is unofficial."""

    name: str
    translation: str
    indicators: tuple[IndicatorInfo, ...]


@signed_in
def card_list(request: HttpRequest) -> HttpResponse:
    language = get_language()
    cards = list(rows.cards(request.user).with_sizes())
    context = {
        "cards": cards,
        "language": language,
        "unofficial": any(language in card.translations for card in cards),
        "breadcrumbs": [(_("Kwaliteitskaarten"), None)],
    }
    return render(request, "cards/list.html", context)


@guarded(rows.cards)
def card_detail(request: HttpRequest, card: Card) -> HttpResponse:
    language = get_language() or card.language
    info = load_card(card.pk, language, actors=True)
    context = {
        "card": card,
        "info": info,
        "translation": card.translations.get(language, {}),
        "actors": _who_acts(card, info, language),
        "passages": load_background(card.pk, language),
        "unofficial": language in card.translations,
        "breadcrumbs": [(_("Kwaliteitskaarten"), reverse("card-list")), (str(card), None)],
    }
    return render(request, "cards/detail.html", context)


def _who_acts(card: Card, info: CardInfo, language: str) -> dict[str, ActorInfo]:
    """The actors of the card by code, in its order, each with the indicators that name it."""
    return {
        actor.code: ActorInfo(
            name=actor.name,
            translation=actor.translations.get(language, {}).get("name", ""),
            indicators=tuple(indicator for indicator in info.indicators if actor.code in indicator.actors),
        )
        for actor in card.actors.all()
    }
