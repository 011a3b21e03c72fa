"""Deeds at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection

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
