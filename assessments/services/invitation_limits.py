"""How often an address is written to again on one day: who does not want to come in is left alone, and who is given the
same action over and over.

Counted per board and address, whoever asks and whichever role it is about, until midnight; invitations to answer per
team in a round and address. First invitations are not limited while they stand: there may be as many as there are roles
to give, and as a team has people. Taken back (also with a place) they count. In the cache, under keys that tell nobody
about whom they are: the address of what was withdrawn is erased, and nothing else says where it went. Whoever counts
has locked the board, or the team in its round.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from assessments.models.base import PublicModel
from assessments.results.days import midnight


@dataclass(frozen=True, slots=True)
class Limit:
    """Of one kind of deed, the `most` that one day allows."""

    deed: str
    most: int

    def reached(self, within: PublicModel, addresses: Iterable[str]) -> set[str]:
        """Those of these addresses, as they are stored, to which it was done as often as may be."""
        return {address for address, left in self.left(within, addresses).items() if left <= 0}

    def left(self, within: PublicModel, addresses: Iterable[str]) -> dict[str, int]:
        """How often it may still be done today to each of these addresses."""
        keys = {self._key(within, address): address for address in addresses}
        counts = cache.get_many(keys) if keys else {}
        return {address: self.most - counts.get(key, 0) for key, address in keys.items()}

    def count(self, within: PublicModel, addresses: Iterable[str]) -> None:
        """Count what was done, once for each time that an address is among these."""
        new = Counter(self._key(within, address) for address in addresses)
        if not new:
            return
        counts = cache.get_many(new)
        midnight = end_of_day(timezone.localdate())
        cache.set_many(
            {key: counts.get(key, 0) + more for key, more in new.items()},
            (midnight - timezone.now()).total_seconds(),
        )

    def _key(self, within: PublicModel, address: str) -> str:
        return f"invitation-{self.deed}:{within.uid}:{address}"


RESENT = Limit("resent", 3)
WITHDRAWN = Limit("withdrawn", 3)
"""After this nothing new is sent either: else to withdraw and to invite anew would be a way around the above."""


ANSWERING_RESENT = Limit("answering-resent", 3)
ANSWERING_WITHDRAWN = Limit("answering-withdrawn", 3)


def end_of_day(day: dt.date) -> dt.datetime:
    """The moment at which a day in the Netherlands is over."""
    return midnight(day + dt.timedelta(days=1))
