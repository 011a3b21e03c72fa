"""The product's own settings, made quick and quiet for tests."""

import os

os.environ["LOB_ENV"] = "test"

from lobkwaliteit.settings import *  # noqa: E402, F403
from lobkwaliteit.settings import DATABASES, database

if url := os.environ.get("TEST_DATABASE_URL"):
    DATABASES["default"] = database(url)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
