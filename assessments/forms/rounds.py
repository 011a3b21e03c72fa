"""Planning and changing a round: what it is called, which card, when, and which teams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from assessments.enums import Way
from assessments.models import Assessment, Card, Round, Team
from assessments.services.rounds import ENDS_BEFORE_START, NO_TEAMS, NO_TITLE
from assessments.services.texts import clean_line

from .choices import Option
from .ground import PageForm


@dataclass(frozen=True, slots=True)
class TeamOption:
    """A checkbox of a team. One that is `kept` has scores: it stays, whatever is sent. `busy`: in which open rounds."""

    id: str
    value: str
    name: str
    checked: bool
    kept: bool
    busy: list[str]


@dataclass(frozen=True, slots=True)
class SchoolOptions:
    """The teams of one school, and the checkbox that means all of them."""

    id: str
    value: str
    name: str
    board: str
    checked: bool
    teams: list[TeamOption] = field(default_factory=list)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


WAY_WORDS = {
    Way.TOGETHER: _("Het team gaat bij elkaar zitten en vult één formulier in. Reken op een uur."),
    Way.INDIVIDUAL: _(
        "Iedereen vult eerst alleen in, in tien minuten. Niemand ziet wat een ander koos. Daarna praat het team over "
        "de verschillen en spreekt het de scores af."
    ),
}


WEEKS, TRIAL_WEEKS = 4, 1
"""How long the first round, or a trial, is proposed to last."""
AUTUMN = 8
"""The month in which a school year begins."""


def first_values(teams: Iterable[Team], *, today: dt.date, trial: bool) -> dict[str, Any]:
    """What a first round can start with: all teams, from today on. A trial has one team: that is enough to look."""
    uids = [str(team.uid) for team in teams]
    season = _("LOB najaar %(year)s") if today.month >= AUTUMN else _("LOB voorjaar %(year)s")
    return {
        "title": _("Proef") if trial else season % {"year": today.year},
        "starts_on": today,
        "ends_on": today + dt.timedelta(weeks=TRIAL_WEEKS if trial else WEEKS),
        "is_trial": trial,
        "teams": uids[:1] if trial else uids,
    }


def next_values(
    last: Sequence[Assessment], teams: Iterable[Team], cards: Iterable[Card], *, today: dt.date
) -> dict[str, Any]:
    """What the next round can start with: as the last one was, from today on and as long. `last` are its teams."""
    round_, there = last[0].round, {assessment.team_id for assessment in last}
    values = first_values([team for team in teams if team.pk in there], today=today, trial=False)
    alone = sum(assessment.is_individual for assessment in last)
    values |= {
        "ends_on": today + (round_.ends_on - round_.starts_on),
        "way": Way.INDIVIDUAL if 2 * alone > len(last) else Way.TOGETHER,
    }
    if values["title"] == round_.title:
        del values["title"]
    newest = next((card for card in cards if card.family == round_.card.family), None)
    return values | ({"card": str(newest.uid)} if newest else {})


class RoundForm(PageForm):
    """Made with the teams that may be chosen; `kept` are those among them that can no longer leave the round.

    `busy` names the open rounds, other than this one, in which teams are with such a card, by their keys. `proposed`
    has what stands in the fields of a new round at first.
    """

    title = forms.CharField(
        label=_("Naam"),
        max_length=120,
        help_text=_("Hieraan herkennen mensen de meting. Bijvoorbeeld: LOB najaar 2026."),
        error_messages={
            "required": NO_TITLE,
            "max_length": _("De naam is langer dan 120 tekens."),
        },
    )
    card = forms.ChoiceField(
        label=_("Kaart"),
        help_text=_("Na het openen staat de kaart vast."),
        error_messages={
            "required": _("Kies een kaart."),
            "invalid_choice": _("Deze kaart kun je niet kiezen."),
        },
    )
    starts_on = forms.DateField(
        label=_("Eerste dag"),
        widget=DateInput(),
        help_text=_("Vanaf dan kun je de meting openen."),
        error_messages={"required": _("Kies de eerste dag."), "invalid": _("Dit is geen datum.")},
    )
    ends_on = forms.DateField(
        label=_("Laatste dag"),
        widget=DateInput(),
        help_text=_("Je kunt hem later verzetten."),
        error_messages={"required": _("Kies de laatste dag."), "invalid": _("Dit is geen datum.")},
    )
    is_trial = forms.BooleanField(
        label=_("Dit is een proefmeting"),
        required=False,
        help_text=_(
            "Om te oefenen. Een proefmeting telt nergens in mee, en je kunt haar helemaal weggooien."
        ),
    )
    way = forms.ChoiceField(
        label=_("Hoe vullen de teams in?"),
        choices=Way.choices,
        initial=Way.TOGETHER,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Kies een van de twee manieren.")},
    )
    teams = forms.MultipleChoiceField(
        label=_("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Een van deze teams kun je niet kiezen.")},
    )
    schools = forms.MultipleChoiceField(
        label=_("Hele scholen"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Een van deze scholen kun je niet kiezen.")},
    )

    def __init__(
        self,
        *args: Any,
        cards: Iterable[Card],
        teams: Iterable[Team],
        round_: Round | None = None,
        present: Iterable[Team] = (),
        kept: Iterable[Team] = (),
        busy: Mapping[int, list[str]],
        proposed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.choosable = list(teams)
        self.kept = {str(team.uid) for team in kept}
        self.busy = busy
        uids = {str(team.uid) for team in present}
        self.cards = {str(card.uid): card for card in cards}
        if round_:
            self.cards.setdefault(str(round_.card.uid), round_.card)
        first = str(round_.card.uid) if round_ else next(iter(self.cards), "")
        kwargs["initial"] = {"card": first, "teams": sorted(uids), "way": Way.TOGETHER}
        kwargs["initial"] |= proposed or {}
        if round_:
            kwargs["initial"] |= {
                "title": round_.title,
                "starts_on": round_.starts_on,
                "ends_on": round_.ends_on,
                "is_trial": round_.is_trial,
            }
        super().__init__(*args, **kwargs)
        self.fields["card"].choices = [(uid, str(card)) for uid, card in self.cards.items()]  # type: ignore[attr-defined]
        if round_:
            del self.fields["way"]  # from now on it is chosen per team
        if round_ and not round_.is_draft:
            for name in ("card", "starts_on", "is_trial"):
                self.fields[name].disabled = True
        self.fields["teams"].choices = [(str(t.uid), t.name) for t in self.choosable]  # type: ignore[attr-defined]
        schools = {str(team.school.uid): team.school.name for team in self.choosable}
        self.fields["schools"].choices = list(schools.items())  # type: ignore[attr-defined]
        self.helper.layout = Layout(
            "title",
            "card",
            Div("starts_on", "ends_on", css_class="pair"),
            "is_trial",
            *([] if round_ else [Field("way", template="rounds/way_choices.html")]),
            Field("teams", template="rounds/team_choices.html"),
        )

    def clean_title(self) -> str:
        title = clean_line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(NO_TITLE)
        return title

    def clean_card(self) -> Card:
        return self.cards[self.cleaned_data["card"]]

    def clean(self) -> dict[str, Any]:
        """Bring the ticked schools and teams together, and hold the last day against the first."""
        data = super().clean() or {}
        ticked = {*data.get("teams", ()), *self.kept}
        schools = set(data.get("schools", ()))
        chosen = [t for t in self.choosable if str(t.uid) in ticked or str(t.school.uid) in schools]
        if not chosen and not self.errors.get("teams"):
            self.add_error("teams", NO_TEAMS)
        first, last = data.get("starts_on"), data.get("ends_on")
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            self.add_error("ends_on", ENDS_BEFORE_START)
        return {**data, "chosen": chosen}

    def clean_way(self) -> Way:
        return Way(self.cleaned_data["way"] or Way.TOGETHER)

    def way_options(self) -> list[Option]:
        chosen = self["way"].value()
        return [
            Option(
                f"id_way_{way.value}", way.value, str(capfirst(way.label)), str(words), way.value == chosen
            )
            for way, words in WAY_WORDS.items()
        ]

    def school_groups(self) -> list[SchoolOptions]:
        """The checkboxes as they stand now, per school, in the order in which the teams were given."""
        ticked = {str(value) for value in self["teams"].value() or ()} | self.kept
        schools = {str(value) for value in self["schools"].value() or ()}
        several_boards = len({team.school.board_id for team in self.choosable}) > 1
        numbered = enumerate(self.choosable)
        groups = []
        for number, (school, pairs) in enumerate(groupby(numbered, key=lambda pair: pair[1].school)):
            value = str(school.uid)
            group = SchoolOptions(
                id=f"id_schools_{number}",
                value=value,
                name=school.name,
                board=school.board.name if several_boards else "",
                checked=value in schools,
            )
            for n, team in pairs:
                uid = str(team.uid)
                group.teams.append(
                    TeamOption(
                        id=f"id_teams_{n}",
                        value=uid,
                        name=team.name,
                        checked=uid in ticked or group.checked,
                        kept=uid in self.kept,
                        busy=self.busy.get(team.pk, []),
                    )
                )
            groups.append(group)
        return groups
