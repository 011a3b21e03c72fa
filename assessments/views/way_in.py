"""By which way somebody answers: what the pages of the individual form need to know of it, whichever it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from assessments.models import Assessment
from assessments.services.taking_part import Answerer

PageName = Literal["start", "criterion", "done", "erase"]


@dataclass(frozen=True, slots=True)
class WayIn:
    """Who answers, and the addresses of their pages: `answer-…` by account, `join-…` by a link or as a number.

    `key` names the person to their browser, which keeps under it what is not saved yet: another person at the same
    computer never sees or sends that. It is random, and says nothing about anybody. A button by which somebody leaves
    stands in a form with `data-forgets`, so that what was kept is gone with them (see `js/unsaved.js`).
    """

    answerer: Answerer
    key: str

    @property
    def assessment(self) -> Assessment:
        return self.answerer.assessment

    @property
    def by_account(self) -> bool:
        return self.answerer.user is not None

    @property
    def sent_to(self) -> str:
        """For whom a personal link is, so that only they know whether that is them: "f…@school.example"."""
        participation = self.answerer.participation
        name, _at, domain = participation.address.rpartition("@") if participation else ("", "", "")
        return f"{name[:1]}…@{domain}" if domain else ""

    @property
    def used_since(self) -> dt.date | None:
        """Since which day something stands by a link or under a number."""
        return self.answerer.participation.began_on if self.answerer.participation else None

    @property
    def stop_url(self) -> str:
        """Where one comes who stops. Without an account that is where one lets go of a device that others use too."""
        if self.by_account:
            return reverse("home")
        return f"{reverse('join-leave', args=[self.assessment.uid])}?klaar"

    @property
    def finished_url(self) -> str:
        """The same for who has nothing left to fill in."""
        return self.stop_url if self.by_account else f"{self.stop_url}=alles"

    @property
    def number_url(self) -> str:
        """Where a number gets another code; empty for a person."""
        participation = self.answerer.participation
        if participation is None or participation.number is None:
            return ""
        return reverse("join-number", args=[self.assessment.uid])

    def url(self, name: PageName, code: str = "") -> str:
        kind = "answer" if self.by_account else "join"
        return reverse(f"{kind}-{name}", args=[self.assessment.uid, *([code] if code else [])])
