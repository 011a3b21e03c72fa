"""A year of use in Chromium, from reading in a file to the report of the second round; the same figures everywhere.

In both languages, and with a card of other themes, another scale and other numbers.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, override
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from assessments.enums import ActionStatus, Role
from assessments.models import (
    Action,
    ActionEntry,
    Assessment,
    Card,
    Confirmation,
    OrganisationImport,
    Round,
    User,
)
from assessments.services.imports import jobs
from tests.chromium import OpenPage, criteria
from tests.factories import BoardFactory, UserFactory, give_role
from tests.journeys import SECOND_CARD
from tests.unit.imports.files import GOOD_SCHOOL, xlsx_of

pytestmark = pytest.mark.django_db(transaction=True)

SCHOOL = GOOD_SCHOOL[1]
WHAT = "Elk jaar één gastles per klas; déja vu mag"
TEAM = "Havo ‘4-5’ Šárka"


PEOPLE = {
    "coordinator": "fatma@voorbeeld.example",
    "member": "lukasz@voorbeeld.example",
    "manager": "jurgen@voorbeeld.example",
    "governor": "marieke@voorbeeld.example",
}


CHOICES = {"?": "weet-niet", "-": "nvt"}


@dataclass(frozen=True)
class Story:
    """What is filled in in two rounds and the figures that come of it.

    `chosen` is repeated until every indicator has one, in card order: a level, ? for weet ik niet, - for n.v.t. In the
    second round the first of every repetition is a 4. `figures` and `means` are of the first and the second round, as
    Dutch shows them; `improved` is the indicator about which an action was finished in between.
    """

    language: str
    card: str
    size: int
    chosen: str
    figures: tuple[tuple[int, int], tuple[int, int]]
    means: tuple[str, str]
    improved: str

    def say(self, text: str, **values: object) -> str:
        """A text of the interface in the language of the story."""
        with override(self.language):
            return gettext(text) % values if values else gettext(text)

    def value(self, number: int, round_: int) -> str:
        """What is chosen for an indicator, by its place on the card."""
        place = number % len(self.chosen)
        sign = "4" if round_ and not place else self.chosen[place]
        return CHOICES.get(sign, sign)

    def figure(self, round_: int) -> str:
        number, total = self.figures[round_]
        return self.say("%(n)s van %(total)s", n=number, total=total)

    def mean(self, round_: int) -> str:
        return self.means[round_].replace(",", "," if self.language == "nl" else ".")


LOB = ("lob", 36, "2253?45-1", ((12, 28), (16, 28)), ("3,1", "3,4"), "VA1.1")
LANGUAGE_CARD = ("taal", 9, "124?3-142", ((3, 7), (4, 7)), ("2,4", "2,9"), "KI1.1")
STORIES = {
    "nl": Story("nl", *LOB),
    "en": Story("en", *LOB),
    "another card": Story("nl", *LANGUAGE_CARD),
}


def file_of(story: Story) -> bytes:
    """A workbook with one school, two teams and who is needed."""
    language = story.language
    return xlsx_of(
        school=[GOOD_SCHOOL],
        team=[("havo", TEAM, "duin"), ("vwo", "Vwo", "duin")],
        person=[
            ("Fatma Şahin", PEOPLE["coordinator"], language, "coördinator", "duin"),
            ("Łukasz Öz", PEOPLE["member"], language, "teamlid", "havo"),
            ("Jürgen Groß", PEOPLE["manager"], language, "manager", "duin"),
            ("Marieke Postma", PEOPLE["governor"], language, "bestuur", ""),
        ],
    )


Deliver = Callable[[], list[EmailMultiAlternatives]]


def administrator(story: Story) -> User:
    person = UserFactory(name="Bjørn Ångström", language=story.language)
    return give_role(person, Role.ADMINISTRATOR, BoardFactory(name="Stichting Het Hele Jaar")).user


# --- from a file to people who are signed in


def read_in(page: Page, story: Story) -> None:
    """The beheerder reads in a school, its teams and its people, and lets the invitations go."""
    page.goto("/inlezen/")
    file: FilePayload = {
        "name": "jaar.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": file_of(story),
    }
    page.get_by_label(story.say("Bestand"), exact=True).set_input_files(file)
    page.get_by_role("button", name=story.say("Bestand bekijken")).click()
    page.wait_for_url(re.compile(r"/inlezen/[0-9a-f-]{36}/"))
    uid = str(OrganisationImport.objects.get().uid)
    jobs.read_file.call(uid)
    page.get_by_role("button", name=story.say("Opslaan"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.say("Je bestand wordt opgeslagen"))
    jobs.save_file.call(uid)
    expect(page.get_by_role("heading", level=1)).to_have_text(story.say("Je bestand is opgeslagen"))


def come_in(page: Page, story: Story, letters: list[EmailMultiAlternatives], address: str) -> None:
    """Somebody takes the invitation in their mail."""
    (letter,) = (one for one in letters if one.to == [address])
    (link,) = set(re.findall(r"https?://[^/\s]+(/uitnodiging/\S+/)", str(letter.body)))
    page.goto(link)
    page.get_by_role("button", name=story.say("Uitnodiging aannemen")).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(story.say("Je bent uitgenodigd"))


# --- a round


def plan_and_open(page: Page, story: Story, title: str) -> Assessment:
    today = timezone.localdate()
    page.goto("/metingen/")
    page.get_by_role("link", name=story.say("Meting plannen")).first.click()
    page.get_by_label(story.say("Naam"), exact=True).fill(title)
    page.get_by_label(story.say("Kaart"), exact=True).select_option(str(Card.objects.get(key=story.card).uid))
    page.get_by_label(story.say("Eerste dag")).fill(today.isoformat())
    page.get_by_label(story.say("Laatste dag")).fill((today + dt.timedelta(days=30)).isoformat())
    page.get_by_label(TEAM).check()
    page.get_by_role("button", name=story.say("Meting plannen")).click()
    page.get_by_role("link", name=story.say("Meting openen")).click()
    page.get_by_role("button", name=story.say("Meting openen")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return Assessment.objects.get(round__title=title)


def fill_in(page: Page, story: Story, assessment: Assessment, round_: int) -> None:
    """The team fills in its form from the first criterion to the last, and its scores are confirmed."""
    first = assessment.round.card.criteria.first()
    assert first is not None
    page.goto(f"/zelfevaluaties/{assessment.uid}/criteria/{first.code}/")
    number = 0
    for _criterion in criteria(page):
        for fieldset in page.locator("fieldset.ind").all():
            code = fieldset.get_attribute("id") or ""
            fieldset.locator(f"input[type=radio][value='{story.value(number, round_)}']").check()
            number += 1
            expect(page.locator(f"[name='{code}-version']")).to_have_value("1")
    assert number == story.size
    page.get_by_role("button", name=story.say("Teamscores vaststellen")).click()
    expect(
        page.get_by_text(story.say("De teamscores van %(team)s zijn vastgesteld.", team=TEAM))
    ).to_be_visible()


def figures_everywhere(
    pages: dict[str, Page], story: Story, assessment: Assessment, round_: int, *, is_latest: bool = True
) -> None:
    """The figures on the pages of the team, the school and, of the latest round, the board; in reports and files."""
    school, board = assessment.school, assessment.school.board
    headline = re.compile(
        rf"{story.figures[round_][0]}\s+{story.say('van %(scored)s op orde', scored=story.figures[round_][1])}"
    )
    for who, path in (
        ("coordinator", f"/resultaten/teams/{assessment.uid}/"),
        ("manager", f"/resultaten/scholen/{school.uid}/{assessment.round.uid}/"),
        *([("governor", f"/resultaten/besturen/{board.uid}/")] if is_latest else []),
    ):
        page = pages[who]
        page.goto(path)
        expect(page.locator(".fig").first).to_have_text(headline)
        expect(page.locator(".facts").first).to_contain_text(story.mean(round_))
    for path in (
        f"/rapporten/teams/{assessment.uid}.pdf",
        f"/rapporten/scholen/{school.uid}/{assessment.round.uid}.pdf",
    ):
        text = pdf_of(pages["governor"], path)
        assert story.figure(round_) in text
        assert story.mean(round_) in text


def choose_priorities(page: Page, story: Story, assessment: Assessment) -> None:
    """The coordinator chooses two with the team, from the page of the result."""
    page.goto(f"/resultaten/teams/{assessment.uid}/")
    page.locator(f"a[href='/zelfevaluaties/{assessment.uid}/prioriteiten/']").first.click()
    other = assessment.round.card.indicators.exclude(code=story.improved).last()
    assert other is not None
    for code in (story.improved, other.code):
        box = page.locator(f"[id='k-{code}']")
        if not box.is_visible():
            page.locator("details", has=box).locator("summary").click()
        box.check()
    page.get_by_role("button", name=story.say("Verder naar de volgorde")).click()
    page.get_by_role("button", name=story.say("Prioriteiten vastleggen")).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(story.say("Wat komt het eerst?"))
    assert {one.indicator.code for one in assessment.priorities.all()} == {story.improved, other.code}


def make_action(page: Page, story: Story, assessment: Assessment) -> Action:
    """An action about the first of them, for somebody of the team."""
    page.goto(f"/acties/nieuw/?assessment={assessment.uid}&indicator={story.improved}")
    page.get_by_label(story.say("Wat gaan jullie doen?")).fill(WHAT)
    page.get_by_label(story.say("Waaraan zien we dat het werkt?")).fill("Zes klassen hebben het gedaan")
    page.get_by_label(story.say("Wie doet het?")).select_option("Łukasz Öz")
    due = timezone.localdate() + dt.timedelta(days=60)
    page.get_by_label(story.say("Wanneer is het klaar?")).fill(due.isoformat())
    page.get_by_role("button", name=story.say("Actie maken")).click()
    expect(page.get_by_text(WHAT).first).to_be_visible()
    return Action.objects.get()


def finish(page: Page, story: Story, action: Action) -> None:
    """Who does it finds it at the actions, and says that it is done."""
    page.goto("/acties/")
    page.get_by_role("link", name=WHAT, exact=True).click()
    page.get_by_label(story.say("afgerond").capitalize(), exact=True).check()
    page.get_by_role("button", name=story.say("Stand opslaan")).click()
    expect(page.locator(".hero-m")).to_contain_text(story.say("afgerond"))
    action.refresh_from_db()
    assert action.status == ActionStatus.DONE


def close(page: Page, story: Story, assessment: Assessment) -> None:
    page.goto(f"/metingen/{assessment.round.uid}/")
    page.get_by_role("link", name=story.say("Meting sluiten")).click()
    page.get_by_role("button", name=story.say("Meting sluiten")).click()
    expect(page.get_by_text(story.say("gesloten")).first).to_be_visible()


def a_year_passes() -> None:
    """What happened so far happened a year earlier."""
    year = dt.timedelta(days=365)
    Round.objects.update(
        starts_on=F("starts_on") - year,
        ends_on=F("ends_on") - year,
        opened_at=F("opened_at") - year,
        closed_at=F("closed_at") - year,
    )
    Assessment.objects.update(confirmed_at=F("confirmed_at") - year)
    Confirmation.objects.update(confirmed_at=F("confirmed_at") - year)
    Action.objects.update(
        made_at=F("made_at") - year, due_on=F("due_on") - year, ended_on=F("ended_on") - year
    )
    ActionEntry.objects.update(at=F("at") - year, due_on=F("due_on") - year)


def opens_with_last_time(page: Page, story: Story, assessment: Assessment) -> None:
    """The next round opens with what was set out to do, and what came of it."""
    page.goto(f"/zelfevaluaties/{assessment.uid}/")
    block = page.get_by_role("region", name=story.say("Vorige keer afgesproken"))
    expect(block).to_contain_text(WHAT)
    expect(block).to_contain_text(story.improved)


def tells_what_moved(page: Page, story: Story, assessment: Assessment) -> None:
    """What happened to what the team worked on, on the page and in the report of the second round."""
    page.goto(f"/resultaten/teams/{assessment.uid}/")
    block = page.get_by_role("region", name=story.say("Wat er gebeurde waar jullie aan werkten"))
    for words in (WHAT, story.improved, story.say("nu op orde")):
        expect(block).to_contain_text(words)
    report = pdf_of(page, f"/rapporten/teams/{assessment.uid}.pdf")
    assert WHAT in report
    assert story.say("Dit zegt niet dat het door de acties komt.") in report


def pdf_of(page: Page, path: str) -> str:
    """The words of a report, as its reader downloads it."""
    answer = page.request.get(path)
    assert answer.ok, answer.status
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(answer.body())).pages)
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.page) if name in {"nl", "en"} else name for name in STORIES]
)
def test_a_year(open_page: OpenPage, live_server: LiveServer, deliver_mail: Deliver, name: str) -> None:
    story = STORIES[name]
    call_command("load_card", "fixtures/kwaliteitskaart.json", verbosity=0)
    call_command("load_card", str(SECOND_CARD), verbosity=0)

    beheerder = open_page(administrator(story))
    beheerder.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": story.language, "url": live_server.url}]
    )
    read_in(beheerder, story)
    letters = deliver_mail()
    pages = {}
    for who, address in PEOPLE.items():
        pages[who] = open_page()
        come_in(pages[who], story, letters, address)

    coordinator = pages["coordinator"]
    first = plan_and_open(coordinator, story, "Ronde 1")
    fill_in(coordinator, story, first, 0)
    figures_everywhere(pages, story, first, 0)
    choose_priorities(coordinator, story, first)
    action = make_action(coordinator, story, first)
    finish(pages["member"], story, action)
    figures_everywhere(pages, story, first, 0)
    close(coordinator, story, first)

    a_year_passes()
    second = plan_and_open(coordinator, story, "Ronde 2")
    opens_with_last_time(coordinator, story, second)
    fill_in(coordinator, story, second, 1)
    figures_everywhere(pages, story, second, 1)
    figures_everywhere(pages, story, first, 0, is_latest=False)
    tells_what_moved(pages["governor"], story, second)
