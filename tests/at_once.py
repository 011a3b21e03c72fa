"""Deeds at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from assessments.access.policies import Refused


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """Run deeds at the same moment, each on a connection of its own; return what those that were refused said."""
    start = threading.Barrier(len(deeds))
    said: list[str] = []
    failed: list[BaseException] = []

    def run(deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            deed()
        except (Refused, PermissionDenied) as reason:  # who came second may have lost the right by then
            said.append(str(reason))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    return said


def while_held(first: Callable[[], Any], second: Callable[[], Any]) -> list[str]:
    """Run `second` on a connection of its own while `first` is done and not yet committed; return what was refused.

    On PostgreSQL `first` is committed once `second` waits for a row of it, or did not have to; on SQLite writes never
    run side by side, and the second waits before it reads anything.
    """
    return while_half_done(first, lambda: None, meanwhile=second)


def while_half_done(
    half: Callable[[], Any], rest: Callable[[], Any], *, meanwhile: Callable[[], Any]
) -> list[str]:
    """The same of a deed of which the `rest` is done once the other waits, in the transaction of the first `half`."""
    begun = threading.Event()
    said: list[str] = []
    failed: list[BaseException] = []

    def run() -> None:
        begun.set()
        try:
            meanwhile()
        except (Refused, PermissionDenied) as reason:
            said.append(str(reason) or type(reason).__name__)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        half()
        thread.start()
        begun.wait()
        while thread.is_alive() and not _somebody_waits():
            pass
        rest()
    thread.join()
    assert not failed
    return said


def _somebody_waits() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity "
            "WHERE datname = current_database() AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        (waits,) = cursor.fetchone()
    return bool(waits)
