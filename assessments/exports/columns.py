"""The columns of the table for analysis, in their order. The same names for a team, a school and a board."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.enums import Sector
from assessments.results.values import CardInfo, ScoreKind, difference
from assessments.templatetags.results import worded

from .column import Column
from .spreads import chosen, chosen_head
from .table import day_of, level, step
from .taking_part import way_of


def place_columns(board: str, *, sector: bool = False) -> list[Column]:
    """Who and when."""
    day = _("dag")
    sectors = Column(
        _("Sector"),
        _("De sector van de school"),
        lambda one: str(Sector(one.sector).label) if one.sector else None,
        "; ".join(str(one.label) for one in Sector),
    )
    return [
        Column(_("Bestuur"), _("Het bestuur waar de school bij hoort"), lambda one: board),
        *([sectors] if sector else []),
        Column(_("School"), _("De naam van de school, zoals die toen was"), lambda one: one.school),
        Column(_("Team"), _("De naam van het team, zoals die toen was"), lambda one: one.team),
        Column(_("Meting"), _("De naam van de meting"), lambda one: one.round.title),
        Column(_("Eerste dag"), _("De dag waarop de meting begon"), lambda one: one.round.starts_on, day),
        Column(_("Laatste dag"), _("De laatste dag van de meting"), lambda one: one.round.ends_on, day),
        Column(
            _("Meting loopt"),
            _("Of de meting nog open is: dan kunnen er nog teams bijkomen"),
            lambda one: _("ja") if one.round.is_open else _("nee"),
            _("ja of nee"),
        ),
    ]


def team_columns() -> list[Column]:
    """What is known of a team that is looked at by itself or in its school."""
    return [
        Column(
            _("Vastgesteld op"),
            _("De dag waarop het team zijn scores vaststelde; leeg bij een concept"),
            lambda one: day_of(one.assessment.confirmed_at) if one.assessment else None,
            _("dag"),
        ),
        Column(
            _("Werkwijze"),
            _("Of het team samen invulde, of eerst ieder voor zich"),
            lambda one: way_of(one.assessment) if one.assessment else None,
            _("samen of eerst ieder voor zich"),
        ),
    ]


def card_columns(card: CardInfo) -> list[Column]:
    """What was scored."""
    names = {actor.code: actor.name for actor in card.actors}
    columns = [
        Column(
            _("Themacode"),
            _("De letters van het thema"),
            lambda one: one.theme.code,
            _("zie Codeboek, Kaart"),
        ),
        Column(_("Thema"), _("De naam van het thema op de kaart"), lambda one: one.theme.name),
        Column(_("Criterium"), _("De code van het criterium"), lambda one: one.criterion.code),
        Column(
            _("Criterium in het kort"),
            _("De korte naam van het criterium"),
            lambda one: one.criterion.short_name,
        ),
        Column(
            _("Code"),
            _("De vaste code van de indicator; daarop vergelijk je metingen"),
            lambda one: one.indicator.code,
        ),
        Column(_("Indicator"), _("De zin van de indicator op de kaart"), lambda one: one.indicator.text),
    ]
    if card.has_translation:
        columns.append(
            Column(
                _("Vertaling van de indicator"),
                _("De zin in jouw taal; deze vertaling is niet officieel"),
                lambda one: one.indicator.translation,
            )
        )
    if names:
        columns.append(
            Column(
                _("Wie is aan zet"),
                _("Wie volgens de kaart iets doet bij deze indicator"),
                lambda one: "; ".join(names[code] for code in one.indicator.actors),
                "; ".join(names.values()),
            )
        )
    return columns


def score_columns(card: CardInfo) -> list[Column]:
    """What came of it, and of the time before."""
    top, threshold = len(card.levels), card.threshold
    levels = _("1 tot en met %(top)s, bij een mediaan ook halve niveaus; leeg zonder score") % {"top": top}
    return [
        Column(
            _("Soort antwoord"),
            _("Wat er staat: een niveau dat is afgesproken, een mediaan, of waarom er geen score is"),
            lambda one: kind_of(one.cell.kind),
            "; ".join(kind_of(kind) for kind in ScoreKind),
        ),
        Column(_("Niveau"), _("De score"), lambda one: level(one.cell), levels, _("niveau")),
        Column(
            _("Antwoord"),
            _("Hetzelfde in de woorden van de kaart"),
            lambda one: worded(one.cell, card),
        ),
        Column(
            _("Op orde"),
            _("1 vanaf niveau %(level)s, 0 daaronder") % {"level": threshold},
            lambda one: None if one.cell.value is None else int(one.cell.in_order),
            _("1 of 0; leeg zonder score"),
        ),
        Column(
            _("Soort antwoord vorige keer"),
            _("Hetzelfde in de vorige meting van dit team; leeg als er niets is om mee te vergelijken"),
            lambda one: kind_of(one.previous.kind) if one.previous else None,
        ),
        Column(
            _("Niveau vorige keer"),
            _("De score in de vorige meting van dit team"),
            lambda one: level(one.previous),
            levels,
            _("niveau"),
        ),
        Column(
            _("Verschil"),
            _("Het niveau nu min dat van de vorige keer; leeg als een van beide er niet is"),
            lambda one: step(difference(one.cell, one.previous)),
            _("getal; leeg zonder verschil"),
            _("niveau"),
        ),
    ]


def word_columns() -> list[Column]:
    """What the team says of it."""
    return [
        Column(_("Waarom"), _("Waarom het team dit niveau koos"), lambda one: one.words.rationale or None),
        Column(_("Bewijs"), _("Waaruit dat blijkt"), lambda one: one.words.evidence or None),
        Column(_("Bewijs van"), _("Van wanneer het bewijs is"), lambda one: one.words.evidenced_on, _("dag")),
        Column(
            _("Anders gezien"),
            _("Hoe anderen in het team erover denken"),
            lambda one: one.words.dissent or None,
        ),
    ]


def spread_columns(card: CardInfo) -> list[Column]:
    """What people chose by themselves, where it is shown."""
    heads = chosen_head(card)
    meanings = [
        _("Hoeveel mensen de indicator zelf beantwoordden"),
        *(_("Hoeveel mensen zelf niveau %(number)s kozen") % {"number": one.number} for one in card.levels),
        _("Hoeveel mensen zelf weet ik niet kozen"),
        _("Hoeveel mensen zelf niet van toepassing kozen"),
    ]

    def cell(place: int) -> Column:
        return Column(
            heads[place],
            meanings[place],
            lambda one: chosen(one.spread, card)[place],
            _("leeg waar het niet getoond wordt"),
            _("mensen"),
        )

    return [
        *map(cell, range(len(heads))),
        Column(
            _("Spreiding"),
            _("Of wat mensen zelf kozen getoond wordt, en zo niet, waarom"),
            lambda one: one.spread_told,
        ),
    ]


def kind_of(kind: ScoreKind) -> str:
    return {
        ScoreKind.AGREED: _("afgesproken niveau"),
        ScoreKind.MEDIAN: _("mediaan van de antwoorden"),
        ScoreKind.UNKNOWN: _("weet ik niet"),
        ScoreKind.NOT_APPLICABLE: _("niet van toepassing"),
        ScoreKind.EMPTY: _("niet ingevuld"),
    }[kind]
