"""After a backup was restored: erase again, before anybody signs in, what had been erased since it was made."""

from __future__ import annotations

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


class NotOurs(Exception):
    """No line of the log has the signature of this installation, though some tell of what was erased."""


@dataclass(slots=True)
class Cuts:
    """How many were repeated. Of closings: with the same counts, and without any.

    `stayed` people could not be removed again. `unsigned` lines look like those of a cut, and were passed over.
    """

    kept: int = 0
    uncounted: int = 0
    gone: int = 0
    erased: int = 0
    discarded: int = 0
    boards: int = 0
    removed: int = 0
    stayed: int = 0
    unsigned: int = 0


def repeat_cuts(log: Iterable[str]) -> Cuts:
    """Repeat every cut that the lines of the log tell of; other lines are passed over, and twice does no harm.

    Forms first: what was erased of them was in no count. Of a round that is gone nothing is counted. Boards and people
    last: what people had answered when a team closed was counted. `NotOurs` where there are cuts in it of which none is
    ours: that is a log of elsewhere, or another secret than they were made with.
    """
    found = cut_lines.read(log)
    if found.unsigned and not found.lines:
        raise NotOurs
    done = Cuts(unsigned=found.unsigned)
    for line in found.lines:
        match line.kind:
            case Kind.GONE:
                done.gone += delete_again(line.uid)
            case Kind.ERASED:
                done.erased += erase_again(line.uid, int(line.more))
            case Kind.DISCARDED:
                done.discarded += discard_again(line.uid)
    for line in found.lines:
        if line.kind == Kind.CUT:
            repeated = repeat(line.uid, at=line.at, fingerprint=line.more)
            done.kept += repeated == Repeated.KEPT
            done.uncounted += repeated == Repeated.ERASED
    for line in found.lines:
        if line.kind == Kind.LEFT:
            done.boards += erase_board_again(line.uid)
    for line in found.lines:
        if line.kind == Kind.REMOVED:
            try:
                done.removed += remove_again(line.uid)
            except Refused:  # the last beheerder of a board: who came after them is not in the backup
                done.stayed += 1
    return done
