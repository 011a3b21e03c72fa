"""Where in which guide the page is explained that one is on: by the name of its route, or the first word of that."""

from __future__ import annotations

from assessments.enums import Role

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = Role

ANSWERING = {MEMBER: "invullen", COORDINATOR: "deelname"}
TALKING = {MEMBER: "gesprek", COORDINATOR: "gesprek"}
TEAM_RESULT = {MEMBER: "resultaat", COORDINATOR: "afsluiten", MANAGER: "resultaat", GOVERNOR: "school"}
OVER_TIME = {MANAGER: "verloop", GOVERNOR: "verloop"}
MANAGING = {ADMINISTRATOR: "bijhouden"}
SETTINGS = {ADMINISTRATOR: "instellen"}

PLACES: dict[str, dict[Role, str]] = {
    "round-plan": {COORDINATOR: "plannen"},
    "round-ways": {COORDINATOR: "plannen"},
    "round-change": {COORDINATOR: "plannen"},
    "round-discard": {COORDINATOR: "plannen"},
    "round-open": {COORDINATOR: "plannen"},
    "round-ask": {COORDINATOR: "deelname"},
    "start": {COORDINATOR: "plannen"},
    "round-close": {COORDINATOR: "afsluiten"},
    "round": {COORDINATOR: "plannen", MANAGER: "volgen"},
    "answer": ANSWERING,
    "scoring-start": ANSWERING,
    "scoring-criterion": ANSWERING,
    "scoring-confirm": {COORDINATOR: "vaststellen"},
    "scoring-reopen": {COORDINATOR: "vaststellen"},
    "response": {COORDINATOR: "deelname"},
    "participation": {COORDINATOR: "deelname"},
    "team-link": {COORDINATOR: "deelname"},
    "paper": {COORDINATOR: "deelname"},
    "typed": {COORDINATOR: "deelname"},
    "answering-close": {COORDINATOR: "sluiten"},
    "conversation": TALKING,
    "priorities": {COORDINATOR: "verbeteren"},
    "actions": {MEMBER: "acties", COORDINATOR: "acties", MANAGER: "acties", GOVERNOR: "acties"},
    "action-new": {COORDINATOR: "verbeteren", MANAGER: "acties"},
    "action": {MEMBER: "acties", COORDINATOR: "acties", MANAGER: "acties", GOVERNOR: "acties"},
    "results": TEAM_RESULT | {GOVERNOR: "bestuur"},
    "team-result": TEAM_RESULT,
    "team-text": {MANAGER: "rapport", GOVERNOR: "rapport"},
    "school-text": {MANAGER: "rapport", GOVERNOR: "rapport"},
    "board-text": {MANAGER: "rapport", GOVERNOR: "rapport"},
    "team-over-time": OVER_TIME,
    "school-over-time": OVER_TIME,
    "board-over-time": OVER_TIME,
    "school": {COORDINATOR: "afsluiten", MANAGER: "resultaat", GOVERNOR: "school"},
    "board": {MANAGER: "resultaat", GOVERNOR: "bestuur"},
    "print": {MANAGER: "rapport", GOVERNOR: "rapport"},
    "organisation": {ADMINISTRATOR: "inlezen"},
    "organisation-floor": SETTINGS,
    "organisation-providers": SETTINGS,
    "retention": SETTINGS,
    "import": {ADMINISTRATOR: "inlezen"},
    "schools": MANAGING,
    "teams": MANAGING,
    "person": MANAGING,
    "membership": MANAGING,
    "people": {ADMINISTRATOR: "mensen"},
    "invitation": {ADMINISTRATOR: "mensen"},
    "audit": {ADMINISTRATOR: "nakijken"},
}


def anchors_of(route: str) -> dict[Role, str]:
    """Per role the step that a page belongs to; empty where no guide tells of it."""
    return PLACES.get(route) or PLACES.get(route.split("-")[0], {})
