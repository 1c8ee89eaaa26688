"""The WSGI application that granian (or any server) runs."""

import os

from django.core.wsgi import get_wsgi_application

from needless.tables import row_security

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needless.settings")
application = get_wsgi_application()
row_security.begin_with(row_security.NOBODY)  # whatever the command that started this worked for
