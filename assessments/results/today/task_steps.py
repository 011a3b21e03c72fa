"""The steps about actions that are late: one's own, and those of others for who can do something about it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .actions import Task
from .situation import Situation
from .steps import Figure, Step

LONGEST = 60
"""A heading is no place for the whole of what somebody wrote."""


def own_late(situation: Situation) -> Step | None:
    late = situation.tasks.own_late
    if not late:
        return None
    if not any(task.may_move for task in late):
        return _of_the_board(late[0])
    if len(late) > 1:
        return Step(
            _("Werk je acties bij"),
            _("Zeg hoe het ermee staat: is het klaar, duurt het langer, of doe je het niet meer?"),
            _("Naar wat te laat is"),
            f"{reverse('actions')}?wie=ik&laat=1",
            (Figure(str(len(late)), _("acties van jou zijn te laat")),),
        )
    return _of_one(
        late[0],
        _("Werk “%(what)s” bij"),
        _(
            "Dit had klaar moeten zijn op %(day)s. Zeg hoe het ermee staat: is het klaar, duurt het langer, of "
            "doe je het niet meer?"
        ),
        _("Actie bijwerken"),
    )


def _of_the_board(task: Task) -> Step:
    """The bestuur does it, and who manages actions says how far it is."""
    return _of_one(
        task,
        _("Kijk hoe het staat met “%(what)s”"),
        _(
            "Dit is van het bestuur en had klaar moeten zijn op %(day)s. Zeg tegen de LOB-coördinator hoe het ermee "
            "staat: die werkt de actie bij."
        ),
        _("Bekijk de actie"),
    )


def _of_one(task: Task, title: str, text: str, button: str) -> Step:
    """`title` has a place for `what`, `text` one for the `day` on which it was due."""
    return Step(
        title % {"what": Truncator(task.what).chars(LONGEST)},
        text % {"day": date_format(task.due_on, "j F Y")},
        button,
        reverse("action", args=[task.uid]),
        (_days(task),),
    )


def late_elsewhere(situation: Situation) -> Step | None:
    late = situation.tasks.late if situation.tasks.manages else ()
    if not late:
        return None
    return Step(
        ngettext("Vraag hoe het staat met %(n)s actie", "Vraag hoe het staat met %(n)s acties", len(late))
        % {"n": len(late)},
        _(
            "De datum is voorbij en er is niets afgerond. Vraag na hoe het staat, verzet de datum, of stop ermee."
        ),
        _("Bekijk wat te laat is"),
        f"{reverse('actions')}?laat=1",
        (
            Figure(str(len(late)), ngettext("actie is te laat", "acties zijn te laat", len(late))),
            _days(late[0]),
        ),
    )


def _days(task: Task) -> Figure:
    return Figure(str(task.days_late), ngettext("dag te laat", "dagen te laat", task.days_late))
