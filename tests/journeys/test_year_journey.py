"""A year of use in Chromium, from reading in a file to the report of the second round; the same figures everywhere.

In both languages, and with a card of other themes, another scale and other numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect
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

from .everywhere import homes_tell, pdf_of, told_everywhere, told_of_before
from .year import STORIES, TEAM, WHAT, Stand, Story

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = {
    "coordinator": "fatma@voorbeeld.example",
    "member": "lukasz@voorbeeld.example",
    "manager": "jurgen@voorbeeld.example",
    "governor": "marieke@voorbeeld.example",
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


def choose_priorities(page: Page, story: Story, assessment: Assessment) -> tuple[str, ...]:
    """The coordinator chooses two with the team, from the page of the result; return them in their order."""
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
    chosen = tuple(one.indicator.code for one in assessment.priorities.all())
    assert set(chosen) == {story.improved, other.code}
    return chosen


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


def the_day_passes(action: Action) -> None:
    """The day on which the action should have been finished was yesterday."""
    Action.objects.filter(pk=action.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))


def finish(page: Page, story: Story, action: Action) -> None:
    """Who does it finds it at the actions, and says that it is done."""
    page.goto("/acties/")
    page.get_by_role("link", name=WHAT, exact=True).click()
    page.get_by_label(story.say("afgerond").capitalize(), exact=True).check()
    page.get_by_role("button", name=story.say("Stand opslaan")).click()
    expect(page.locator(".hero-m")).to_contain_text(story.say("afgerond").capitalize())
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
    pages = {"administrator": beheerder}
    for who, address in PEOPLE.items():
        pages[who] = open_page()
        come_in(pages[who], story, letters, address)

    coordinator = pages["coordinator"]
    first = plan_and_open(coordinator, story, "Ronde 1")
    homes_tell(pages, story, Stand(0, is_confirmed=False))
    fill_in(coordinator, story, first, 0)
    told_everywhere(pages, story, first, Stand(0))
    chosen = choose_priorities(coordinator, story, first)
    action = make_action(coordinator, story, first)
    the_day_passes(action)
    told_everywhere(pages, story, first, Stand(0, priorities=chosen, is_late=True))
    finish(pages["member"], story, action)
    close(coordinator, story, first)
    done = Stand(0, is_closed=True, priorities=chosen, is_late=False)
    told_everywhere(pages, story, first, done)

    a_year_passes()
    second = plan_and_open(coordinator, story, "Ronde 2")
    opens_with_last_time(coordinator, story, second)
    homes_tell(pages, story, Stand(1, is_confirmed=False))
    fill_in(coordinator, story, second, 1)
    told_of_before(pages, story, first, done)
    tells_what_moved(pages["governor"], story, second)
    close(coordinator, story, second)
    told_everywhere(pages, story, second, Stand(1, is_closed=True))
