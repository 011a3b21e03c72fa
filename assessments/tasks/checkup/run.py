"""All looks, in the order in which one is of use without those before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from django.db import DatabaseError, InterfaceError

from assessments.tasks.faults import where

from . import inside, outside
from .found import Found, State, fault

Look = Callable[[], Found]

ALONE: dict[str, Look] = {
    "instellingen": inside.environment,
    "schijf": inside.disk,
    "bestanden": inside.static_files,
    "pdf": inside.pdf,
    "database": inside.database,
}
"""What needs no database, and the database itself."""

ON_THE_DATABASE: dict[str, Look] = {
    "klok": inside.clock,
    "migraties": inside.migrations,
    "cache": inside.cached,
    "worker": inside.workers,
    "dagwerk": inside.daily,
    "mail": outside.mail_server,
}

FROM_OUTSIDE: dict[str, Look] = {"adres": outside.address}

NAMES = (*ALONE, *ON_THE_DATABASE, *FROM_OUTSIDE)


def look(names: Collection[str]) -> Iterator[tuple[str, Found]]:
    """Look at each of these. Where the database does not answer, what needs one is not tried: it would take long."""
    away = False
    for name, one in {**ALONE, **ON_THE_DATABASE, **FROM_OUTSIDE}.items():
        if name in names:
            found = (
                fault("Zonder database niet te zien.") if away and name in ON_THE_DATABASE else _found(one)
            )
            away = away or (name == "database" and found.state == State.FAULT)
            yield name, found


def _found(one: Look) -> Found:
    try:
        return one()
    except (DatabaseError, InterfaceError) as error:
        return fault(
            f"De database antwoordt niet, of niet goed ({type(error).__name__}). Kijk DATABASE_URL na."
        )
    except Exception as error:
        return fault(f"Dit kon niet worden bekeken: {where(error)}")
