"""Fixtures that all tests share."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import teardown_databases
from django_tasks_db.models import DBTaskResult
from hypothesis import settings

from assessments.models import Card
from assessments.tasks.worker import Worker
from lobkwaliteit.tooling.suite import AFTER_THE_DATABASE, ONCE_ON_POSTGRESQL
from tests.cast import Cast
from tests.emptying import empty
from tests.kept import Kept, make, put_back
from tests.migrated import make_database

# A shared machine may be slow at any moment; that says nothing about the code. Half of the usual number of examples
# keeps the suite within its minutes: other ones are drawn each time.
settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")

pytest_plugins = ["tests.chromium"]


DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
ELSEWHERE = {Path(__file__).parent / kind for kind in AFTER_THE_DATABASE}
JOURNEYS = Path(__file__).parent / "journeys"
HERE_ALONE = {Path(__file__).parent / kind for kind in ONCE_ON_POSTGRESQL}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--uses-database", action="store_true", help="only what can differ on another database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what needs PostgreSQL on another database.

    With --uses-database, deselect what needs none, and what comes after it: what pages say, how they look and behave in
    a browser, and what is in a finished PDF. The journey, from a browser to a PDF, stays.

    The longest come first, so that nobody waits for one of them at the end; what waits for other tests comes last.
    """

    def belongs(item: pytest.Item) -> bool:
        if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
            return False
        fixtures = set(getattr(item, "fixturenames", ()))
        stored = bool(DATABASE_FIXTURES & fixtures) or item.get_closest_marker("django_db") is not None
        kinds = set(item.path.parents)
        after = bool(ELSEWHERE & kinds) or item.get_closest_marker("page") is not None
        differs = (stored and not after) or bool(HERE_ALONE & kinds)
        return differs or not config.getoption("--uses-database")

    dropped = [item for item in items if not belongs(item)]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if belongs(item)]
    items.sort(
        key=lambda item: (item.get_closest_marker("quiet") is not None, JOURNEYS not in item.path.parents)
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """A test database, whatever tests were chosen: pytest-django's own makes none where no test of them is marked, and
    a fixture of a module would then use the database of development.

    At the end, leave nobody connected: PostgreSQL waits five seconds for them before it drops the database.
    """
    with django_db_blocker.unblock():
        made = make_database()
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        teardown_databases(made, verbosity=0)


TransactionTestCase._fixture_teardown = lambda _: empty()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def kept_rows(django_db_setup: None, django_db_blocker: Any) -> Kept:
    with django_db_blocker.unblock():
        return make()


@pytest.fixture
def cast(db: None, kept_rows: Kept) -> Cast:
    return put_back(kept_rows.cast)


@pytest.fixture
def small_card(db: None, kept_rows: Kept) -> Card:
    """Two themes, three criteria, seven indicators."""
    return put_back(kept_rows.small_card)


@pytest.fixture
def real_card(db: None, kept_rows: Kept) -> Card:
    """The Kwaliteitskaart as shipped."""
    return put_back(kept_rows.real_card)


@pytest.fixture
def deliver_mail(mailoutbox: list[EmailMultiAlternatives]) -> Callable[[], list[EmailMultiAlternatives]]:
    """Do what waits in the queue, as a worker does. Returns all mail that went out in this test."""

    def deliver() -> list[EmailMultiAlternatives]:
        worker = Worker()
        while (row := DBTaskResult.objects.ready().first()) is not None:
            row.claim(worker.worker_id)
            worker.run_task(row)
        return mailoutbox

    return deliver


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Limits on signing in are counted in the cache, a table that emptying the database leaves alone."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        cache.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Run the test, in a frame so large that all frames below it fit in the memory that comes with it.

    Python 3.11 keeps frames in blocks of 16 kB, and gives a block back as soon as it is empty: a stack as deep as that
    of a page asks the system for memory at every call across an edge, a million times in one file of `access`.
    """
    names = pyfuncitem._fixtureinfo.argnames
    pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    return True


pytest_pyfunc_call.__code__ = pytest_pyfunc_call.__code__.replace(co_stacksize=100_000)


def pytest_collection_finish() -> None:
    """Collect no garbage among what stays until the end: modules, templates, the tests themselves; and of what comes
    after only now and then, as most of it goes by itself.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
