"""The guide by which a coordinator starts: from nothing to a running round, in steps. Pure.

What is done follows from what there is (`start.Start`). Steps that may be skipped hold up nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .start import Start
from .steps import Figure, Step

FROM, GUIDE = "van", "starten"
"""What an address says of who comes from the guide: from there one goes back to it."""

DONE, NOW, LATER = "gedaan", "nu", "straks"


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step: what, why, and how many minutes; `told` says what there is of it. `url` is empty where it waits.

    `state` is one of the three above; of a step that one may skip it is done or later. With `is_plan` the page
    explains what there is to choose.
    """

    title: str
    why: str
    minutes: int
    state: str
    told: str = ""
    button: str = ""
    url: str = ""
    may_skip: bool = False
    is_plan: bool = False

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def is_now(self) -> bool:
        return self.state == NOW


def from_guide(name: str, *args: object, **asked: str) -> str:
    """The address of a page that leads back to the guide."""
    asked = {FROM: GUIDE, **asked}
    return f"{reverse(name, args=args)}?{'&'.join(f'{key}={value}' for key, value in asked.items())}"


def guide_steps(start: Start) -> list[GuideStep]:
    """All steps in order; the first that is needed and not done is the one of now."""
    steps: list[GuideStep] = []
    is_open = True
    for make in (_teams, _people, _trial, _plan, _open, _ask):
        step = make(start, NOW if is_open else LATER)
        is_open = is_open and not step.is_now
        steps.append(step)
    return steps


def _teams(start: Start, state: str) -> GuideStep:
    teams = ngettext("%(n)s team staat klaar.", "%(n)s teams staan klaar.", start.teams) % {"n": start.teams}
    told, button, url = "", "", ""
    if start.teams:
        told = teams
    elif start.empty:
        name, uid = start.empty
        told = _("%(school)s heeft nog geen teams.") % {"school": name}
        button, url = _("Teams toevoegen"), from_guide("schools-teams-add", uid)
    else:
        told = _("Er is nog geen school. Vraag de beheerder van je bestuur om die toe te voegen.")
    return GuideStep(
        _("Zet de teams klaar"),
        _("Een meting doe je met teams: mensen die samen loopbaanbegeleiding geven."),
        2,
        DONE if start.teams else state,
        told,
        button,
        url,
    )


def _people(start: Start, state: str) -> GuideStep:
    there = []
    if start.people:
        there.append(
            ngettext(
                "%(n)s teamlid of manager doet mee.", "%(n)s teamleden en managers doen mee.", start.people
            )
            % {"n": start.people}
        )
    if start.invited:
        there.append(
            ngettext("%(n)s uitnodiging staat open.", "%(n)s uitnodigingen staan open.", start.invited)
            % {"n": start.invited}
        )
    return GuideStep(
        _("Nodig teamleden en managers uit"),
        _(
            "Met een account zien teamleden vanzelf wat er te doen is, en volgen managers hun school. Vult een team "
            "samen in, of stuur je straks een link? Dan kun je dit overslaan."
        ),
        3,
        DONE if start.members else LATER,
        " ".join(there),
        *((_("Mensen uitnodigen met een rol"), from_guide("people-invite")) if start.teams else ("", "")),
        may_skip=True,
    )


def _trial(start: Start, state: str) -> GuideStep:
    button, url = "", ""
    if start.has_trial:
        button, url = _("Naar de metingen"), from_guide("round-list")
    elif start.teams:
        button, url = _("Proefmeting plannen"), from_guide("round-plan", proef="1")
    return GuideStep(
        _("Oefen met een proefmeting"),
        _(
            "Zo zie je zelf wat de teams straks zien. Een proefmeting telt nergens in mee, en je gooit die zo weer "
            "weg."
        ),
        5,
        DONE if start.has_trial else LATER,
        _("Er is een proefmeting om mee te oefenen.") if start.has_trial else "",
        button,
        url,
        may_skip=True,
    )


