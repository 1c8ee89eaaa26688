"""The one Django app; its chapters are folders."""

from django.apps import AppConfig


class Needless(AppConfig):
    name = "needless"
    default = True

    def ready(self) -> None:
        from needless.owners import doors

        doors.watch()
