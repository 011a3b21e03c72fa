"""The English interface: no Dutch outside what is marked as Dutch, on any page that a role can see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums import RoundState
from assessments.models import Assessment, Card, Round, User
from lobkwaliteit.tooling.translations import read
from tests.cast import Cast
from tests.factories import confirm, make_round, set_scores

pytestmark = [pytest.mark.django_db, pytest.mark.page]

DUTCH = re.compile(
    r"\b(?:de|het|een|en|van|voor|naar|bij|niet|geen|nog|je|jij|jouw|jullie|dit|deze|dat|wie|wat|zijn|wordt|staat|alle"
    r"|zonder|ingevuld|opgeslagen|gesloten|gepland|vastgesteld|thema|criterium|indicatoren|niveau|gemiddelde?|vorige"
    r"|keer|meting|bestuur|beheerder|[Tt]eamlid|LOB-coördinator|januari|februari|maart|mei|juni|juli|augustus|oktober"
    r"|Metingen?|Resultaten|Vandaag|Vaststellen|Vastgesteld|Inloggen|Uitloggen|Wachtwoord|E-mailadres|Naam|Kaart"
    r"|Proefmeting|Concept|Rapport|Bewijs|Waarom|Wijzigen|Terug|Verder|Verankeren|Faciliteren|Verbeteren|Geborgd"
    r"|[Mm]aandag|[Dd]insdag|[Ww]oensdag|[Dd]onderdag|[Vv]rijdag|[Zz]aterdag|[Zz]ondag)\b"
    r"|\d,\d(?!\d\d)"
)
"""Words that are Dutch and nothing else, and a decimal comma. Names of people and places avoid them."""

READ_OUT = {"aria-label", "alt", "placeholder", "title"}


def words(element: Element, *, dutch: bool = False) -> Iterator[str]:
    """What a reader meets outside elements marked as Dutch: texts, names of things, texts that a script shows."""
    dutch = element.get("lang", "nl" if dutch else "en") == "nl"
    if not isinstance(element.tag, str) or element.tag in {"script", "style"}:
        return
    if not dutch:
        yield element.text or ""
        yield from (
            value for name, value in element.attrib.items() if name in READ_OUT or name.startswith("data-")
        )
    for child in element:
        yield from words(child, dutch=dutch)
        if not dutch:
            yield child.tail or ""


def in_dutch(response: Any) -> list[str]:
    """The texts of a page that are Dutch and not marked so."""
    page = html5lib.parse(response.content.decode(), treebuilder="etree", namespaceHTMLElements=False)
    assert page.get("lang") == "en"
    return [" ".join(text.split()) for text in words(page) if DUTCH.search(text)]


def client_of(user: User | None = None) -> Client:
    """A browser in which somebody chose English."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if user:
        client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


@pytest.fixture
def world(cast: Cast, real_card: Card) -> dict[str, Any]:
    """A closed round, and an open one in which a team is confirmed, one half-way and one has not begun; a draft."""
    codes = list(real_card.indicators.values_list("code", flat=True))
    teams = [cast.team, cast.sibling_team, cast.cousin_team]
    state: dict[str, Any] = {"cast": cast, "card": real_card}
    before = make_round(
        teams, real_card, title="LOB 2025", state=RoundState.CLOSED, starts_on=dt.date(2025, 11, 3)
    )
    for assessment in before.assessments.all()[:2]:
        set_scores(assessment, {code: 1 + n % 5 for n, code in enumerate(codes)}, rationale="Seen in class")
        confirm(assessment)
    now = make_round(teams, real_card, title="LOB 2026", starts_on=timezone.localdate())
    done, half = (now.assessments.get(team=team) for team in (cast.team, cast.sibling_team))
    levels: dict[str, int | str | None] = {code: 1 + (n + 2) % 5 for n, code in enumerate(codes)}
    set_scores(
        done,
        levels | {codes[0]: "?", codes[1]: "-"},
        evidence="Plan",
        evidenced_on=timezone.localdate(),
        dissent="Two saw it otherwise",
    )
    confirm(done)
    set_scores(half, dict.fromkeys(codes[:20], 5))
    state |= {"before": before, "now": now, "done": done, "half": half}
    state["draft"] = make_round(teams, real_card, title="LOB 2027", state=RoundState.DRAFT)
    return state


