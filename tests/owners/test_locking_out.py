"""Guessing ends soon, and a stranger who guesses locks nobody out."""

from django.test import Client

from needless.owners.actions import make_sign_in_link

PASSWORD = "correct horse battery"


def by_password(client, password=PASSWORD, address="203.0.113.5"):
    return client.post("/sign-in/", {"login": "ana", "password": password}, REMOTE_ADDR=address)


def guess(times, address="203.0.113.5"):
    for _guess in range(times):
        answer = by_password(Client(), "guess", address)
    return answer


def test_guessing_at_one_account_ends_soon_from_wherever(owner):
    for n in range(5):
        guess(1, f"203.0.113.{n}")
    assert b"Too many tries" in guess(1, "203.0.113.99").content
    assert b"Too many tries" in by_password(Client(), address="203.0.113.98").content


def test_guessing_from_one_address_at_many_accounts_ends_too(owner):
    client = Client()
    for n in range(20):
        client.post("/sign-in/", {"login": f"name{n}", "password": "guess"}, REMOTE_ADDR="203.0.113.5")
    assert b"Too many tries" in by_password(client).content


def test_a_known_device_gets_in_while_a_stranger_guesses(owner):
    mine = Client()
    by_password(mine)
    mine.post("/sign-out/")
    guess(30)
    assert by_password(mine).status_code == 302 and mine.get("/").status_code == 200


def test_a_known_device_has_an_end_of_its_own(owner):
    mine = Client()
    by_password(mine)
    mine.post("/sign-out/")
    for _guess in range(10):
        by_password(mine, "guess")
    assert b"Too many tries" in by_password(mine).content


def test_a_device_is_known_to_the_account_alone_that_was_signed_in_on_it(owner, other_owner):
    toms = Client()
    toms.post("/sign-in/", {"login": "tom", "password": "battery staple horse"})
    toms.post("/sign-out/")
    guess(5)
    assert b"Too many tries" in by_password(toms).content


def test_a_made_up_device_is_not_known(owner):
    guess(5)
    client = Client()
    client.cookies["known"] = "eyIxIjoiYSJ9:1abc:forged"
    assert b"Too many tries" in by_password(client).content


def test_the_link_gets_in_whatever_a_stranger_does(owner):
    guess(30)
    client = Client()
    client.post(make_sign_in_link(owner))
    assert client.get("/").status_code == 200


def test_a_name_that_is_nobodys_is_answered_like_one_that_is(client, owner):
    texts = []
    for name in ("ana", "nobody"):
        page = client.post("/sign-in/", {"login": name, "password": "guess"}).content.decode()
        texts.append(page.replace(f'value="{name}"', "").split("<h2>")[1])
    assert "do not belong together" in texts[0]
    assert [text.split("csrfmiddlewaretoken")[-1].split('">', 1)[1] for text in texts][0:1] * 2 == [
        text.split("csrfmiddlewaretoken")[-1].split('">', 1)[1] for text in texts
    ]
