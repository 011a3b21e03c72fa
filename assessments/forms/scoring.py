"""The scoring form, built from the card: per indicator a level, words, and the version they were based on.

Its field names are stable: `VA1.1-choice`, `VA1.1-rationale`, `VA1.1-evidence`, `VA1.1-version`; a button
`VA1.1-clear` takes a choice back and `VA1.1-resolve` settles a conflict. A field that is absent stays as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import MAX_TEXT, Choice
from assessments.results.values import CardInfo, CriterionInfo, IndicatorInfo
from assessments.services.score_edits import NOT_IN_SCALE, TOO_LONG, Edit, Invalid, Standing
from assessments.services.texts import clean_text

MINE, THEIRS = "mine", "theirs"
UNREADABLE = gettext_lazy(
    "Dit formulier is niet goed aangekomen. Laad de pagina opnieuw en probeer het nog eens."
)


# --- what a form says about one indicator -------------------------------------------------------------------


def choice_value(choice: Choice, level: int | None) -> str:
    """The value of a radio button: the number of a level, or the name of another answer."""
    return str(level) if choice == Choice.LEVEL else choice.value


def parse_choice(value: str) -> tuple[Choice, int | None]:
    """Read what `choice_value` wrote. Raises `ValueError`."""
    if value.isascii() and value.isdigit() and len(value) < 3:
        return Choice.LEVEL, int(value)
    choice = Choice(value)
    if choice == Choice.LEVEL:
        raise ValueError(value)
    return choice, None


def parse_version(value: str) -> int:
    """Read the number of a version. Raises `ValueError`."""
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise ValueError(value)
    return int(value)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How somebody settled a conflict, having seen what stood at `version`."""

    mine: bool
    version: int


def settlement(data: QueryDict, code: str) -> Settlement | None:
    """Return the choice between two values that was made, if one was. Raises `ValueError`."""
    whose, _colon, version = data.get(f"{code}-resolve", "").partition(":")
    return Settlement(whose == MINE, parse_version(version)) if whose in (MINE, THEIRS) else None


def edit_of(data: QueryDict, code: str) -> Edit | None:
    """Read what is to be written for one indicator; None where the data say nothing of it. Raises `Invalid`."""
    if not any(key.startswith(f"{code}-") for key in data):
        return None
    try:
        settled = settlement(data, code)
        version = settled.version if settled else parse_version(data.get(f"{code}-version", "0"))
        value = "" if f"{code}-clear" in data else data.get(f"{code}-choice")
        choice, level = parse_choice(value) if value is not None else (None, None)
    except ValueError as error:
        raise Invalid({(code, "choice"): NOT_IN_SCALE if f"{code}-choice" in data else UNREADABLE}) from error
    return Edit(version, choice, level, data.get(f"{code}-rationale"), data.get(f"{code}-evidence"))


# --- the form -----------------------------------------------------------------------------------------------


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
    rationale: str
    evidence: str
    version: int


class IndicatorFieldset:
    """A layout object of crispy-forms: one indicator, from one template."""

    def __init__(self, code: str) -> None:
        self.code = code

    def render(self, form: ScoringForm, context: Any, template_pack: str = "", **kwargs: Any) -> SafeString:
        return form.rendered(self.code)


class ScoringForm(forms.Form):
    """The indicators of one criterion, with what stands, or what somebody meant to write instead.

    `attempts` are edits that met a conflict: shown in the fields as they were meant, with the version they were
    based on, and under them `conflicts` to choose from. `before` says per indicator what was agreed last time.
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
        before: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, auto_id="%s")
        self.card = card
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
            self.fields[f"{code}-rationale"] = TextField(_("%(code)s, onderbouwing") % {"code": code})
            self.fields[f"{code}-evidence"] = TextField(_("%(code)s, bewijs") % {"code": code})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
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
                edit = edit_of(data, code)
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
        stands = Shown(
            choice_value(standing.choice, standing.level),
            standing.rationale,
            standing.evidence,
            standing.version,
        )
        if not self.is_bound:
            return stands
        version = self.data.get(f"{code}-version", "")
        return Shown(
            self.data.get(f"{code}-choice", stands.choice),
            self.data.get(f"{code}-rationale", stands.rationale),
            self.data.get(f"{code}-evidence", stands.evidence),
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
            name: str(self.errors.get(f"{code}-{name}", [""])[0])
            for name in ("choice", "rationale", "evidence")
        }
        return {
            "indicator": indicator,
            "name": f"{code}-choice",
            "options": self._options(shown.choice),
            "others": self._other_options(shown.choice),
            "top": self.card.levels[-1],
            "before": self.before.get(code, ""),
            "fields": self._word_fields(indicator, shown, errors),
            "has_words": bool(shown.rationale or shown.evidence or errors["rationale"] or errors["evidence"]),
            "version": shown.version,
            "error": errors["choice"],
            "conflict": self.conflicts.get(code),
        }

    def _options(self, chosen: str) -> list[dict[str, Any]]:
        return [
            {
                "value": level.number,
                "number": level.number,
                "label": level.label,
                "meaning": level.meaning,
                "translation": level.translation,
                "step": level.step,
                "checked": chosen == str(level.number),
            }
            for level in self.card.levels
        ]

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

    def _word_fields(
        self, indicator: IndicatorInfo, shown: Shown, errors: Mapping[str, str]
    ) -> list[dict[str, Any]]:
        return [
            {
                "id": f"{indicator.code}-rationale",
                "name": f"{indicator.code}-rationale",
                "value": shown.rationale,
                "label": _("Waarom dit niveau?"),
                "hint": _(
                    "Wie het resultaat van dit team mag zien, leest dit. "
                    "Noem geen namen van leerlingen of collega’s."
                ),
                "error": errors["rationale"],
                "rows": 3,
            },
            {
                "id": f"{indicator.code}-evidence",
                "name": f"{indicator.code}-evidence",
                "value": shown.evidence,
                "label": _("Bewijs"),
                "hint": _("Een document, een link of een datum."),
                "error": errors["evidence"],
                "rows": 2,
            },
        ]
