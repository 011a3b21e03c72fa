"""What an action says, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.enums import MAX_TEXT, ActionStatus, Role
from assessments.models import Action, Indicator, User
from assessments.results.values import CardInfo
from assessments.services.actions import IN_THE_PAST, MAX_WHAT, NO_INDICATORS, NO_WHAT, WHAT_TOO_LONG, Draft
from assessments.services.score_edits import TOO_LONG
from assessments.services.texts import clean_line

from .ground import PageForm
from .rounds import DateInput

ROLE = "rol-"
"""Before the role in the one list of who can do an action."""


class TextField(forms.CharField):
    """Some lines of text that may stay empty."""

    def __init__(self, label: Any, help_text: Any, rows: int = 3) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            max_length=MAX_TEXT,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"max_length": TOO_LONG},
        )


@dataclass(frozen=True, slots=True)
class IndicatorOption:
    id: str
    code: str
    text: str
    translation: str
    checked: bool


@dataclass(frozen=True, slots=True)
class CriterionOptions:
    """The checkboxes of one criterion; `is_open` where one of them is ticked, or the eye is led there."""

    code: str
    name: str
    hue: int
    is_open: bool
    options: tuple[IndicatorOption, ...]


class ActionForm(PageForm):
    """Made with the card that it is about and who can do it there; `action` is the one that is changed, `criterion` the
    code of the one to choose indicators of first.
    """

    what = forms.CharField(
        label=_("Wat gaan jullie doen?"),
        help_text=_("Eén zin met een werkwoord. Bijvoorbeeld: Een gastles plannen met twee bedrijven."),
        max_length=MAX_WHAT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": NO_WHAT, "max_length": WHAT_TOO_LONG},
    )
    indicators = forms.MultipleChoiceField(
        label=_("Over welke indicatoren gaat het?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_INDICATORS, "invalid_choice": _("Kies indicatoren uit de lijst.")},
    )
    why = TextField(_("Waarom?"), _("Wat is er nu, en wat missen jullie?"))
    how_seen = TextField(
        _("Waaraan zien we dat het werkt?"), _("Iets dat je straks kunt tellen, zien of horen.")
    )
    who = forms.ChoiceField(
        label=_("Wie doet het?"),
        help_text=_("Eén persoon werkt het best. Weet je het nog niet, kies dan een rol."),
        required=False,
        error_messages={"invalid_choice": _("Kies iemand uit de lijst.")},
    )
    due_on = forms.DateField(
        label=_("Wanneer is het klaar?"),
        widget=DateInput(),
        error_messages={"required": _("Kies een dag."), "invalid": _("Dit is geen datum.")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        card: CardInfo,
        owners: Iterable[User],
        roles: Iterable[Role],
        action: Action | None = None,
        criterion: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        self.criterion = criterion
        self.action = action
        self.owners = {str(owner.uid): owner for owner in owners}
        self.gone = (
            action.owner if action and action.owner and str(action.owner.uid) not in self.owners else None
        )
        self.fields["indicators"].choices = [(one.code, one.code) for one in card.indicators]  # type: ignore[attr-defined]
        self.roles = tuple(roles)
        self.fields["who"].choices = self._doers(self.roles)  # type: ignore[attr-defined]
        if action is None:
            del self.fields["version"]
        self.helper.layout = Layout(
            "what",
            Field("indicators", template="actions/indicator_choices.html"),
            "why",
            "how_seen",
            "who",
            "due_on",
            *([] if action is None else ["version"]),
        )

    def _doers(self, roles: Iterable[Role]) -> list[Any]:
        people = [(uid, str(owner)) for uid, owner in self.owners.items()]
        if self.gone:
            people.append(
                (str(self.gone.uid), gettext("%(name)s (heeft hier geen rol meer)") % {"name": self.gone})
            )
        return [
            ("", gettext("nog niemand")),
            (
                gettext("Iemand met een rol"),
                [(f"{ROLE}{role.value}", str(capfirst(role.label))) for role in roles],
            ),
            (gettext("Een persoon"), people),
        ]

    def clean_what(self) -> str:
        what = clean_line(self.cleaned_data["what"])
        if not what:
            raise forms.ValidationError(NO_WHAT)
        return what

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        stays = self.action is not None and self.action.due_on == due_on
        if due_on < timezone.localdate() and not stays:
            raise forms.ValidationError(IN_THE_PAST)
        return due_on

    def words_of(self, said: Mapping[str, Any]) -> dict[str, str]:
        """What a form holds, by field, as one reads it: to lay beside what stands."""
        doers = {value: label for _group, people in self._doers(self.roles)[1:] for value, label in people}
        return {
            "what": said["what"],
            "indicators": ", ".join(
                one.code for one in self.card.indicators if one.code in set(said["indicators"])
            ),
            "why": said["why"],
            "how_seen": said["how_seen"],
            "who": doers.get(said["who"], gettext("nog niemand")),
            "due_on": date_format(said["due_on"], "j F Y"),
        }

    def draft(self) -> Draft:
        """What was filled in, once it is valid."""
        data = self.cleaned_data
        who: str = data["who"]
        is_role = who.startswith(ROLE)
        codes = set(data["indicators"])
        return Draft(
            what=data["what"],
            due_on=data["due_on"],
            indicators=tuple(Indicator.objects.filter(card=self.card.pk, code__in=codes)),
            why=data["why"],
            how_seen=data["how_seen"],
            owner=None if is_role or not who else self.owners.get(who, self.gone),
            owner_role=Role(who.removeprefix(ROLE)) if is_role else None,
        )

    def criteria(self) -> list[CriterionOptions]:
        """The checkboxes as they stand now."""
        ticked = {str(value) for value in self["indicators"].value() or ()}
        number = {one.code: n for n, one in enumerate(self.card.indicators)}
        first = self.criterion or (self.card.criteria[0].code if self["indicators"].errors else "")
        return [
            CriterionOptions(
                code=criterion.code,
                name=criterion.short_name,
                hue=theme.hue,
                is_open=criterion.code == first or any(one.code in ticked for one in criterion.indicators),
                options=tuple(
                    IndicatorOption(
                        f"id_indicators_{number[one.code]}",
                        one.code,
                        one.text,
                        one.translation,
                        one.code in ticked,
                    )
                    for one in criterion.indicators
                ),
            )
            for theme in self.card.themes
            for criterion in theme.criteria
        ]


def said_by(action: Action) -> dict[str, Any]:
    """What the form holds when an action is changed."""
    who = f"{ROLE}{action.owner_role}" if action.owner_role else ""
    return {
        "what": action.what,
        "indicators": [one.code for one in action.indicators.all()],
        "why": action.why,
        "how_seen": action.how_seen,
        "who": str(action.owner.uid) if action.owner else who,
        "due_on": action.due_on,
        "version": action.version,
    }


class ProgressForm(PageForm):
    """How far an action is, and a word about it."""

    status = forms.ChoiceField(
        label=_("Hoe staat het ervoor?"),
        choices=[(status.value, capfirst(status.label)) for status in ActionStatus],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies hoe het ervoor staat."),
            "invalid_choice": _("Kies een van de vier."),
        },
    )
    text = TextField(_("Wat gebeurde er?"), _("Wie deze actie ziet, leest dit mee."))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: Action, status: str = "", **kwargs: Any) -> None:
        """With a `status` that was chosen before, only the words are asked."""
        kwargs["initial"] = {"status": status or action.status, "version": action.version}
        super().__init__(*args, **kwargs)
        if status:
            self.fields["status"].widget = forms.HiddenInput()
        self.helper.layout = Layout("status", "text", "version")