def pages_of(world: dict[str, Any]) -> dict[str, list[str]]:
    """Per role the pages that matter to it."""
    cast, now, before, draft = world["cast"], world["now"], world["before"], world["draft"]
    done, half = world["done"], world["half"]
    shared = [reverse(name) for name in ("home", "round-list", "results", "card-list")]
    card = [reverse("card-detail", args=[world["card"].uid])]

    def of(thing: Round | Assessment, *names: str) -> list[str]:
        return [reverse(name, args=[thing.uid]) for name in names]

    school = [reverse("school-result", args=[cast.school.uid, round_.uid]) for round_ in (now, before)]
    school += [reverse("school-criterion", args=[cast.school.uid, now.uid, "VA1"])]
    form = [
        *of(half, "scoring-start", "scoring-confirm"),
        reverse("scoring-criterion", args=[half.uid, "VA3"]),
        reverse("scoring-criterion", args=[done.uid, "VA1"]),
    ]
    lead = [
        reverse("round-plan"),
        *of(now, "round-detail", "round-change", "round-close"),
        *of(before, "round-detail"),
    ]
    lead += of(draft, "round-detail", "round-change", "round-open", "round-discard")
    return {
        "coordinator": [
            *shared,
            *card,
            *of(done, "scoring-start", "scoring-reopen", "team-result"),
            *form,
            *school,
        ],
        "board_coordinator": [*shared, *lead],
        "member": [*shared, *of(done, "scoring-start", "team-result")],
        "manager": [*shared, *of(half, "team-result"), school[0], *of(now, "round-detail")],
        "governor": [*shared, school[0], *of(half, "team-result")],
        "administrator": shared,
        "stranger": [*shared, "/nowhere/"],
    }


def test_no_page_shows_dutch_that_is_not_marked_as_dutch(world: dict[str, Any]) -> None:
    found: dict[str, list[str]] = {}
    for role, paths in pages_of(world).items():
        client = client_of(getattr(world["cast"], role))
        for path in paths:
            response = client.get(path)
            assert response.status_code == (404 if path == "/nowhere/" else 200), (role, path)
            if texts := in_dutch(response):
                found[f"{role} {path}"] = texts
    assert not found


def test_days_and_numbers_are_english(world: dict[str, Any]) -> None:
    client = client_of(world["cast"].coordinator)
    assert "From 3 November 2025 to 13 December 2025." in text_of(
        client.get(reverse("round-detail", args=[world["before"].uid]))
    )
    result = text_of(client.get(reverse("team-result", args=[world["done"].uid])))
    assert re.search(r"Mean \d\.\d on a scale of 1 to 5", result)


def test_account_pages_and_their_mail_are_english(
    cast: Cast, deliver_mail: Callable[[], list[EmailMultiAlternatives]]
) -> None:
    client, found = client_of(), []
    for name in (
        "login",
        "signup",
        "reset_password",
        "reset_password_done",
        "reset_password_from_key_done",
        "inactive",
    ):
        found += in_dutch(client.get(reverse(f"account_{name}")))
    found += in_dutch(client.get(reverse("account_reset_password_from_key", args=["1", "old-link"])))
    User.objects.filter(pk=cast.member.pk).update(language="en")
    for address in (cast.member.email, "nobody@voorbeeld.example"):
        client.post(reverse("account_reset_password"), {"email": address})
    known, unknown = (str(message.body) for message in deliver_mail())
    assert "Choose a new password with this link:" in known
    assert "There is no account" in unknown
    signed_in = client_of(cast.member)
    for name in ("change_password", "logout", "reauthenticate"):
        found += in_dutch(signed_in.get(reverse(f"account_{name}")))
    assert not found


def test_what_went_wrong_is_said_in_english(world: dict[str, Any]) -> None:
    cast, half = world["cast"], world["half"]
    coordinator, member = client_of(cast.coordinator), client_of(cast.member)
    tries = [
        (client_of(), reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"}),
        (client_of(), reverse("account_login"), {"login": "nobody"}),
        (
            member,
            reverse("account_change_password"),
            {"oldpassword": "x", "password1": "123", "password2": "4"},
        ),
        (coordinator, reverse("round-plan"), {"title": ""}),
        (
            coordinator,
            reverse("round-plan"),
            {"title": "x" * 200, "card": "x", "starts_on": "x", "teams": "x"},
        ),
        (coordinator, reverse("scoring-confirm", args=[half.uid]), {}),
        (coordinator, reverse("scoring-reopen", args=[world["done"].uid]), {"reason": ""}),
    ]
    found = {}
    for client, path, data in tries:
        response = client.post(path, data)
        assert "This is not right yet" in response.content.decode(), path
        if texts := in_dutch(response):
            found[path] = texts
    assert not found
    assert in_dutch(member.get(reverse("round-plan"))) == []
    for _again in range(6):
        refused = member.post(reverse("account_change_password"), {"oldpassword": "x"})
    assert refused.status_code == 429
    assert in_dutch(refused) == []


def test_one_thing_has_one_word_in_english() -> None:
    """One spelling and one word, in every text: other ones beside them read as if they were something else."""
    texts = [text for entry in read() for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert not [text for text in texts if re.search(r"\b(e-mail|log (in|out)|logged (in|out))\b", text, re.I)]


def test_a_last_day_is_counted_in_in_english_too() -> None:
    """ "Until 22 December" leaves open whether that day counts; "tot en met" does not."""
    unclear = [
        entry.msgid
        for entry in read()
        for day in re.findall(r"tot en met (%\(\w+\)s)", entry.msgid + entry.msgid_plural)
        if any(f"until {day}" in text for text in (entry.msgstr, *entry.msgstr_plural.values()))
    ]
    assert not unclear
