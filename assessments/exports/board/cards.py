"""The files about the cards that scores stand on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

from assessments.models import Actor, Block, Board, Card, Criterion, Indicator, Level, Passage, Theme

from .table import Column, Table


def _cards(board: Board) -> QuerySet[Card]:
    """The board's own cards, and the shipped ones that its rounds used."""
    return Card.objects.filter(Q(owner=board) | Q(rounds__board=board)).distinct().order_by("pk")


def _of_cards(model: type[Model], path: str = "card") -> Callable[[Board], QuerySet[Any]]:
    return lambda board: model._default_manager.filter(**{f"{path}__in": _cards(board)}).order_by("pk")


CARD: Column = ("kaart", "card__uid", "sleutel van de kaart")

CARDS: tuple[Table, ...] = (
    Table(
        "kaarten",
        "de eigen kaarten, en de meegeleverde waarop metingen staan",
        (Card,),
        _cards,
        (
            ("sleutel", "uid", ""),
            ("familie", "key", ""),
            ("editie", "edition", ""),
            ("titel", "title", ""),
            ("ondertitel", "subtitle", ""),
            ("vraag", "question", ""),
            ("op_orde_vanaf", "threshold", "het niveau vanaf waar een indicator op orde is"),
            ("eigenaar", "owner__uid", "leeg: meegeleverd"),
        ),
    ),
    Table(
        "schaalniveaus",
        "de niveaus van die kaarten",
        (Level,),
        _of_cards(Level),
        (CARD, ("niveau", "number", ""), ("naam", "label", ""), ("betekenis", "meaning", "")),
    ),
    Table(
        "criteria",
        "de criteria van die kaarten, met hun thema",
        (Theme, Criterion),
        _of_cards(Criterion),
        (
            CARD,
            ("thema", "theme__code", ""),
            ("naam_van_het_thema", "theme__name", ""),
            ("code", "code", ""),
            ("korte_naam", "short_name", ""),
            ("tekst", "text", ""),
        ),
    ),
    Table(
        "indicatoren",
        "de indicatoren van die kaarten",
        (Indicator,),
        _of_cards(Indicator),
        (
            CARD,
            ("criterium", "criterion__code", ""),
            ("code", "code", ""),
            ("tekst", "text", ""),
            ("bron", "source_text", "zoals de bron het schreef, waar dat anders is"),
        ),
    ),
    Table(
        "wie_handelt",
        "wie er in een indicator aan zet is",
        (Actor,),
        lambda board: Indicator.objects.filter(card__in=_cards(board), actors__isnull=False).order_by("pk"),
        (CARD, ("indicator", "code", ""), ("wie", "actors__name", "")),
    ),
    Table(
        "achtergrond",
        "de achtergrond die een team naast het scoren leest",
        (Passage, Block),
        _of_cards(Block, "passage__card"),
        (
            ("kaart", "passage__card__uid", "sleutel van de kaart"),
            ("kop", "passage__title", ""),
            ("volgorde", "position", ""),
            ("soort", "kind", ""),
            ("label", "label", ""),
            ("tekst", "text", ""),
        ),
    ),
)
