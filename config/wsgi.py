"""The WSGI entry point, for gunicorn: `gunicorn config.wsgi`."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from config.env import ConfigurationError

_GUNICORN_STOPS = 3  # With any other code, gunicorn would start the process again, for ever.

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
except ConfigurationError as error:
    sys.stderr.write(f"Configuration : {error}\n")
    sys.exit(_GUNICORN_STOPS)