def _plan(start: Start, state: str) -> GuideStep:
    told, button, url = "", _("Meting plannen"), from_guide("round-plan")
    round_ = start.round
    if round_:
        told = _("“%(title)s” is gepland, van %(first)s tot en met %(last)s.") % {
            "title": round_.title,
            "first": date_format(round_.starts_on, "j F Y"),
            "last": date_format(round_.ends_on, "j F Y"),
        }
        button, url = "", ""
        if round_.is_draft and start.runs and round_.starts_on <= start.today:
            button, url = _("Meting wijzigen"), from_guide("round-change", round_.uid)
    if sizeless := start.sizeless if round_ and round_.is_draft else 0:
        told = ngettext(
            "“%(title)s” is gepland. Vul nog in hoeveel mensen van %(n)s team meedoen.",
            "“%(title)s” is gepland. Vul nog in hoeveel mensen van %(n)s teams meedoen.",
            sizeless,
        ) % {"title": round_.title if round_ else "", "n": sizeless}
        button, url = _("Aantallen invullen"), from_guide("round-ways", round_.uid if round_ else "")
    return GuideStep(
        _("Plan de meting"),
        _("Je kiest wie wat wanneer invult. Er staat al iets ingevuld; kijk het na en pas het aan."),
        3,
        DONE if round_ and not sizeless else state,
        told,
        button if start.teams else "",
        url if start.teams else "",
        is_plan=not round_,
    )


def _open(start: Start, state: str) -> GuideStep:
    round_, told, button, url = start.round, "", "", ""
    if round_ and not round_.is_draft:
        state, told = DONE, _("De meting is geopend.")
    elif round_ and not start.runs:
        told = _("Wie de meting plande, opent haar.")
    elif round_ and round_.starts_on > start.today:
        told = _("Het kan vanaf %(day)s. Wil je eerder beginnen, wijzig dan de eerste dag.") % {
            "day": date_format(round_.starts_on, "j F Y")
        }
        button, url = _("Meting wijzigen"), from_guide("round-change", round_.uid)
    elif round_ and state == NOW:
        button, url = _("Meting openen"), from_guide("round-open", round_.uid)
    return GuideStep(
        _("Open de meting"),
        _("Pas als de meting open is, kunnen de teams invullen. Tot dan kun je alles nog wijzigen."),
        1,
        state,
        told,
        button,
        url,
    )


def _ask(start: Start, state: str) -> GuideStep:
    round_, told, button, url = start.round, "", "", ""
    individual = any(info.is_individual for info in start.infos)
    if start.infos and not individual:
        told = _(
            "De teams vullen samen in: een mail is niet nodig. Spreek met elk team een uur af. Teamleden vinden het "
            "formulier bij Vandaag."
        )
    if round_ and not round_.is_draft and not start.unasked:
        state = DONE
        told = told or _("Elk team is gevraagd.")
    elif round_ and round_.is_open:
        told = ngettext(
            "%(n)s team is nog niet gevraagd.", "%(n)s teams zijn nog niet gevraagd.", start.unasked
        ) % {"n": start.unasked}
        button, url = _("Mensen vragen"), from_guide("round-ask", round_.uid)
    return GuideStep(
        _("Vraag de mensen om in te vullen"),
        _("Wie eerst zelf invult, krijgt een mail met een link naar het formulier.")
        if individual or not start.infos
        else "",
        2,
        state,
        told,
        button,
        url,
    )


def begin(start: Start | None) -> Step | None:
    """The step of now, for the page of today."""
    if start is None or start.is_over:
        return None
    needed = [step for step in guide_steps(start) if not step.may_skip]
    step = next((one for one in needed if one.is_now), None)
    if step is None:
        return None
    done = sum(one.is_done for one in needed)
    return Step(
        step.title,
        " ".join(filter(None, [step.why, step.told])),
        step.button or _("Naar de stappen"),
        step.url or reverse("start"),
        (
            Figure(str(done), _("van %(n)s stappen gedaan") % {"n": len(needed)}),
            Figure(str(step.minutes), ngettext("minuut, ongeveer", "minuten, ongeveer", step.minutes)),
        ),
    )
