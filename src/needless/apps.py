"""The one Django app; its chapters are folders."""

from django.apps import AppConfig


class Needless(AppConfig):
    name = "needless"
    default = True

    def ready(self) -> None:
        from needless.owners import doors
        from needless.tables import row_security

        doors.watch()
        row_security.watch()
