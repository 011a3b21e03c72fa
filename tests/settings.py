"""The product's own settings, made quick and quiet for tests."""

import os
import tempfile
from pathlib import Path

os.environ["LOB_ENV"] = "test"

from lobkwaliteit.settings import *  # noqa: F403
from lobkwaliteit.settings import DATABASES, database

if url := os.environ.get("TEST_DATABASE_URL"):
    DATABASES["default"] = database(url)
elif "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in use, so that threads and other processes each have a connection of their own;
    # it survives no power cut, because nobody needs it afterwards.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"lob-test-{os.getpid()}.sqlite3")
    }
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
IDENTITY_PROVIDERS = {}  # what a test needs it sets up itself
