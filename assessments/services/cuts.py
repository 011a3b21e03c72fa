"""After a backup was restored: erase again, before anybody signs in, what had been erased since it was made.

Each closing of answering, each form of somebody who left or erased their answers, and each round that was thrown away
stands in the log as one message of `assessments.cuts` without personal data:

    cut <key of the self-assessment> <moment> <fingerprint>
    gone <key of the form> <moment>
    erased <key of the form> <moment> <how often it was written>
    discarded <key of the round> <moment>

What anybody else said is left alone, whatever it quotes: a visitor's words may look like such a line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from lobkwaliteit.logs import read

from .answers import erase_again
from .closing import Repeated, repeat
from .discarding import discard_again
from .open_answers import delete_again

KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CUT = re.compile(rf"cut ({KEY}) (\S+) ([0-9a-f]{{64}})")
GONE = re.compile(rf"gone ({KEY}) \S+")
ERASED = re.compile(rf"erased ({KEY}) \S+ (\d+)")
DISCARDED = re.compile(rf"discarded ({KEY}) \S+")


@dataclass(slots=True)
class Cuts:
    """How many were repeated. Of closings: with the same counts, and without any."""

    kept: int = 0
    uncounted: int = 0
    gone: int = 0
    erased: int = 0
    discarded: int = 0


def repeat_cuts(log: Iterable[str]) -> Cuts:
    """Repeat every cut that the lines of the log tell of; other lines are passed over, and twice does no harm.

    Forms first: what was erased of them was in no count. Of a round that is gone nothing is counted.
    """
    said = [message for logger, message in filter(None, map(read, log)) if logger == "assessments.cuts"]
    done = Cuts()
    for message in said:
        if found := GONE.fullmatch(message):
            done.gone += delete_again(UUID(found[1]))
        elif found := ERASED.fullmatch(message):
            done.erased += erase_again(UUID(found[1]), int(found[2]))
        elif found := DISCARDED.fullmatch(message):
            done.discarded += discard_again(UUID(found[1]))
    for message in said:
        if found := CUT.fullmatch(message):
            uid, at, fingerprint = found.groups()
            repeated = repeat(UUID(uid), at=dt.datetime.fromisoformat(at), fingerprint=fingerprint)
            done.kept += repeated == Repeated.KEPT
            done.uncounted += repeated == Repeated.ERASED
    return done
