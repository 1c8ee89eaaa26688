"""Secrets of accounts elsewhere lie sealed, with the key outside the database (M17)."""

import stat

import pytest
from cryptography.fernet import Fernet

from needless.owners.sealing import CannotUnseal, renew_key, seal, sealing_key_path, unseal


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path
    settings.SEALING_KEY = ""
    return tmp_path


def test_what_is_sealed_can_be_opened_and_shows_nothing_of_itself():
    sealed = seal("höchst geheim")
    assert unseal(sealed) == "höchst geheim"
    assert "geheim" not in sealed
    assert seal("höchst geheim") != sealed
    assert unseal(seal("")) == "" == seal("")


def test_the_key_is_made_once_for_this_user_alone(home):
    seal("a")
    first = sealing_key_path().read_text()
    assert stat.S_IMODE(sealing_key_path().stat().st_mode) == 0o600
    seal("b")
    assert sealing_key_path().read_text() == first
    assert [path.name for path in home.iterdir()] == ["sealing.key"]


def test_another_key_opens_nothing_and_says_what_to_do():
    sealed = seal("a")
    sealing_key_path().unlink()
    with pytest.raises(CannotUnseal, match="type it again"):
        unseal(sealed)
    with pytest.raises(CannotUnseal):
        unseal("never sealed")


def test_the_key_may_come_from_the_environment_and_several_may_open(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SEALING_KEY = old
    sealed = seal("a")
    assert not sealing_key_path().exists()
    settings.SEALING_KEY = f"{new}, {old}"
    assert unseal(sealed) == "a"
    again = seal("a")
    settings.SEALING_KEY = new
    assert unseal(again) == "a"
    with pytest.raises(CannotUnseal):
        unseal(sealed)


def test_what_is_no_key_is_said_so(settings):
    settings.SEALING_KEY = "correct horse"
    with pytest.raises(CannotUnseal, match="NEEDLESS_SEALING_KEY"):
        seal("a")


def test_a_renewed_key_keeps_the_old_one_until_it_is_forgotten(db):
    sealed = seal("a")
    renew_key()
    assert unseal(sealed) == "a"
    assert len(sealing_key_path().read_text().split()) == 2
    renew_key(forget_old=True)
    assert len(sealing_key_path().read_text().split()) == 1
    assert stat.S_IMODE(sealing_key_path().stat().st_mode) == 0o600
    with pytest.raises(CannotUnseal):
        unseal(sealed)
