"""The form on which a paper form is typed over: per indicator one sign, and a remark.

Field names as in `score_data`: `VA1.1-choice` holds what was typed ("4", "w"), with `VA1.1-remark` and `VA1.1-version`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.enums import Choice
from assessments.results.values import CardInfo, CriterionInfo, IndicatorInfo
from assessments.services.score_edits import Edit, Standing

from .score_data import UNREADABLE, parse_version
from .scoring import TextField

UNKNOWN, NOT_APPLICABLE = "w", "n"
SIGNS = {
    "": Choice.NONE,
    UNKNOWN: Choice.UNKNOWN,
    "?": Choice.UNKNOWN,
    NOT_APPLICABLE: Choice.NOT_APPLICABLE,
    "-": Choice.NOT_APPLICABLE,
    "–": Choice.NOT_APPLICABLE,
}
"""What is typed for what is no level: the letter, or the sign that stands on the paper."""


def sign_of(standing: Standing) -> str:
    """What stands in the box for an answer."""
    match standing.choice:
        case Choice.LEVEL:
            return str(standing.level)
        case Choice.UNKNOWN:
            return UNKNOWN
        case Choice.NOT_APPLICABLE:
            return NOT_APPLICABLE
    return ""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One indicator. `means` is the answer in words, where there is one."""

    info: IndicatorInfo
    sign: str
    means: str
    error: str
    version: int
    remark: str
    remark_error: str


@dataclass(frozen=True, slots=True)
class TypedGroup:
    """One criterion as it stands on the paper: its boxes, and under them its remarks."""

    info: CriterionInfo
    hue: int
    rows: tuple[TypedRow, ...]

    @property
    def has_remarks(self) -> bool:
        return any(row.remark or row.remark_error for row in self.rows)


class TypedForm(forms.Form):
    """A whole paper form. `standings` is what was typed in before; `edits` what is to be written, once it is valid."""

    def __init__(
        self, data: QueryDict | None = None, *, card: CardInfo, standings: Mapping[str, Standing]
    ) -> None:
        super().__init__(data, auto_id="%s")
        self.card = card
        self.standings = standings
        self.edits: dict[str, Edit] = {}
        for indicator in card.indicators:
            code = indicator.code
            self.fields[f"{code}-choice"] = forms.CharField(label=code, required=False)
            self.fields[f"{code}-remark"] = TextField(_("%(code)s, opmerking") % {"code": code})

    def meanings(self) -> dict[str, str]:
        """What each sign means, in words."""
        labels = {str(level.number): level.label for level in self.card.levels}
        words = {Choice.UNKNOWN: _("Weet ik niet"), Choice.NOT_APPLICABLE: _("N.v.t.")}
        return labels | {sign: words[choice] for sign, choice in SIGNS.items() if choice}

    def clean(self) -> None:
        meanings, top = self.meanings(), len(self.card.levels)
        wrong = _("Typ een cijfer van 1 tot en met %(top)s, w of n.") % {"top": top}
        for indicator in self.card.indicators:
            code = indicator.code
            sign = str(self.cleaned_data.get(f"{code}-choice", "")).lower()
            if sign and sign not in meanings:
                self.add_error(f"{code}-choice", wrong)
                continue
            choice = SIGNS.get(sign, Choice.LEVEL)
            try:
                version = parse_version(self.data.get(f"{code}-version", "0"))
            except ValueError:
                self.add_error(f"{code}-choice", str(UNREADABLE))
                continue
            level = int(sign) if choice == Choice.LEVEL else None
            self.edits[code] = Edit(version, choice, level, remark=self.cleaned_data.get(f"{code}-remark"))

    @property
    def blanks(self) -> list[str]:
        """The codes without an answer, of a form that is valid."""
        return [code for code, edit in self.edits.items() if edit.choice == Choice.NONE]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, each with the id of its field."""
        return [
            (name, f"{name.rpartition('-')[0]}: {error}")
            for name, errors in self.errors.items()
            for error in errors
        ]

    @property
    def groups(self) -> list[TypedGroup]:
        """What the page shows, criterion by criterion."""
        meanings = self.meanings()
        return [
            TypedGroup(
                criterion, theme.hue, tuple(self._row(info, meanings) for info in criterion.indicators)
            )
            for theme in self.card.themes
            for criterion in theme.criteria
        ]

    def _row(self, info: IndicatorInfo, meanings: Mapping[str, str]) -> TypedRow:
        standing = self.standings.get(info.code, Standing())
        sign, remark, version = sign_of(standing), standing.remark, standing.version
        if self.is_bound:
            sign = self.data.get(f"{info.code}-choice", "")
            remark = self.data.get(f"{info.code}-remark", "")
            given = self.data.get(f"{info.code}-version", "")
            version = int(given) if given.isascii() and given.isdigit() else version
        first = {name: str(self.errors.get(f"{info.code}-{name}", [""])[0]) for name in ("choice", "remark")}
        return TypedRow(
            info, sign, meanings.get(sign.lower(), ""), first["choice"], version, remark, first["remark"]
        )
