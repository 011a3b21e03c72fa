"""The demo's teams in which everybody answered first: what its fictional people chose, and what remains of it.

The rows are as the services would leave them. Where a team stands in its own course is one score per indicator; its
people chose around that, further apart where the course says that they differ.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assessments.enums import MIN_GROUP, Choice, Via
from assessments.models import (
    Answer,
    Assessment,
    Conversation,
    Participation,
    Remark,
    Response,
    Tally,
    TeamScore,
    User,
)

from .tokens import NUMBER_GROUPS, TEAM_GROUPS, hashed, new_code, new_token, secret_of_code

Chosen = tuple[Choice, int | None]


@dataclass(frozen=True, slots=True)
class Folk:
    """The people of one team: what each of them chose, per indicator in card order, and what they remarked."""

    assessment: Assessment
    scores: Sequence[TeamScore]
    """Where the team stands, around which its people chose."""
    course: dict[str, Any]
    remarks: dict[str, list[str]]
    chance: random.Random

    def chosen(self, size: int) -> list[list[Chosen]]:
        """What each of `size` people chose; in one order for the whole course, so that every day gives the same."""
        leanings = [self.chance.uniform(-0.7, 0.7) for _ in range(size)]
        return [
            [self._choice(score, person, leaning) for score in self.scores]
            for person, leaning in enumerate(leanings)
        ]

    def _choice(self, score: TeamScore, person: int, leaning: float) -> Chosen:
        code = score.indicator.code
        drawn, noise = self.chance.random(), self.chance.uniform(-0.8, 0.8)
        if drawn < (0.4 if code in self.course["onbekend"] else 0.05):
            return Choice.UNKNOWN, None
        if drawn > 0.985:
            return Choice.NOT_APPLICABLE, None
        around = float(score.level or 2)
        if code in self.course["verdeeld"]:
            around = (1.7, 4.2)[person % 2]
        return Choice.LEVEL, max(1, min(5, round(around + leaning + noise)))

    def answering(self, started: dt.date) -> None:
        """Everybody is at it: some finished, some begun, some not; by account, by mail, by number and on paper."""
        people = {user.email: user for user in User.objects.filter(email__endswith="@noordzoom.example")}
        entries = self.course["deelnemers"]
        made = Participation.objects.bulk_create(
            self._participation(entry, people, started) for entry in entries
        )
        begun = [(row, entry["klaar"]) for row, entry in zip(made, entries, strict=True) if entry["klaar"]]
        responses = Response.objects.bulk_create(Response(participation=row) for row, _done in begun)
        Answer.objects.bulk_create(
            Answer(
                response=response,
                indicator_id=score.indicator_id,
                choice=choice,
                level=level,
                remark=self._remark(score.indicator.code),
            )
            for response, (_row, done), chosen in zip(responses, begun, self.chosen(len(begun)), strict=True)
            for score, (choice, level) in list(zip(self.scores, chosen, strict=True))[:done]
        )
        self.assessment.team_token = new_code(TEAM_GROUPS)
        self.assessment.save(update_fields=["team_token"])

    def _participation(
        self, entry: dict[str, Any], people: dict[str, User], started: dt.date
    ) -> Participation:
        def day(name: str) -> dt.date | None:
            return started + dt.timedelta(days=entry[name]) if name in entry else None

        who: dict[str, Any]
        if "account" in entry:
            who = {"via": Via.ACCOUNT, "user": people[entry["account"]]}
        elif "adres" in entry:
            who = {"via": Via.LINK, "address": entry["adres"], "token_hash": hashed(new_token())}
        elif "papier" in entry:
            who = {"via": Via.PAPER, "number": entry["nummer"], "typed_by": people[entry["papier"]]}
        else:
            secret = secret_of_code(new_code(NUMBER_GROUPS))
            who = {"via": Via.TEAM_LINK, "number": entry["nummer"], "token_hash": hashed(secret)}
        return Participation(
            assessment=self.assessment, began_on=day("dag"), reminded_on=day("herinnerd"), **who
        )

    def _remark(self, code: str) -> str:
        words = self.remarks.get(code, [])
        return self.chance.choice(words) if words and self.chance.random() < 0.12 else ""

    def counted(self, size: int, began_on: dt.date) -> None:
        """Answering is closed: counts remain, above the floor, and loose remarks; and that somebody took part."""
        people = self.chosen(size)
        tallies, remarks = [], []
        for place, score in enumerate(self.scores):
            code = score.indicator.code
            given = [chosen[place] for chosen in people]
            if code in self.course["weinig"]:
                given = given[: MIN_GROUP - 1]
            if len(given) < self.assessment.min_group:
                continue
            tallies.append(self._tally(score, Counter(given)))
            remarks += [
                # A key without an order, which the same day makes again.
                Remark(
                    id=UUID(int=self.chance.getrandbits(128), version=4),
                    assessment=self.assessment,
                    indicator_id=score.indicator_id,
                    text=text,
                )
                for text in self.remarks.get(code, [])
            ]
        Tally.objects.bulk_create(tallies)
        Remark.objects.bulk_create(remarks)
        Participation.objects.bulk_create(
            Participation(assessment=self.assessment, via=Via.TEAM_LINK, number=number, began_on=began_on)
            for number in range(1, size + 1)
        )

    def _tally(self, score: TeamScore, counts: Counter[Chosen]) -> Tally:
        levels = {
            f"level_{level}": people for (choice, level), people in counts.items() if choice == Choice.LEVEL
        }
        return Tally(
            assessment=self.assessment,
            indicator_id=score.indicator_id,
            unknown=counts[Choice.UNKNOWN, None],
            not_applicable=counts[Choice.NOT_APPLICABLE, None],
            least_group=counts.total(),
            **levels,
        )

    def conversing(self, begun_at: dt.datetime) -> None:
        """The team talks: some of what it disagreed on most is agreed, and it is at the next."""
        agreed = []
        for score in self.scores:
            if said := self.course["afspraken"].get(score.indicator.code):
                score.choice, score.level = Choice.LEVEL, said["niveau"]
                score.rationale, score.dissent = said["waarom"], said.get("anders", "")
                score.evidence, score.evidenced_on = "", None
                agreed.append(score)
        TeamScore.objects.bulk_create(agreed)
        (now,) = (score.indicator for score in self.scores if score.indicator.code == self.course["nu"])
        Conversation.objects.create(
            assessment=self.assessment, indicator=now, version=len(agreed) + 1, begun_at=begun_at
        )
