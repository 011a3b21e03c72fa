"""The scoring form, built from the card: per indicator a level, words, and the version they were based on.

A team's form and that of one person differ in their words alone. For its fields see `score_data`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments.enums import MAX_TEXT, Choice
from assessments.results.values import CardInfo, CriterionInfo, LevelInfo
from assessments.services.score_edits import NOT_IN_SCALE, TOO_LONG, WORDS, Edit, Invalid, Standing
from assessments.services.texts import clean_text

from .ground import PageForm
from .score_data import TEAM_WORDS, Words, choice_value, edit_of, settlement


class TextField(forms.CharField):
    """Words of a team, checked in the form in which they are stored."""

    widget = forms.Textarea

    def __init__(self, label: Promise | str) -> None:
        super().__init__(
            label=label,  # type: ignore[arg-type]
            required=False,
            strip=False,
            max_length=MAX_TEXT,
            error_messages={"max_length": TOO_LONG},
        )

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the fields of one indicator hold when the page is made."""

    choice: str
    words: Mapping[str, str]
    version: int

    @classmethod
    def of(cls, standing: Standing, version: int) -> Shown:
        words: dict[str, str] = {word: getattr(standing, word) for word in WORDS}
        return cls(choice_value(standing.choice, standing.level), words, version)


class IndicatorFieldset:
    """A layout object of crispy-forms: one indicator, from one template."""

    def __init__(self, code: str) -> None:
        self.code = code

    def render(self, form: ScoringForm, context: Any, template_pack: str = "", **kwargs: Any) -> SafeString:
        return form.rendered(self.code)


def level_option(level: LevelInfo, chosen: str) -> dict[str, Any]:
    """A level as one of the answers to choose from."""
    value = str(level.number)
    return {
        "value": value,
        "number": level.number,
        "label": level.label,
        "meaning": level.meaning,
        "translation": level.translation,
        "step": level.step,
        "checked": chosen == value,
    }


class ScoringForm(PageForm):
    """The indicators of one criterion, with what stands, or what somebody meant to write instead.

    `attempts` are edits that met a conflict: shown in the fields as they were meant, with the version they were
    based on, and under them `conflicts` to choose from. `before` says per indicator what was agreed last time, and
    done about it since.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        card: CardInfo,
        criterion: CriterionInfo,
        standings: Mapping[str, Standing],
        attempts: Mapping[str, Shown] | None = None,
        conflicts: Mapping[str, Mapping[str, Any]] | None = None,
        before: Mapping[str, Sequence[str]] | None = None,
        words: Words = TEAM_WORDS,
    ) -> None:
        super().__init__(data, auto_id="%s")
        self.card = card
        self.words = words
        self.indicators = {indicator.code: indicator for indicator in criterion.indicators}
        self.standings = standings
        self.attempts = attempts or {}
        self.conflicts = conflicts or {}
        self.before = before or {}
        choices = [*((str(level.number), level.label) for level in card.levels), *self._others()]
        for code in self.indicators:
            self.fields[f"{code}-choice"] = forms.ChoiceField(
                label=code,
                choices=[("", ""), *choices],
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": NOT_IN_SCALE},
            )
            for word in words.fields:
                self.fields[f"{code}-{word.name}"] = TextField(f"{code}, {word.called}")
        self.helper.form_show_errors = False
        self.helper.layout = Layout(*(IndicatorFieldset(code) for code in self.indicators))

    @staticmethod
    def _others() -> list[tuple[str, str]]:
        return [(Choice.UNKNOWN.value, _("Weet ik niet")), (Choice.NOT_APPLICABLE.value, _("N.v.t."))]

    def clean(self) -> None:
        """Read the edits of the indicators that the data speak of; leaves out what was settled as it stands."""
        data: QueryDict = self.data  # type: ignore[assignment]
        self.edits: dict[str, Edit] = {}
        for code in self.indicators:
            try:
                edit = edit_of(data, code, self.words)
                settled = settlement(data, code) if edit else None
            except Invalid as invalid:
                if f"{code}-choice" not in self.errors:
                    self.add_error(f"{code}-choice", str(invalid))
                continue
            if edit is not None and (settled is None or settled.mine):
                self.edits[code] = edit

    # --- what the template shows ---

    def shown(self, code: str) -> Shown:
        standing = self.standings.get(code, Standing())
        if code in self.attempts:
            return self.attempts[code]
        stands = Shown.of(standing, standing.version)
        if not self.is_bound:
            return stands
        version = self.data.get(f"{code}-version", "")
        return Shown(
            self.data.get(f"{code}-choice", stands.choice),
            {name: self.data.get(f"{code}-{name}", stands.words[name]) for name in self.words.names},
            int(version) if version.isascii() and version.isdigit() else stands.version,
        )

    def rendered(self, code: str) -> SafeString:
        """One indicator as HTML."""
        # S308: the template escapes what it is given.
        return mark_safe(get_template("scoring/indicator.html").render(self.described(code)))  # noqa: S308

    def described(self, code: str) -> dict[str, Any]:
        """Everything that the template of one indicator needs."""
        indicator, shown = self.indicators[code], self.shown(code)
        errors = {
            name: str(self.errors.get(f"{code}-{name}", [""])[0]) for name in ("choice", *self.words.names)
        }
        return {
            "indicator": indicator,
            "name": f"{code}-choice",
            "options": [level_option(level, shown.choice) for level in self.card.levels],
            "others": self._other_options(shown.choice),
            "top": self.card.levels[-1] if self.words.asks_evidence else None,
            "before": self.before.get(code, ()),
            "fields": [
                word.field(code, shown.words[word.name], errors[word.name]) for word in self.words.fields
            ],
            "summary": self.words.add,
            "summary_open": self.words.opened,
            "has_words": any(shown.words[name] or errors[name] for name in self.words.names),
            "version": shown.version,
            "error": errors["choice"],
            "conflict": self.conflicts.get(code),
        }

    def _other_options(self, chosen: str) -> list[dict[str, Any]]:
        (unknown, unknown_label), (none, none_label) = self._others()
        return [
            {
                "value": unknown,
                "label": unknown_label,
                "meaning": _("Dat mag. Dit telt niet mee als score."),
                "checked": chosen == unknown,
            },
            {
                "value": none,
                "label": none_label,
                "label_long": _("Niet van toepassing"),
                "meaning": _("Dit telt niet mee als score."),
                "checked": chosen == none,
            },
        ]
