"""The overview at the end, confirming, and reopening with a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape

from assessments.enums import MAX_TEXT
from assessments.models import Assessment, AuditEvent, Confirmation
from tests.factories import set_scores

from .asking import body, url

pytestmark = [pytest.mark.django_db, pytest.mark.page]

HTML = "<script>alert('x')</script> & <b>vet</b>"
ESCAPED = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &lt;b&gt;vet&lt;/b&gt;"


def test_the_overview_names_gaps_and_fives_without_evidence(
    member: Client, coordinator: Client, assessment: Assessment
) -> None:
    set_scores(assessment, {"VA1.1": 5, "VA1.2": 4, "VA2.1": "?"})
    set_scores(assessment, {"VA1.3": 5}, evidence="Plan")
    page = body(coordinator.get(url(assessment, "vaststellen/")))
    assert "Er zijn nog 3 indicatoren open" in page
    for code in ("VA2.2", "FA1.1", "FA1.2"):
        assert f'href="{url(assessment, f"criteria/{code[:3]}/")}#{code}"' in page
    assert "Een 5 zonder bewijs" in page
    assert "#VA1.1" in page
    assert "#VA1.3" not in page
    assert "Ik stel vast met 3 open indicatoren" in page
    seen = body(member.get(url(assessment, "vaststellen/")))
    assert "Teamscores vaststellen" not in seen
    assert "Alleen Zoë Brontë kan de teamscores vaststellen" in " ".join(seen.split())


def test_confirming_with_gaps_wants_the_box(coordinator: Client, assessment: Assessment) -> None:
    set_scores(assessment, {"VA1.1": 5})
    response = coordinator.post(url(assessment, "vaststellen/"))
    assert response.status_code == 422
    assert "vink aan dat je toch wilt vaststellen" in body(response)
    assert Confirmation.objects.count() == 0
    response = coordinator.post(url(assessment, "vaststellen/"), {"with_gaps": "on"})
    assert response.url == url(assessment, "prioriteiten/")  # type: ignore[attr-defined]
    assert Confirmation.objects.get().confirmed_by.name == "Fatma Şahin"  # type: ignore[union-attr]


def test_a_member_cannot_confirm(member: Client, assessment: Assessment) -> None:
    assert member.post(url(assessment, "vaststellen/"), {"with_gaps": "on"}).status_code == 403
    assert Confirmation.objects.count() == 0


def test_confirming_twice_changes_nothing(coordinator: Client, assessment: Assessment) -> None:
    for _time in range(2):
        response = coordinator.post(url(assessment, "vaststellen/"), {"with_gaps": "on"})
    assert response.url == url(assessment, "")  # type: ignore[attr-defined]
    assert (Confirmation.objects.count(), AuditEvent.objects.count()) == (1, 1)
    assert coordinator.get(url(assessment, "vaststellen/")).status_code == 302


def test_reopening_asks_why(coordinator: Client, assessment: Assessment) -> None:
    coordinator.post(url(assessment, "vaststellen/"), {"with_gaps": "on"})
    page = body(coordinator.get(url(assessment, "heropenen/")))
    assert "Waarom heropen je de scores?" in page
    for reason in ("", "  ", "x" * (MAX_TEXT + 1)):
        response = coordinator.post(url(assessment, "heropenen/"), {"reason": reason})
        assert response.status_code == 422
        body(response)
    assert Confirmation.objects.get().reopened_at is None
    response = coordinator.post(url(assessment, "heropenen/"), {"reason": HTML})
    assert response.url == url(assessment, "")  # type: ignore[attr-defined]
    assert Confirmation.objects.get().reopen_reason == HTML
    for page in (url(assessment, ""), f"/resultaten/teams/{assessment.uid}/"):
        assert escape(HTML) in body(coordinator.get(page))
    assert "<fieldset" in body(coordinator.get(url(assessment)))


def test_reopening_what_is_open_leads_back(coordinator: Client, assessment: Assessment) -> None:
    assert coordinator.get(url(assessment, "heropenen/")).status_code == 302
    response = coordinator.post(url(assessment, "heropenen/"), {"reason": "Tikfout"}, follow=True)
    assert "niet vastgesteld" in body(response)
