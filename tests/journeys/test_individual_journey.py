"""A team in which everybody answers first, from the plan to the report: by account, link, QR code and on paper.

Through the pages and without a script, so on every database alike; one figure is the same wherever it shows.
Also with a card of other themes, another scale and other numbers.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments.enums import Verb
from assessments.models import Answer, Assessment, AuditEvent, Card, Indicator, Receipt, Response, Round
from tests.cast import Cast
from tests.journeys import SECOND_CARD
from tests.reading import signed_in


@dataclass(frozen=True)
class Walk:
    """What six people chose per indicator of a card: by account, by a personal link, three by QR code, one on paper.

    Of the seven indicators all choose the same on the first; on the second they differ most, and the team agrees on
    `second`; on the third it agrees on weet ik niet, on the last on `last`. The fourth and the fifth stay a median, the
    sixth, which four answered, stays empty. `figure` and `mean` follow from that.
    """

    card: str
    chosen: dict[str, list[str]]
    second: str
    last: str
    figure: str
    mean: str
    spread: str
    """Of the second one, in the words of the page of its criterion."""

    @property
    def codes(self) -> list[str]:
        return list(self.chosen)

    @property
    def criteria(self) -> list[str]:
        return list(dict.fromkeys(code.partition(".")[0] for code in self.chosen))


WALKS = {
    "five levels": Walk(
        card="proef",
        chosen={
            "VA1.1": ["4", "4", "4", "4", "4", "4"],
            "VA1.2": ["1", "1", "1", "5", "5", "5"],
            "VA1.3": ["2", "2", "2", "weet-niet", "weet-niet", "2"],
            "VA2.1": ["4", "4", "4", "5", "5", "5"],
            "VA2.2": ["3", "3", "3", "4", "4", "4"],
            "FA1.1": ["2", "2", "2", "", "", "2"],
            "FA1.2": ["5", "5", "5", "5", "5", "4"],
        },
        second="3",
        last="5",
        figure="3 van 5",
        mean="4,0",
        spread="VA1.2: 6 mensen antwoordden; niveau 1: 3, niveau 5: 3",
    ),
    "another card": Walk(
        card="taal",
        chosen={
            "KI1.1": ["3", "3", "3", "3", "3", "3"],
            "KI1.2": ["1", "1", "1", "4", "4", "4"],
            "KI1.3": ["2", "2", "2", "weet-niet", "weet-niet", "2"],
            "KI2.1": ["3", "3", "3", "4", "4", "4"],
            "KI2.2": ["2", "2", "2", "3", "3", "3"],
            "DO1.1": ["2", "2", "2", "", "", "2"],
            "DO1.2": ["4", "4", "4", "4", "4", "3"],
        },
        second="2",
        last="4",
        figure="3 van 5",
        mean="3,0",
        spread="KI1.2: 6 mensen antwoordden; niveau 1: 3, niveau 4: 3",
    ),
}

SECRET = "Dit schreef één persoon"


def text(response: Any) -> str:
    assert response.status_code == 200, response
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(page))


def answers_of(walk: Walk, person: int, criterion: str) -> dict[str, str]:
    """What one person sends of one criterion."""
    sent = {"go": "next"}
    for code, chosen in walk.chosen.items():
        if code.startswith(criterion) and chosen[person]:
            sent |= {f"{code}-choice": chosen[person], f"{code}-version": "0"}
    if criterion == walk.criteria[0]:
        sent[f"{walk.codes[1]}-remark"] = f"{SECRET} {person}"
    return sent


def fill_in(client: Client, kind: str, walk: Walk, assessment: Assessment, person: int) -> None:
    for criterion in walk.criteria:
        address = reverse(f"{kind}-criterion", args=[assessment.uid, criterion])
        assert client.post(address, answers_of(walk, person, criterion)).status_code == 302


def plan_and_open(coordinator: Client, cast: Cast, card: Card) -> Assessment:
    today = timezone.localdate()
    coordinator.post(
        reverse("round-plan"),
        {
            "title": "Ieder voor zich",
            "card": str(card.uid),
            "starts_on": today.isoformat(),
            "ends_on": (today + dt.timedelta(days=30)).isoformat(),
            "teams": [str(cast.team.uid), str(cast.sibling_team.uid)],
        },
    )
    round_ = Round.objects.get()
    own, sibling = (round_.assessments.get(team=team) for team in (cast.team, cast.sibling_team))
    ways = {
        f"{own.uid}-manier": "individueel",
        f"{own.uid}-mensen": "6",
        f"{sibling.uid}-manier": "samen",
        f"{sibling.uid}-mensen": "",
    }
    assert coordinator.post(reverse("round-ways", args=[round_.uid]), ways).status_code == 302
    assert coordinator.post(reverse("round-open", args=[round_.uid])).status_code == 302
    own.refresh_from_db()
    assert own.is_individual
    assert own.declared_size == 6
    return own


def everybody_answers(
    walk: Walk,
    coordinator: Client,
    cast: Cast,
    assessment: Assessment,
    deliver: Callable[[], list[EmailMultiAlternatives]],
) -> None:
    fill_in(signed_in(cast.member), "answer", walk, assessment, 0)

    address = "gast@voorbeeld.example"
    coordinator.post(
        reverse("response-invite", args=[assessment.uid]), {"addresses": address, "language": "nl"}
    )
    (letter,) = (mail for mail in deliver() if mail.to == [address])
    (link,) = set(re.findall(r"https?://[^/\s]+(/meedoen/\S+/)", str(letter.body)))
    guest = Client()
    assert guest.get(link).status_code == 302
    fill_in(guest, "join", walk, assessment, 1)

    coordinator.post(reverse("team-link", args=[assessment.uid]), {"stap": "maken"})
    assessment.refresh_from_db()
    for person in (2, 3, 4):
        phone = Client()
        phone.get(reverse("join-link", args=[assessment.team_token]))
        assert "Je bent nummer" in text(phone.post(reverse("join-start", args=[assessment.uid])))
        fill_in(phone, "join", walk, assessment, person)

    signs = {"weet-niet": "w"}
    paper = {f"{code}-choice": signs.get(chosen[5], chosen[5]) for code, chosen in walk.chosen.items()}
    paper |= {f"{walk.codes[1]}-remark": f"{SECRET} 5", "once": "een", "go": "next", "sure": "on"}
    assert coordinator.post(reverse("paper", args=[assessment.uid]), paper).status_code == 302

    late = Client()
    late.get(reverse("join-link", args=[assessment.team_token]))
    assert "zoveel mensen" in text(late.get(reverse("join-start", args=[assessment.uid]))), "above the size"


def talk(walk: Walk, coordinator: Client, assessment: Assessment) -> None:
    """Accept what all agree on, agree on three others, leave two to their medians and one empty."""
    at = reverse("conversation", args=[assessment.uid])
    coordinator.post(at, {"go": ""})
    screen = text(coordinator.get(at))
    differing = Indicator.objects.get(card=assessment.round.card, code=walk.codes[1])
    assert differing.text in screen, "where they differ most comes first"
    assert screen.count(SECRET) == 6
    assert f"{SECRET} 5 " in screen, "also what stood on paper, without saying so"
    coordinator.post(reverse("conversation-unanimous", args=[assessment.uid]), {"code": walk.codes[:2]})
    agreed = {walk.codes[1]: walk.second, walk.codes[2]: "weet-niet", walk.codes[6]: walk.last}
    for code, choice in agreed.items():
        sent = {"indicator": code, f"{code}-choice": choice, f"{code}-version": "0", "do": "agree"}
        assert coordinator.post(at, sent | {f"{code}-rationale": f"Samen gekozen {code}"}).status_code == 302


def pdf_text(response: Any) -> str:
    pages = PdfReader(io.BytesIO(response.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.django_db
@pytest.mark.parametrize("name", WALKS)
def test_a_team_from_answers_to_report(
    cast: Cast, small_card: Card, deliver_mail: Callable[[], list[EmailMultiAlternatives]], name: str
) -> None:
    walk = WALKS[name]
    call_command("load_card", str(SECOND_CARD), verbosity=0)
    card = Card.objects.get(key="taal") if walk.card == "taal" else small_card
    coordinator, manager, governor = map(signed_in, (cast.coordinator, cast.manager, cast.governor))
    assessment = plan_and_open(coordinator, cast, card)
    everybody_answers(walk, coordinator, cast, assessment, deliver_mail)

    who = text(coordinator.get(reverse("response", args=[assessment.uid])))
    assert re.search(r"6 van 6 mensen begonnen", who)
    assert SECRET not in who
    assert Answer.objects.exclude(choice="").count() == 7 * 6 - 2

    close = reverse("answering-close", args=[assessment.uid])
    assert "Dit kan maar één keer." in text(coordinator.get(close))
    assert coordinator.post(close, {"sure": "on"}).status_code == 302
    for model in (Answer, Response, Receipt):
        assert not model._default_manager.exists()

    under_way = text(manager.get(reverse("team-result", args=[assessment.uid])))
    assert walk.figure not in under_way
    talk(walk, coordinator, assessment)
    confirm = reverse("scoring-confirm", args=[assessment.uid])
    assert walk.codes[3] in text(coordinator.get(confirm)), "medians are named apart"
    assert coordinator.post(confirm, {"with_gaps": "on"}).status_code == 302

    round_ = assessment.round
    team, school = (
        reverse("team-result", args=[assessment.uid]),
        reverse("school-result", args=[cast.school.uid, round_.uid]),
    )
    for reader in (coordinator, manager, governor):
        for address in (team, school):
            page = text(reader.get(address))
            assert re.search(r"3\s+van 5 op orde", page), address
            assert walk.mean in page
            assert SECRET not in page
    reports = [
        manager.get(reverse("team-report", args=[assessment.uid])),
        manager.get(reverse("school-report", args=[cast.school.uid, round_.uid])),
    ]
    for report in reports:
        printed = pdf_text(report)
        assert walk.figure in printed
        assert walk.mean in printed
        assert SECRET not in printed
    spread = text(
        manager.get(reverse("school-criterion", args=[cast.school.uid, round_.uid, walk.criteria[0]]))
    )
    assert walk.spread in spread

    done = AuditEvent.objects.exclude(verb=Verb.CARD_LOADED).order_by("pk")
    verbs = list(done.values_list("verb", flat=True))
    assert verbs == [
        Verb.ROUND_PLANNED,
        Verb.ANSWERING_CHANGED,
        Verb.ROUND_OPENED,
        Verb.ANSWERING_INVITED,
        Verb.TEAM_LINK_MADE,
        Verb.PAPER_TYPED,
        Verb.ANSWERING_CLOSED,
        Verb.CONFIRMED,
        Verb.REPORT_DOWNLOADED,
        Verb.REPORT_DOWNLOADED,
    ]
