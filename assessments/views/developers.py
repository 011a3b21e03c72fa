"""One page with every component and its states, so that a change to one is seen everywhere. Not in production."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments.access.guards import signed_in
from assessments.forms.sample import SampleForm

from .developers_charts import drawn

LEVELS = [
    Thing(number=1, step=1, label="Nog niet", meaning="We doen dit niet, of alleen toevallig."),
    Thing(
        number=2,
        step=2,
        label="In aanzet",
        meaning="Er zijn plannen of losse initiatieven; het hangt af van enkele mensen.",
    ),
    Thing(number=3, step=3, label="Gedeeltelijk", meaning="We doen dit op sommige plekken of momenten."),
    Thing(
        number=4,
        step=4,
        label="Grotendeels",
        meaning="We doen dit vrijwel overal; het is afgesproken en bekend.",
    ),
    Thing(
        number=5,
        step=5,
        label="Geborgd",
        meaning="Het hoort bij hoe we werken; we evalueren het en stellen bij.",
    ),
]
CRITERIA = [
    (
        "Verankeren",
        [
            ("Bestuur draagt LOB uit", 6),
            ("Sturingsinstrumenten", 4),
            ("Blijvende aandacht", 4),
            ("Kennis onderhouden", 4),
        ],
    ),
    (
        "Faciliteren",
        [("Werk goed kunnen doen", 5), ("Kennis en vaardigheden", 3), ("Banden met partners", 4)],
    ),
    ("Verbeteren", [("Voortdurend verbeteren", 6)]),
]


def _progress() -> Thing:
    """Four of six answered in the first criterion, nothing yet in the others."""
    themes = [
        Thing(
            name=theme,
            hue=hue,
            criteria=[
                Thing(
                    name=name,
                    url="#",
                    total=total,
                    answered=4 if theme + name == "VerankerenBestuur draagt LOB uit" else 0,
                    current=name == "Bestuur draagt LOB uit",
                )
                for name, total in criteria
            ],
        )
        for hue, (theme, criteria) in enumerate(CRITERIA, start=1)
    ]
    return Thing(answered=4, total=36, themes=themes)


def _picker(name: str, chosen: str = "", levels: int = 5, threshold: int = 4) -> dict[str, Any]:
    """The context of one level picker; with other than five levels the ramp turns at `threshold`."""
    steps = {2: [2, 5], 3: [1, 3, 5], 5: [1, 2, 3, 4, 5], 7: [1, 1, 2, 3, 4, 4, 5]}[levels]
    options = [
        Thing(
            value=str(n),
            number=n,
            step=step,
            checked=chosen == str(n),
            meaning=LEVELS[step - 1].meaning,
            label=LEVELS[step - 1].label,
        )
        for n, step in enumerate(steps, start=1)
    ]
    others = [
        Thing(
            value="unknown",
            label="Weet ik niet",
            meaning="Dat mag. Dit telt niet mee als score.",
            checked=chosen == "unknown",
        ),
        Thing(
            value="na",
            label="N.v.t.",
            label_long="Niet van toepassing",
            meaning="Dit telt niet mee als score.",
            checked=chosen == "na",
        ),
    ]
    return {"name": name, "options": options, "others": others, "threshold": threshold}


def _remark(name: str, value: str = "", error: str = "") -> list[Thing]:
    hint = "Iedereen met recht op het resultaat van dit team leest dit. Noem geen namen van leerlingen of collega’s."
    return [
        Thing(
            id=f"{name}-why",
            name=f"{name}-why",
            value=value,
            label="Waarom dit niveau?",
            hint=hint,
            error=error,
            rows=3,
        ),
        Thing(
            id=f"{name}-evidence",
            name=f"{name}-evidence",
            value="",
            label="Bewijs",
            hint="Een document, een link of een datum.",
            error="",
            rows=2,
        ),
    ]


@signed_in
def components(request: HttpRequest) -> HttpResponse:
    if settings.PRODUCTION:
        raise Http404
    bound = SampleForm(
        {
            "title": "",
            "starts_on": "2026-11-24",
            "ends_on": "gisteren",
            "note": "Vorig jaar deden vijf teams mee.",
        }
    )
    context = {
        "breadcrumbs": [("Stichting De Noordzoom", "#"), ("Duinmark College", "#"), ("Onderdelen", None)],
        "levels": LEVELS,
        "threshold": 4,
        "progress": _progress(),
        "pickers": [
            {
                **_picker("a", "4"),
                "before": ["Vorige keer: 3, gedeeltelijk.", "Actie (afgerond): de visie in het schoolplan"],
            },
            _picker("b"),
            _picker("c", "unknown"),
            {**_picker("d", "2"), "disabled": True},
            _picker("e", "3", levels=3, threshold=3),
            _picker("f", "7", levels=7, threshold=5),
        ],
        "remark": _remark("remark", "De visie staat in het schoolplan 2025-2029."),
        "remark_wrong": _remark("wrong", "…", "Dit zijn 4.212 tekens. Er passen er 4.000."),
        "signs": [
            ("empty", "Nog niet begonnen"),
            ("quarter", "Aan het invullen"),
            ("half", "In gesprek"),
            ("tick", "Vastgesteld"),
            ("reopened", "Heropend"),
        ],
        "charts": drawn(),
        "minutes": Thing(minutes_left=6),
        "facts": [
            Thing(
                label="Sinds najaar 2025",
                value="1 meer",
                rest="op orde",
                note="over 34 scores die je kunt vergelijken",
            ),
            Thing(label="Gemiddelde", value="3,5", note="op een schaal van 1 tot 5"),
            Thing(label="Zonder score", value="2", rest="van 36", note="weet ik niet of niet van toepassing"),
        ],
        "step": Thing(
            title="Vul de kaart in met Vwo 4-6",
            text="Jullie spreken per indicator één niveau af. Stoppen kan altijd: alles wordt meteen opgeslagen.",
            button="Verder met invullen",
            url="#",
            figures=[
                Thing(number="12", text="van 36 indicatoren ingevuld"),
                Thing(number="3", text="van 8 criteria klaar"),
                Thing(number="24", text="dagen tot de laatste dag"),
            ],
        ),
        "steps": [
            Thing(label="Plannen", text="8 teams", done=8, total=8),
            Thing(label="Invullen", text="6 van 8 teams", done=6, total=8),
            Thing(label="Vaststellen", text="5 van 8 teams", done=5, total=8),
        ],
        "conflict": Thing(
            id="VA1-1",
            title="Jeroen de Wit koos net een ander niveau",
            text="Jullie waren tegelijk bezig. Er is niets overschreven. Kies welke blijft staan.",
            theirs=Thing(
                who="Jeroen de Wit, vandaag om 14:02",
                number=3,
                step=3,
                label="Gedeeltelijk",
                words="Alleen in de bovenbouw.",
                button="Houd 3",
                name="resolve",
                value="theirs",
            ),
            mine=Thing(
                who="Jij, net",
                number=4,
                step=4,
                label="Grotendeels",
                words="De visie staat in het schoolplan 2025-2029.",
                button="Maak er 4 van",
                name="resolve",
                value="mine",
            ),
        ),
        "unanswered": ["VA4.4 kosten en baten van LOB", "VB1.5 effectiviteit van LOB"],
        "form_clean": SampleForm(prefix="clean"),
        "form_bound": bound,
    }
    return render(request, "developers/components.html", context)
