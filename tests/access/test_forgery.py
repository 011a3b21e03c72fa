"""A form that is not ours, a method that no page knows: every route, as somebody whom it would let in."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from assessments.checks import routes
from tests.access.door import knock
from tests.access.people import EVERYBODY
from tests.access.row import Row
from tests.access.scene import Scene
from tests.access.test_matrix import MATRIX
from tests.access.test_swaps import MAY_CHANGE, WRITES

pytestmark = pytest.mark.usefixtures("_plain_refusals")

POSTS = [row for row in MATRIX if row.method == "post"]
ONCE = list({row.route: row for row in MATRIX}.values())


def ask(row: Row, scene: Scene, method: str, person: str) -> tuple[int, set[str]]:
    """Status, and the tables written to."""
    address = reverse(row.route, kwargs=row.args(scene))
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = knock(method, address, row.sent(scene), session=scene.session(person), csrf=True)
        transaction.set_rollback(True)
    return response.status_code, {m[1] for query in queries if (m := WRITES.match(query["sql"]))} - MAY_CHANGE


def somebody(row: Row) -> str:
    """Somebody whom the row lets in, or else anybody."""
    let_in = sorted(EVERYBODY, key=lambda person: (row.expected(person) not in {200, 302}, person))
    return let_in[0]


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_form_of_another_site_does_nothing(row: Row, scene: Scene) -> None:
    assert ask(row, scene, "post", somebody(row)) == (403, set())


def test_no_view_is_excused() -> None:
    patterns = [
        *routes(),
        *(("beheer/", pattern) for pattern in get_resolver("lobkwaliteit.urls").url_patterns),
    ]
    assert not [path for path, pattern in patterns if getattr(pattern.callback, "csrf_exempt", False)]


@pytest.mark.parametrize("row", ONCE, ids=str)
def test_no_page_does_anything_by_another_method(row: Row, scene: Scene) -> None:
    for method in ("put", "patch", "delete"):
        status, written = ask(row, scene, method, somebody(row))
        assert status in {403, 404, 405}, method
        assert written == set(), method
