"""The WSGI entry point for gunicorn."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lobkwaliteit.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    if settings.configured:
        raise  # a fault in the code, not in the environment
    sys.exit(str(error))

from assessments.services.migrated import start_or_exit

start_or_exit()
