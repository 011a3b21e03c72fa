"""After a backup was restored: erase again, before anybody signs in, what had been erased since it was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.access.policies import Refused

from . import cut_lines
from .answers import erase_again
from .board_leaving import erase_board_again
from .closing import Repeated, repeat
from .cut_lines import Kind
from .discarding import discard_again
from .open_answers import delete_again
from .removal import remove_again

UNDER_WAY = dt.timedelta(hours=1)
"""So long can something have been under way when a backup was made, and not be in it though its line is older."""


class NotOurs(Exception):
    """No line of the log has the signature of this installation, though some tell of what was erased."""


@dataclass(slots=True)
class Cuts:
    """How many were repeated. Of closings: with the same counts, and without any.

    `stayed` people could not be removed again. Lines `before` the backup were passed over, and so were `unsigned` ones,
    which look like those of a cut.
    """

    kept: int = 0
    uncounted: int = 0
    gone: int = 0
    erased: int = 0
    discarded: int = 0
    boards: int = 0
    removed: int = 0
    stayed: int = 0
    before: int = 0
    unsigned: int = 0


def repeat_cuts(log: Iterable[str], *, made_at: dt.datetime | None = None) -> Cuts:
    """Repeat every cut that the lines of the log tell of; other lines are passed over, and twice does no harm.

    So are those of before the backup was made, where that is known: what they erased was not in it any more, or had
    been put back on purpose.

    Forms first: what was erased of them was in no count. Of a round that is gone nothing is counted. Boards and people
    last: what people had answered when a team closed was counted. `NotOurs` where there are cuts in it of which none is
    ours: that is a log of elsewhere, or another secret than they were made with.
    """
    found = cut_lines.read(log)
    if found.unsigned and not found.lines:
        raise NotOurs
    lines = [line for line in found.lines if made_at is None or line.at >= made_at - UNDER_WAY]
    done = Cuts(unsigned=found.unsigned, before=len(found.lines) - len(lines))
    for line in lines:
        match line.kind:
            case Kind.GONE:
                done.gone += delete_again(line.uid)
            case Kind.ERASED:
                done.erased += erase_again(line.uid, int(line.more))
            case Kind.DISCARDED:
                done.discarded += discard_again(line.uid)
    for line in lines:
        if line.kind == Kind.CUT:
            repeated = repeat(line.uid, at=line.at, fingerprint=line.more)
            done.kept += repeated == Repeated.KEPT
            done.uncounted += repeated == Repeated.ERASED
    for line in lines:
        if line.kind == Kind.LEFT:
            done.boards += erase_board_again(line.uid)
    for line in lines:
        if line.kind == Kind.REMOVED:
            try:
                done.removed += remove_again(line.uid)
            except Refused:  # the last beheerder of a board: who came after them is not in the backup
                done.stayed += 1
    return done
