"""Files are made as text in the test that needs them, and come in through the one door."""

from datetime import date

import pytest

ON = date(2026, 11, 23)


@pytest.fixture
def bring(owner, tmp_path):
    """Write files (name -> text or bytes) and import them; the report as the command line prints it."""
    from needless.imports import actions
    from needless.imports.queries import report_of

    def bring_in(me="me@example.org", preview=False, **files):
        paths = []
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            paths.append(str(path))
        work = actions.start_import(owner, paths, [me] if me else [])
        assert actions.claim(work)
        if preview:
            return report_of(actions.run_preview(work, ON), preview=True)
        return report_of(actions.run_import(work, ON))

    return bring_in


def mail(number, sender, to, subject="Hello", day=1):
    """One message of an mbox."""
    return (
        f"From x@y Mon Jan 01 00:00:00 +0000 2026\nMessage-ID: <{number}@x>\n"
        f"Date: Mon, {day} Jun 2026 10:00:00 +0000\nFrom: {sender}\nTo: {to}\nSubject: {subject}\n\nbody\n\n"
    )


def card(name, *lines):
    """A vCard."""
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", *lines, "END:VCARD", ""])


CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
