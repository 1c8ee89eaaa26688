"""A talk in one line over the API: looked at, then saved (M16)."""

from needless.contacts.actions import save_contact
from needless.interactions.models import Interaction


def test_a_line_is_looked_at_and_saved_only_where_asked(program, owner):
    save_contact(owner, {"name": "Ana Silva"})
    line = "Call with Ana Silva for 20 minutes, she needs a designer"
    status, told = program.ask("POST", "/log", {"line": line})
    assert (status, told["saved"], told["minutes"], told["channel"]) == (200, False, 20, "call")
    assert told["contacts"][0]["name"] == "Ana Silva"
    assert "designer" in told["needs"][0]["text"]
    assert not Interaction.objects.exists()
    _status, told = program.ask("POST", "/log", {"line": line, "save": True})
    assert told["saved"]
    assert Interaction.objects.get().minutes == 20


def test_a_reader_may_not_log_and_an_empty_line_is_refused(program, reader):
    assert reader.ask("POST", "/log", {"line": "Call with Ana"})[0] == 403
    assert program.ask("POST", "/log", {"line": ""})[0] == 422
