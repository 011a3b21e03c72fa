"""What a deed to a school or team will do, and what it leaves: told in numbers before the button that does it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access.policies import first_of
from assessments.enums import RoundState
from assessments.models import Assessment, Membership, Round, School, Team
from assessments.services import plans
from assessments.services.mergers import roles_at
from assessments.services.place_invitations import open_invitations

MOST_NAMED = 8
"""So many teams are named before a deed to all of them."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Lines in plain words. `undo` says whether and how this can be undone."""

    happens: list[str]
    stays: list[str]
    undo: str


def closing_team(team: Team) -> Preview:
    return Preview(
        happens=[
            _("%(team)s doet niet meer mee aan nieuwe metingen.") % {"team": team.name},
            *_leaving(plans.left_by_ending([team])),
            *_withdrawn([team]),
        ],
        stays=[*_results(Assessment.objects.filter(team=team)), *_roles(roles_at(team))],
        undo=_("Was het een vergissing? Dan kun je het team heropenen."),
    )


def closing_school(school: School, teams: Sequence[Team]) -> Preview:
    closing = ngettext(
        "%(n)s team wordt ook opgeheven: %(names)s.",
        "%(n)s teams worden ook opgeheven: %(names)s.",
        len(teams),
    ) % {"n": len(teams), "names": first_of([team.name for team in teams], MOST_NAMED)}
    return Preview(
        happens=[
            _("%(school)s doet niet meer mee aan nieuwe metingen.") % {"school": school.name},
            *([closing] if teams else []),
            *_leaving(plans.left_by_ending(teams)),
            *_withdrawn([school, *teams]),
        ],
        stays=[
            *_results(Assessment.objects.filter(school=school)),
            *_roles(roles_at(school, *teams)),
            _(
                "In de cijfers van het bestuur telt de laatste meting van deze school mee, tot er een nieuwe meting "
                "begint."
            ),
        ],
        undo=_("Was het een vergissing? Dan kun je de school heropenen, met de teams die je kiest."),
    )


def reopening_team(team: Team) -> Preview:
    merged = team.merged_into
    return Preview(
        happens=[
            _("%(team)s kan weer meedoen aan metingen.") % {"team": team.name},
            *(
                [
                    _(
                        "Het staat weer los van %(new)s en krijgt de acties terug die het meenam. %(new)s blijft "
                        "bestaan, met zijn mensen: hef het op als je het niet meer nodig hebt."
                    )
                    % {"new": merged.name}
                ]
                if merged
                else []
            ),
        ],
        stays=[
            *_roles(roles_at(team)),
            _("Geplande metingen: wil je het team daarin terug, kies het dan daar opnieuw."),
        ],
        undo=_("Je kunt het team later weer opheffen."),
    )


def reopening_school(school: School) -> Preview:
    merged = school.merged_into
    return Preview(
        happens=[
            _("%(school)s en de teams die je aanvinkt, kunnen weer meedoen aan metingen.")
            % {"school": school.name}
        ],
        stays=[
            *(
                [
                    _(
                        "De teams die naar %(school)s gingen, blijven daar. Verplaats ze terug als dat nodig is."
                    )
                    % {"school": merged.name}
                ]
                if merged
                else []
            ),
            *_roles(roles_at(school)),
        ],
        undo=_("Je kunt de school later weer opheffen."),
    )


def moving_team(team: Team, to: School) -> Preview:
    words = {"team": team.name, "new": to.name}
    people = _people(roles_at(team))
    measured = Assessment.objects.filter(team=team)
    running = measured.filter(round__state=RoundState.OPEN).select_related("round", "school")
    left = plans.left_by_moving(team, to)
    return Preview(
        happens=[
            _(
                "%(team)s hoort voortaan bij %(new)s. Wie daar een rol heeft, ziet nieuwe metingen van dit team."
            )
            % words,
            *(
                [
                    ngettext(
                        "%(n)s persoon gaat mee met het team.", "%(n)s mensen gaan mee met het team.", people
                    )
                    % {"n": people}
                ]
                if people
                else []
            ),
            *(
                [_("De acties van het team gaan mee, en tellen voortaan bij %(new)s.") % words]
                if team.actions.exists()
                else []
            ),
            *_leaving(left),
        ],
        stays=[
            *(
                _(
                    "Het team blijft in de open meting “%(round)s” zoals die begon: voor %(old)s. De LOB-coördinator "
                    "daar leidt haar, en de uitkomst staat daar."
                )
                % {"round": assessment.round.title, "old": assessment.school.name}
                for assessment in running
            ),
            *_results_by_school(measured.filter(round__state=RoundState.CLOSED)),
            _("De verandering sinds de vorige meting blijft te zien: die volgt het team."),
        ],
        undo=_("Was het een vergissing? Dan kun je het team weer terug verplaatsen."),
    )


