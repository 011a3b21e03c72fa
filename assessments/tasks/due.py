"""What has to be done by itself, now and then. Every worker does it at its start and each minute.

Add a function to one of the two tuples. It takes nothing, does its work in transactions of its own, and does no harm
when several workers run it at the same moment or when it runs twice. What it returns is ignored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from assessments.database import clear_space
from assessments.services import closing, delivery, heartbeats, joining, queue, retention, scores
from assessments.services.imports import jobs as imports
from assessments.services.nudges import before_closing, digest, talks
from assessments.services.printing import hands, standing, store

from .faults import where

logger = logging.getLogger(__name__)

Due = Callable[[], object]


def clear_sessions() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


EVERY_MINUTE: tuple[Due, ...] = (
    closing.close_due,
    clear_space,
    delivery.mark_uncertain,
    delivery.enqueue_forgotten,
    queue.revive,
    retention.forget_devices,
    imports.revive,
    imports.forget,
    hands.revive,
    before_closing.remind_before_closing,
    talks.tell_of_talks,
    digest.send_digests,
)

DAILY: tuple[Due, ...] = (
    delivery.prune,
    queue.prune,
    heartbeats.prune,
    scores.prune_receipts,
    joining.prune,
    standing.prune,
    store.prune,
    clear_sessions,
    retention.carry_out_everywhere,
)
"""Once a day, by whichever worker comes first after midnight."""


def due_work(*, daily_too: bool = False) -> bool:
    """Do what is due; one that fails does not keep the others. Say whether all went well."""
    done = [_tried(work) for work in EVERY_MINUTE]
    done += [_tried_today(work) for work in DAILY if daily_too or _first_today(work)]
    return all(done)


def today() -> dict[str, str]:
    """Return how far today's work is, by its name: one of the words below, or "" where nobody began."""
    return {_name(work): cache.get(_key(work)) or "" for work in DAILY}


BEGUN, DONE, FAILED = "begun", "done", "failed"
DAY = 60 * 60 * 25


def _name(work: Due) -> str:
    return f"{work.__module__}.{work.__qualname__}"


def _key(work: Due) -> str:
    return f"due {_name(work)} {timezone.localdate()}"


def _first_today(work: Due) -> bool:
    # Of workers that both find nothing `add` lets one be first; by itself it would be an error in PostgreSQL's log.
    return not cache.get(_key(work)) and cache.add(_key(work), BEGUN, DAY)


def _tried_today(work: Due) -> bool:
    key = _key(work)  # of the day on which it began
    went_well = _tried(work)
    cache.set(key, DONE if went_well else FAILED, DAY)
    return went_well


def _tried(work: Due) -> bool:
    try:
        work()
    except Exception as error:
        logger.error("%s failed: %s", _name(work), where(error))
        return False
    return True
