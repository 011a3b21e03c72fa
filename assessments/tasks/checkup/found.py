"""What a look at one thing found."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """`NOTICE`: it works, but somebody should look. `FAULT`: something does not work."""

    OK = "ok"
    NOTICE = "let op"
    FAULT = "fout"


class Found(NamedTuple):
    """How something is, in a sentence; where it is not well with what to do."""

    state: State
    said: str


def ok(said: str) -> Found:
    return Found(State.OK, said)


def notice(said: str) -> Found:
    return Found(State.NOTICE, said)


def fault(said: str) -> Found:
    return Found(State.FAULT, said)


def shift(seconds: float, whose: str) -> Found:
    """Judge how much another clock differs from ours."""
    if abs(seconds) > MUCH:
        return fault(
            f"De klok van {whose} verschilt {abs(seconds):.0f} seconden van die van deze machine: codes en links "
            "verlopen dan te vroeg of te laat. Laat beide hun tijd van een tijdserver halen (NTP)."
        )
    if abs(seconds) > LITTLE:
        return notice(
            f"De klok van {whose} verschilt {abs(seconds):.0f} seconden van die van deze machine. Kijk NTP na."
        )
    return ok(f"De klok van {whose} loopt gelijk.")


LITTLE, MUCH = 5.0, 30.0
"""Seconds. A code of an authenticator app lives thirty."""