def merging_teams(teams: Sequence[Team], school: School) -> Preview:
    people = _people(roles_at(*teams))
    return Preview(
        happens=[
            _("%(school)s krijgt een nieuw team. Dat begint zonder eerdere metingen.")
            % {"school": school.name},
            _("Deze teams worden opgeheven: %(names)s.") % {"names": ", ".join(team.name for team in teams)},
            *(
                [
                    ngettext(
                        "%(n)s persoon krijgt bij het nieuwe team dezelfde rol.",
                        "%(n)s mensen krijgen bij het nieuwe team dezelfde rol.",
                        people,
                    )
                    % {"n": people}
                ]
                if people
                else []
            ),
            *_leaving(plans.left_by_ending(teams)),
            *_carried(teams),
            _("Open acties gaan mee naar het nieuwe team. Wat is afgerond of gestopt, blijft bij het oude."),
        ],
        stays=[
            *_results(Assessment.objects.filter(team__in=teams)),
            _(
                "De rollen bij de oude teams blijven. Zo ziet ieder de resultaten van toen, en niemand anders."
            ),
            _("De pagina van het nieuwe team verwijst naar de resultaten van de oude teams."),
        ],
        undo=_("Zolang het nieuwe team nog niet meedeed aan een meting, kun je de oude teams heropenen."),
    )


def merging_schools(school: School, into: School, teams: Sequence[Team]) -> Preview:
    words = {"old": school.name, "new": into.name}
    going = ngettext(
        "%(n)s team gaat naar %(new)s: %(names)s.", "%(n)s teams gaan naar %(new)s: %(names)s.", len(teams)
    ) % {**words, "n": len(teams), "names": first_of([team.name for team in teams], MOST_NAMED)}
    return Preview(
        happens=[
            _("%(old)s wordt opgeheven en gaat op in %(new)s.") % words,
            *([going] if teams else []),
            *_withdrawn([school]),
        ],
        stays=[
            *_results_by_school(Assessment.objects.filter(school=school).started()),
            _("De mensen in de teams houden hun rol."),
            _(
                "In de cijfers van het bestuur telt de laatste meting van %(old)s mee, tot %(new)s een nieuwe meting "
                "begint."
            )
            % words,
        ],
        undo=_("Een vergissing? Heropen dan de school, en verplaats de teams terug."),
    )


# --- sentences ------------------------------------------------------------------------------------------------------


def _people(roles: QuerySet[Membership]) -> int:
    found: int = roles.filter(user__is_active=True).aggregate(n=Count("user", distinct=True))["n"]
    return found


def _roles(roles: QuerySet[Membership]) -> list[str]:
    people = _people(roles)
    if not people:
        return []
    return [
        ngettext(
            "%(n)s persoon houdt de rol hier, en ziet zo de resultaten van toen.",
            "%(n)s mensen houden hun rol hier, en zien zo de resultaten van toen.",
            people,
        )
        % {"n": people}
    ]


def _results(assessments: QuerySet[Assessment]) -> list[str]:
    started = assessments.exclude(round__state=RoundState.DRAFT)
    rounds = started.aggregate(n=Count("round", distinct=True))["n"]
    if not rounds:
        return [_("Er zijn nog geen resultaten.")]
    return [
        ngettext(
            "De resultaten van %(n)s meting blijven staan, met de namen van toen.",
            "De resultaten van %(n)s metingen blijven staan, met de namen van toen.",
            rounds,
        )
        % {"n": rounds}
    ]


def _results_by_school(assessments: QuerySet[Assessment]) -> list[str]:
    """A line for each school they were done for: a team may have moved since."""
    schools = assessments.order_by("school__sort_name", "school").values_list("school__name")
    return [
        ngettext(
            "De resultaten van %(n)s meting blijven bij %(school)s staan.",
            "De resultaten van %(n)s metingen blijven bij %(school)s staan.",
            rounds,
        )
        % {"n": rounds, "school": school}
        for school, rounds in schools.annotate(n=Count("round", distinct=True))
    ] or [_("Er zijn nog geen resultaten.")]


def _leaving(leaving: plans.Leaving) -> list[str]:
    """Planned rounds that go on without, and those that vanish because nobody is left."""
    kept = [round_ for round_ in leaving.rounds if round_ not in leaving.emptied]
    lines = []
    if kept:
        lines.append(_("Dit gaat door zonder: de geplande meting %(rounds)s.") % {"rounds": _titles(kept)})
    if leaving.emptied:
        lines.append(
            _("Dit verdwijnt, want er doet dan niemand meer mee: de geplande meting %(rounds)s.")
            % {"rounds": _titles(leaving.emptied)}
        )
    return lines


def _titles(rounds: Iterable[Round]) -> str:
    return ", ".join(f"“{round_.title}”" for round_ in rounds)


def _withdrawn(places: Collection[School | Team]) -> list[str]:
    invited = open_invitations(*places).count()
    if not invited:
        return []
    return [
        ngettext("%(n)s uitnodiging vervalt.", "%(n)s uitnodigingen vervallen.", invited) % {"n": invited}
    ]


def _carried(teams: Collection[Team]) -> list[str]:
    invited = open_invitations(*teams).values("address", "role").distinct().count()
    if not invited:
        return []
    return [
        ngettext(
            "%(n)s uitnodiging geldt voortaan voor het nieuwe team.",
            "%(n)s uitnodigingen gelden voortaan voor het nieuwe team.",
            invited,
        )
        % {"n": invited}
    ]
