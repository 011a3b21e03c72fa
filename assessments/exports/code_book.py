"""The code book: what every sheet, column, level and figure means, so that the table can be read without asking us."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from assessments.results.values import CardInfo

from .column import Column
from .improving import action_heads, priority_heads
from .table import Table, Value

Entry = list[Value]


def code_book(card: CardInfo, columns: Sequence[Column], sheets: Collection[Table], *, group: bool) -> Table:
    """`columns` are those of the table for analysis; `group` says whether more than one team is told of."""
    head = [_("Onderdeel"), _("Naam"), _("Betekenis"), _("Waarden"), _("Eenheid")]
    rows = [
        *_of_sheets(sheets),
        *_of_columns(columns),
        *_of_improving(sheet.name for sheet in sheets),
        *_of_levels(card),
        *_of_figures(card, group=group),
        *_of_card(card),
    ]
    return Table(
        _("Codeboek"), _("codeboek.csv"), _("Wat elk blad, elke kolom en elk getal betekent"), head, rows
    )


def _of_sheets(sheets: Iterable[Table]) -> list[Entry]:
    return [[_("Blad"), sheet.name, sheet.description, None, None] for sheet in sheets]


def _of_columns(columns: Sequence[Column]) -> list[Entry]:
    part = _("Kolom van %(sheet)s") % {"sheet": _("Gegevens")}
    return [
        [part, column.head, column.meaning, column.values or _("tekst"), column.unit or None]
        for column in columns
    ]


def _of_improving(names: Iterable[str]) -> list[Entry]:
    """Of what teams improve and do, where the file holds it."""
    heads = {_("Prioriteiten"): priority_heads(), _("Acties"): action_heads()}
    return [
        [_("Kolom van %(sheet)s") % {"sheet": name}, *head, None]
        for name in names
        if name in heads
        for head in heads[name]
    ]


def _of_levels(card: CardInfo) -> list[Entry]:
    levels: list[Entry] = [
        [
            _("Niveau"),
            f"{level.number} {level.label}",
            " ".join(filter(None, [level.meaning, level.translation.get("meaning", "")])),
            _("op orde") if level.in_order else _("niet op orde"),
            None,
        ]
        for level in card.levels
    ]
    no_score = _("geen score")
    return [
        *levels,
        [
            _("Antwoord"),
            _("Weet ik niet"),
            _("Een antwoord, maar geen score. Het telt nergens als nul, en zegt dat dit niet bekend is."),
            no_score,
            None,
        ],
        [
            _("Antwoord"),
            _("Niet van toepassing"),
            _("Een antwoord, maar geen score: de indicator geldt hier niet. Afgekort tot n.v.t."),
            no_score,
            None,
        ],
        [_("Antwoord"), _("Niet ingevuld"), _("Er is niets gekozen."), no_score, None],
    ]


def _of_figures(card: CardInfo, *, group: bool) -> list[Entry]:
    """In the words of the method page of a report."""
    part = _("Hoe dit is berekend")
    told = [
        (
            _("Op orde"),
            _(
                "Een indicator is op orde vanaf niveau %(threshold)s. We tellen hoeveel indicatoren op "
                "orde zijn, van alle indicatoren met een score."
            )
            % {"threshold": card.threshold},
        ),
        (
            _("Gemiddelde"),
            _(
                "Het gemiddelde telt elke indicator met een score één keer. Heeft minder dan de helft een "
                "score, dan is er geen gemiddelde: het zou te weinig zeggen. Indicatoren die niet van "
                "toepassing zijn, tellen daarbij niet mee."
            ),
        ),
        (
            _("Mediaan"),
            _(
                "Sprak het team niets af, dan staat er het middelste antwoord, als genoeg mensen "
                "een niveau kozen. Een mediaan van 3,5 is niet op orde bij een grens van 4."
            ),
        ),
        (
            _("Verandering"),
            _(
                "We vergelijken met de vorige meting van hetzelfde team, en alleen indicatoren die toen "
                "en nu een score hebben. Daarom staat erbij over hoeveel scores het gaat."
            ),
        ),
        (
            _("Te weinig mensen"),
            _(
                "Wat mensen zelf kozen, staat er alleen als genoeg mensen van het team die indicator "
                "beantwoordden. Anders is te raden wie wat koos."
            ),
        ),
        (
            _("Afronden"),
            _(
                "Elk getal is precies berekend en één keer afgerond, op één cijfer achter de komma. Het "
                "is hetzelfde getal als op de pagina en in het rapport."
            ),
        ),
    ]
    if group:
        told[2:2] = [
            (
                _("De school"),
                _(
                    "Alleen teams die hun scores hebben vastgesteld, tellen mee. Op orde telt alle scores "
                    "van die teams bij elkaar. Het gemiddelde van de school is het gemiddelde van de "
                    "teams: elk team telt even zwaar."
                ),
            ),
            (
                _("Het bestuur"),
                _(
                    "Het gemiddelde van een bestuur is het gemiddelde van zijn scholen: elke school telt "
                    "even zwaar."
                ),
            ),
            (
                _("Sterk en zwak"),
                _(
                    "De indicatoren staan op volgorde van het deel van de teams dat op orde is, en daarna "
                    "van het gemiddelde. Een indicator doet mee als minstens de helft van de teams een "
                    "score gaf."
                ),
            ),
        ]
    return [[part, name, meaning, None, None] for name, meaning in told]


def _of_card(card: CardInfo) -> list[Entry]:
    part = _("Kaart")
    whole = card.whole
    entries: list[Entry] = [
        [part, whole.title, whole.question, _("editie %(edition)s") % {"edition": whole.edition}, None],
        [part, "LOB", _("Loopbaanoriëntatie en -begeleiding"), None, None],
    ]
    for theme in card.themes:
        entries.append([part, theme.code, theme.name, None, None])
        entries += [[part, one.code, one.text, one.short_name, None] for one in theme.criteria]
    return entries
