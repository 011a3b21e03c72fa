"""Today: the one next step, and below it what belongs to each role somebody holds. Trial rounds are never here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.access.guards import signed_in
from assessments.results.today.guide import guide_steps
from assessments.results.today.next_step import next_step
from assessments.results.today.situation import situation_of

from . import home_sections as sections


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    situation = situation_of(request.user)
    boards = sections.boards_of(request.user, situation)
    context = {
        "now": timezone.localtime(),
        "step": next_step(situation),
        "guide": guide_steps(situation.start) if situation.start and not situation.start.is_over else [],
        "parts": [sections.part_section(request.user, part) for part in sections.parts_of(situation)],
        "may_plan": situation.may_plan,
        "forms": sections.forms_of(situation),
        "own_tasks": sections.few_tasks(situation.tasks.own),
        "late_tasks": sections.few_tasks(situation.tasks.late),
        "manages_tasks": situation.tasks.manages,
        "boards": boards,
        "dashboards": (dashboards := sections.dashboards_of(situation, boards)),
        "watched": sections.watched_of(situation, dashboards),
        "readings": sections.readings_of(situation),
        "organisation": situation.organisation,
    }
    return render(request, "home/home.html", context)
