"""The WSGI application that granian (or any server) runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")
application = get_wsgi_application()
