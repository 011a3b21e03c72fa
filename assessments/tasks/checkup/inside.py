"""Looking at this machine and its database."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.checks.messages import ERROR
from django.db import connection
from django.utils.crypto import get_random_string

from assessments.services import heartbeats, queue, readiness
from assessments.tasks import due
from lobkwaliteit.tooling.system_packages import PANGO, command

from .found import Found, fault, notice, ok, shift

PANGO_MISSING = "assessments.W001"


def environment() -> Found:
    """What `check --deploy` says of the settings."""
    if not settings.PRODUCTION:
        return notice(f"LOB_ENV is {settings.LOB_ENV}: dit is geen installatie om echt te gebruiken.")
    messages = [
        message
        for message in run_checks(include_deployment_checks=True)
        if not message.is_silenced() and message.id != PANGO_MISSING
    ]
    names = ", ".join(sorted({str(message.id) for message in messages}))
    if any(message.is_serious(ERROR) for message in messages):
        return fault(f"{names}: `manage.py check --deploy` zegt wat er mis is.")
    if messages:
        return notice(f"{names}: `manage.py check --deploy` zegt wat het is.")
    return ok("De instellingen zijn in orde.")


def database() -> Found:
    """Whether it answers, and on PostgreSQL has room for more connections."""
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        said = f"{connection.display_name} antwoordt in {1000 * (time.monotonic() - started):.0f} ms."
        if connection.vendor != "postgresql":
            return ok(said)
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity "
            "WHERE backend_type = 'client backend'"
        )
        used, room = cursor.fetchone()
    said += f" {used} van {room} verbindingen zijn in gebruik."
    if used > room * 0.8:
        return notice(f"{said} Verhoog max_connections: elk proces neemt er tot vier.")
    return ok(said)


def clock() -> Found:
    if connection.vendor != "postgresql":
        return ok("De database gebruikt de klok van deze machine.")
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (theirs,) = cursor.fetchone()
    return shift(theirs - (before + time.time()) / 2, "de database")


def migrations() -> Found:
    if missing := readiness.unapplied():
        first = ".".join(missing[0])
        return fault(f"{len(missing)} migraties zijn niet uitgevoerd ({first} …): draai `manage.py migrate`.")
    return ok("De database is bij.")


def cached() -> Found:
    """Whether what one process writes there, another reads."""
    key, value = f"checkup {get_random_string(12)}", get_random_string(12)
    cache.set(key, value, 60)
    found = cache.get(key)
    cache.delete(key)
    return ok("De cache bewaart wat erin gaat.") if found == value else fault("De cache bewaart niets.")


def workers() -> Found:
    number = heartbeats.at_work()
    if not number:
        return fault(
            "Er werkt geen worker: er gaat geen mail uit. Start er een (`systemctl start lob-worker`, of "
            "`manage.py worker`)."
        )
    if queue.is_stuck():
        return fault(
            f"Er {_work(number)}, maar er ligt werk dat al langer dan een minuut wacht. Zet er een worker bij, of "
            "kijk in het log of er een vastzit."
        )
    return ok(f"Er {_work(number)} en er blijft niets liggen.")


def _work(number: int) -> str:
    return "werkt 1 worker" if number == 1 else f"werken {number} workers"


def daily() -> Found:
    """What a worker does by itself once a day. At midnight it begins anew."""
    standing = due.today()
    if failed := sorted(name for name, state in standing.items() if state == due.FAILED):
        return fault(f"Vandaag mislukt: {', '.join(failed)}. Het log van de worker zegt waar.")
    if waiting := sum(not state for state in standing.values()):
        return fault(
            f"{waiting} van {len(standing)} dagelijkse taken zijn vandaag nog niet begonnen. Een worker doet ze binnen "
            "een minuut; zonder worker doet `manage.py due_work` ze."
        )
    if due.BEGUN in standing.values():
        return notice("Het dagelijkse werk is begonnen en nog niet klaar. Kijk straks nog eens.")
    return ok("Het dagelijkse werk is vandaag gedaan.")


def static_files() -> Found:
    """Whether each file that a page may name was collected since it changed."""
    if not settings.PRODUCTION:
        return ok("De bestanden komen uit de broncode.")
    advice = "Draai `manage.py collectstatic --no-input`."
    collected = staticfiles_storage.hashed_files  # type: ignore[attr-defined]
    if not collected:
        return fault(f"Er zijn geen statische bestanden in {settings.STATIC_ROOT}. {advice}")
    root = Path(settings.STATIC_ROOT)
    if gone := sum(not (root / name).is_file() for name in collected.values()):
        return fault(f"{gone} statische bestanden zijn weg uit {root}. {advice}")
    sources = {
        name: Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    }
    if new := len(sources.keys() - collected.keys()):
        return fault(f"{new} statische bestanden zijn niet verzameld. {advice}")
    made = (root / "staticfiles.json").stat().st_mtime
    if any(path.stat().st_mtime > made for path in sources.values()):
        return notice(f"De statische bestanden zijn van voor de laatste wijziging. {advice}")
    return ok(f"{len(collected)} statische bestanden staan klaar.")


LITTLE, MUCH_TOO_LITTLE = 1024**3, 100 * 1024**2
"""Bytes free on a disk that we write to."""


def disk() -> Found:
    """The folder of temporary files, and that of the database where it is a file of ours."""
    places = {Path(tempfile.gettempdir())}
    if connection.vendor == "sqlite":
        places.add(Path(connection.settings_dict["NAME"]).absolute().parent)
    free = {place: shutil.disk_usage(place).free for place in places}
    least = min(free, key=lambda place: free[place])
    room = f"Er is nog {free[least] / 1024**3:.1f} GB vrij in {least}.".replace(".", ",", 1)
    if shut := [str(place) for place in places if not os.access(place, os.W_OK | os.X_OK)]:
        return fault(f"Deze gebruiker mag niet schrijven in {', '.join(sorted(shut))}.")
    if free[least] < MUCH_TOO_LITTLE:
        return fault(f"{room} Maak ruimte.")
    return notice(f"{room} Maak ruimte.") if free[least] < LITTLE else ok(room)


def pdf() -> Found:
    if PANGO.present():
        return ok("Pango is er.")
    if PANGO_MISSING in settings.SILENCED_SYSTEM_CHECKS:
        return ok("Pango is er niet, en dat is zo gekozen: hier worden geen PDF’s gemaakt.")
    return notice(f"Zonder Pango worden er geen PDF’s gemaakt. Installeer het: {command(PANGO)}")
