"""The pages of reading in: choosing a file, watching, the preview, saving; what is refused, and what is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums import ImportState, Role
from assessments.models import Membership, OrganisationImport, School
from assessments.services.imports import jobs
from assessments.services.imports.reading import read
from assessments.services.imports.samples import FILES
from assessments.services.removal import remove_person
from tests.cast import Cast
from tests.factories import BoardFactory, UserFactory, give_role
from tests.unit.imports.files import BROKEN, DUO, GOOD_SCHOOL, csv_of, xlsx_of

from .doing import everything, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.page]

GOOD = xlsx_of(
    school=[GOOD_SCHOOL],
    person=[("Ada", "ada@x.example", "", "manager", "duin"), ("Bo", "bo@x.example", "", "bestuur", "")],
)


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.administrator)
    return client


def send(client: Client, content: bytes, name: str = "geheim Ada.xlsx", **more: Any) -> Any:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(reverse("import-start"), {"file": file, **more})


def page(client: Client, thing: OrganisationImport, query: str = "") -> str:
    response = client.get(reverse("import-detail", args=[thing.uid]) + query)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def work(thing: OrganisationImport) -> None:
    jobs.read_file.call(str(thing.uid))
    thing.refresh_from_db()


# --- what works -------------------------------------------------------------------------------------------------------


def test_from_choosing_a_file_to_seeing_it_saved(client: Client) -> None:
    response = send(client, GOOD)
    thing = OrganisationImport.objects.get()
    assert response.url == reverse("import-detail", args=[thing.uid])
    assert "Het bestand is ontvangen" in page(client, thing)
    work(thing)
    text = page(client, thing)
    for words in (
        "Kijk na wat er gebeurt",
        "3 nieuw",
        "Niet in het bestand, en dus blijft het zoals het is: 2 scholen, 8 mensen.",
        "scholen 2 Duinmark College school Nieuw Nieuwe school (voortgezet onderwijs, 01AB00).",
        "mensen 2 Ada persoon Nieuw Uitnodiging als manager van Duinmark College.",
        "Stuur de 2 uitnodigingen meteen",
    ):
        assert words in text
    url = reverse("import-detail", args=[thing.uid])
    assert client.post(url, {"deed": "save", "send": "on"}).headers["Location"] == url
    assert "Alles wordt in één keer opgeslagen" in page(client, thing)
    jobs.save_file.call(str(thing.uid))
    assert "0 van 2 mails klaargezet" in page(client, thing)
    jobs.send_mails.call(str(thing.uid))
    text = page(client, thing)
    assert "Je bestand is opgeslagen 3 nieuw" in text
    assert "2 uitnodigingen zijn onderweg." in text
    assert "3 nieuw" in client.get(reverse("import-start")).content.decode()


def test_the_bar_is_told_as_numbers(client: Client, cast: Cast) -> None:
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=GOOD)
    url = reverse("import-progress", args=[thing.uid])
    rows = OrganisationImport.objects.filter(pk=thing.pk)
    stages: list[tuple[dict[str, Any], tuple[int, int, str]]] = [
        ({"state": "leest", "done": 1250}, (0, 0, "Het bestand wordt gelezen: 1.250 rijen")),
        ({"total": 5000}, (1250, 5000, "1.250 van 5.000 rijen vergeleken")),
        ({"state": "schrijft"}, (0, 0, "Alles wordt in één keer opgeslagen…")),
        (
            {"state": "klaar", "summary": {"mails": 9, "to_send": [1, 2], "to_tell": [3]}},
            (6, 9, "6 van 9 mails klaargezet"),
        ),
    ]
    for fields, expected in stages:
        rows.update(**fields)
        answer = client.get(url).json()
        assert (answer["done"], answer["total"], answer["text"]) == expected
        assert answer["busy"]
    rows.update(summary={})
    assert not client.get(url).json()["busy"]
    rows.update(state=ImportState.WAITING, created_at=timezone.now() - jobs.SILENCE * 2)
    assert "of de worker loopt" in client.get(url).json()["text"]


def test_rows_that_are_wrong_come_first_and_leave_no_button(client: Client, cast: Cast) -> None:
    good = [(f"s{n}", f"School {n}", "vo", "", "") for n in range(150)]
    thing = uploaded(cast.administrator, cast.board, csv_of("school", *good, ("x", "Fout", "po", "", "")))
    text = page(client, thing)
    assert text.startswith("Fout: 1 rij klopt nog niet – LOB-kwaliteit"), "so says the title"
    assert text.count("1 rij klopt nog niet") == 2, "in the title and the heading"
    assert "Alles 151 Fout 1 Nieuw 150" in text
    assert "Rij 152 Fout school Fout De sector “po” kennen we niet." in text
    assert text.index("Rij 152") < text.index("Rij 2 ")
    assert "Opslaan" not in text
    assert "Pagina 1 van 2" in text
    assert "School 149" in page(client, thing, "?pagina=2")
    assert "School 1 " not in page(client, thing, "?toon=fout")
    assert "Rij 152" not in page(client, thing, "?toon=nieuw")
    assert "Pagina 2 van 2" in page(client, thing, "?toon=nieuw&pagina=99")
    assert "Nieuw 150" in page(client, thing, "?toon=onzin&pagina=x")
    before = everything()
    client.post(reverse("import-detail", args=[thing.uid]), {"deed": "save"})
    assert everything() == before


def test_a_file_that_changes_nothing_says_so(client: Client, cast: Cast) -> None:
    School.objects.filter(pk=cast.school.pk).update(own_key="duin")
    content = csv_of("school", ("duin", "Duinmark College", "", "", ""))
    assert "Alles staat er al 1 gelijk" in page(client, uploaded(cast.administrator, cast.board, content))


def test_duo_tells_how_many_rows_are_of_others(client: Client, cast: Cast) -> None:
    cast.board.number = "13737"
    cast.board.save()
    text = page(client, uploaded(cast.administrator, cast.board, DUO.read_bytes()))
    assert "10 rijen zijn niet van jullie bestuur; die laten we weg." in text
    assert "Wolfsbos" in text
    assert "Carmelcollege" not in text


def test_the_preview_is_shown_again_where_the_organisation_changed(client: Client, cast: Cast) -> None:
    thing = uploaded(cast.administrator, cast.board, GOOD)
    client.post(reverse("import-detail", args=[thing.uid]), {"deed": "save"})
    School.objects.create(board=cast.board, name="D", sort_name="d", sector="vo", own_key="duin")
    jobs.save_file.call(str(thing.uid))
    assert "Intussen is er bij jullie bestuur iets veranderd. Er is niets opgeslagen." in page(client, thing)


def test_stopping_erases_the_file(client: Client, cast: Cast) -> None:
    thing = uploaded(cast.administrator, cast.board, GOOD)
    response = client.post(reverse("import-detail", args=[thing.uid]), {"deed": "discard"}, follow=True)
    assert "Het bestand is gewist." in response.content.decode()
    assert not OrganisationImport.objects.exists()


@pytest.mark.parametrize("name", FILES)
def test_templates_are_files_of_that_name(client: Client, name: str) -> None:
    response = client.get(reverse("import-sample", args=[name]))
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content[:3] in {b"\xef\xbb\xbf", b"PK\x03"}
    if name == "voorbeeld.xlsx":
        assert len(read(response.content).entries) == 10


def test_there_are_no_other_templates(client: Client) -> None:
    assert client.get(reverse("import-sample", args=["wachtwoorden.xlsx"])).status_code == 404


def test_who_is_beheerder_of_two_boards_chooses(client: Client, cast: Cast) -> None:
    other = BoardFactory(name="Stichting Anders")
    give_role(cast.administrator, Role.ADMINISTRATOR, other)
    answer = send(client, GOOD)
    assert (answer.status_code, "Kies een bestuur." in answer.content.decode()) == (422, True)
    assert send(client, GOOD, board=cast.foreign_board.uid).status_code == 422
    assert send(client, GOOD, board=other.uid).status_code == 302
    assert OrganisationImport.objects.get().board == other


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_form_without_a_file_or_with_a_large_one_is_told(client: Client) -> None:
    url = reverse("import-start")
    for data, words in [
        ({}, "Kies een bestand."),
        ({"file": "geen bestand"}, "Kies een bestand."),
        ({"file": SimpleUploadedFile("x.csv", b"")}, "Het bestand is leeg."),
        (
            {"file": SimpleUploadedFile("x.csv", b"a" * (5 * 1024 * 1024 + 1))},
            "Het bestand is te groot: meer dan 5 MB.",
        ),
        (
            {"file": SimpleUploadedFile("x.csv", b"a" * (7 * 1024 * 1024))},
            "Het bestand is te groot: meer dan 5 MB.",
        ),
    ]:
        response = client.post(url, data)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not OrganisationImport.objects.exists()


def test_what_is_far_too_large_is_not_read_on_any_page(client: Client) -> None:
    for url in (reverse("import-start"), reverse("round-plan"), reverse("account_login")):
        file = SimpleUploadedFile("x.csv", b"a" * (26 * 1024 * 1024))
        guarded = Client(enforce_csrf_checks=True)
        guarded.cookies.update(client.cookies)
        token = "a" * 32
        guarded.cookies["csrftoken"] = token
        data = {"csrfmiddlewaretoken": token, "file": file}
        assert guarded.post(url, data).status_code == 400, url


def test_a_file_is_never_written_to_a_folder(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", never)
    send(
        client,
        csv_of("school", *[(f"s{n}", "x" * 100, "vo", "", "") for n in range(9_000)]) + b" " * 3_000_000,
    )
    assert OrganisationImport.objects.exists()


def test_the_name_of_the_file_is_kept_nowhere(client: Client) -> None:
    send(client, GOOD)
    assert "geheim" not in str(list(OrganisationImport.objects.values()))


@pytest.mark.parametrize("what", ["heads alone", "an old XLS", "macros", "a zip bomb", "no heads"])
def test_a_broken_file_says_what_to_do(client: Client, cast: Cast, what: str) -> None:
    text = page(client, uploaded(cast.administrator, cast.board, BROKEN[what][1]()))
    assert "Dit bestand kunnen we niet gebruiken" in text
    assert "Ander bestand kiezen" in text


def test_a_file_that_was_emptied_because_somebody_left_says_so(client: Client, cast: Cast) -> None:
    thing = uploaded(cast.administrator, cast.board, GOOD)
    remove_person(by=cast.administrator, board=cast.board, user=cast.manager)
    assert "Bij jullie bestuur is intussen iemand verwijderd." in page(client, thing)
    thing.refresh_from_db()
    assert (bytes(thing.content), thing.plan) == (b"", {})


def test_letters_that_mean_something_in_a_page_are_letters(client: Client, cast: Cast) -> None:
    name = "<b onclick=f()>school</b>\"'><script>f()</script>"
    thing = uploaded(
        cast.administrator,
        cast.board,
        csv_of("school", ("x", name, "vo", "", ""), (name, name, name, "", "")),
    )
    text = client.get(reverse("import-detail", args=[thing.uid])).content.decode()
    assert "<b onclick" not in text
    assert "<script>" not in text
    assert text.count("&lt;b onclick=f()&gt;school") == 3


def test_a_file_is_seen_by_who_uploaded_it_alone(client: Client, cast: Cast) -> None:
    other = UserFactory()
    give_role(other, Role.ADMINISTRATOR, cast.board)
    thing = uploaded(other, cast.board, GOOD)
    for route in ("import-detail", "import-progress"):
        assert client.get(reverse(route, args=[thing.uid])).status_code == 404
    assert str(thing.uid) not in client.get(reverse("import-start")).content.decode()


def test_who_is_no_beheerder_any_more_sees_it_no_more(client: Client, cast: Cast) -> None:
    thing = uploaded(cast.administrator, cast.board, GOOD)
    Membership.objects.filter(user=cast.administrator).update(ended_on=timezone.localdate())
    for route in ("import-detail", "import-progress"):
        assert client.get(reverse(route, args=[thing.uid])).status_code == 404
    assert client.get(reverse("import-start")).status_code == 404


def test_english_words_for_an_english_reader(client: Client, cast: Cast) -> None:
    client.cookies["django_language"] = "en"
    thing = uploaded(cast.administrator, cast.board, csv_of("school", ("x", "Y", "po", "", "")))
    text = page(client, thing)
    assert "1 row is not right yet" in text
    assert "Choose vo, mbo or ho" in text


# --- how much it asks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 300])
def test_the_preview_asks_as_much_for_one_row_as_for_hundreds(
    client: Client, cast: Cast, django_assert_num_queries: Any, number: int
) -> None:
    rows = [(f"s{n}", f"School {n}", "vo", "", "") for n in range(number)]
    thing = uploaded(cast.administrator, cast.board, csv_of("school", *rows))
    page(client, thing)
    with django_assert_num_queries(PREVIEW_QUERIES):
        page(client, thing)
    with django_assert_num_queries(START_QUERIES):
        client.get(reverse("import-start"))
    with django_assert_num_queries(PROGRESS_QUERIES):
        client.get(reverse("import-progress", args=[thing.uid]))


PREVIEW_QUERIES, START_QUERIES, PROGRESS_QUERIES = 4, 5, 4
