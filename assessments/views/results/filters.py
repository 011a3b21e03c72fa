"""What part of the results a page shows, as its address says.

Everything that can be chosen stands in the address, so that it can be mailed to a colleague with the same rights. An
address is written by anybody: what it asks for and is not there, or not for this person, is said in one sentence, and
the page shows everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.enums import Sector
from assessments.models import Round
from assessments.results.values import BoardResult, CardInfo, GroupResult, SchoolName, ThemeInfo

from .order import BY_NAME, Order, known_order


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of an address, whatever they are."""

    round: str = ""
    sector: str = ""
    schools: tuple[str, ...] = ()
    theme: str = ""
    order: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        return cls(
            round=query.get("meting", ""),
            sector=query.get("sector", ""),
            schools=tuple(dict.fromkeys(uid for uid in query.getlist("school") if uid)),
            theme=query.get("thema", ""),
            order=query.get("sorteer", ""),
        )

    def round_among(self, rounds: Iterable[Round]) -> Round | None:
        return next((one for one in rounds if str(one.uid) == self.round), None)

    def schools_among(self, schools: Sequence[SchoolName]) -> Sequence[SchoolName]:
        """The schools asked for; what is unknown is as if it were not asked."""
        by_uid = {str(one.uid) for one in schools} & set(self.schools)
        sectors = {one.sector for one in schools} & {self.sector}
        return [
            one
            for one in schools
            if (not by_uid or str(one.uid) in by_uid) and (not sectors or one.sector in sectors)
        ]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is chosen, of what can be chosen; `faults` says what was asked in vain."""

    theme: ThemeInfo | None
    order: Order
    themes: tuple[ThemeInfo, ...]
    faults: tuple[str, ...]
    round: Round | None = None
    rounds: tuple[Round, ...] = ()
    sector: str = ""
    sectors: tuple[tuple[str, str], ...] = ()
    schools: tuple[SchoolName, ...] = ()
    school_choices: tuple[SchoolName, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether the page shows less than everything of now."""
        return bool(self.round or self.sector or self.schools or self.theme)

    @property
    def sector_name(self) -> str:
        return dict(self.sectors).get(self.sector, "")

    @property
    def school_uids(self) -> frozenset[object]:
        return frozenset(school.uid for school in self.schools)

    def query(self, order: Order | None = None, theme: ThemeInfo | None = None) -> str:
        """What follows the path of an address: this choice, with another order or theme where one is given."""
        chosen = theme or self.theme
        pairs = [
            ("meting", str(self.round.uid) if self.round else ""),
            ("sector", self.sector),
            *(("school", str(school.uid)) for school in self.schools),
            ("thema", chosen.code if chosen else ""),
            ("sorteer", (order or self.order).value),
        ]
        words = urlencode([(name, value) for name, value in pairs if value])
        return f"?{words}" if words else ""


def _of_card(asked: Asked, card: CardInfo) -> tuple[ThemeInfo | None, Order, list[str]]:
    """What both a school and a board can be limited to and ordered by, and what is wrong with it."""
    theme = next((one for one in card.whole.themes if one.code == asked.theme), None)
    order = known_order(asked.order, card.whole)
    faults = []
    if asked.theme and theme is None:
        faults.append(_("Dat thema staat niet op deze kaart. Je ziet alle thema’s."))
    if asked.order and order is None:
        faults.append(_("Die volgorde kennen we niet. De namen staan op alfabet."))
    return theme, order or BY_NAME, faults


def school_filters(asked: Asked, result: GroupResult, *, round_: Round, rounds: Sequence[Round]) -> Filters:
    """Of a school; its round stands in the path, so `round` is none and choosing another leads elsewhere."""
    faults = []
    if asked.round and asked.round_among(rounds) is None:
        faults.append(_("Die meting vinden we hier niet. Je ziet %(round)s.") % {"round": round_.title})
    theme, order, of_card = _of_card(asked, result.card)
    return Filters(
        theme=theme,
        order=order,
        themes=result.card.whole.themes,
        faults=(*faults, *of_card),
        rounds=tuple(rounds),
    )


def board_filters(asked: Asked, result: BoardResult, rounds: Sequence[Round]) -> Filters:
    round_ = asked.round_among(rounds)
    known = [school for school in result.schools if str(school.uid) in asked.schools]
    present = {school.sector for school in result.schools}
    sectors = tuple((sector.value, str(sector.label)) for sector in Sector if sector in present)
    sector = asked.sector if asked.sector in present else ""
    faults = []
    if asked.round and round_ is None:
        faults.append(_("Die meting vinden we hier niet. Je ziet de nieuwste."))
    if asked.schools and not known:
        faults.append(_("Die school vinden we hier niet. We laten haar weg."))
    elif len(known) < len(asked.schools):
        faults.append(_("Niet elke gekozen school vinden we hier. Je ziet de andere."))
    if asked.sector and not sector:
        faults.append(_("Die sector vinden we hier niet. Je ziet alle sectoren."))
    theme, order, of_card = _of_card(asked, result.card)
    return Filters(
        theme=theme,
        order=order,
        themes=result.card.whole.themes,
        faults=(*faults, *of_card),
        round=round_,
        rounds=tuple(rounds),
        sector=sector,
        sectors=sectors,
        schools=tuple(known),
        school_choices=result.schools,
    )
