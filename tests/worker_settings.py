"""Settings of a worker that a test starts as a process: the test's own database and mail server, and no long waits."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["WORKER_MAIL_PORT"])
MAIL_LEASE = float(os.environ["WORKER_MAIL_LEASE"])
MAIL_FORGOTTEN = float(os.environ["WORKER_MAIL_FORGOTTEN"])
PRINT_LEASE = float(os.environ["WORKER_PRINT_LEASE"])
WORKER_ROUND = float(os.environ["WORKER_ROUND"])
