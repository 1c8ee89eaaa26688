"""Several owners on one instance: by an invitation that works once, within a week, and by nothing else."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone

from needless.cli.root import needless
from needless.contacts.models import Contact
from needless.owners.factors import ways_of
from needless.owners.invitations import admins, invite
from needless.owners.models import Invitation, Owner


@pytest.fixture
def admin(owner):
    client = Client()
    client.force_login(owner)
    return client


def path_of(owner, mail=""):
    return f"/invitation/{invite(owner, mail)}/"


def test_an_invitation_makes_an_owner_with_a_network_of_their_own(admin, owner):
    page = admin.post("/settings/invitations/", {"mail": "bo@firm.example"})
    guest = Client()
    assert b"bo@firm.example" in guest.get(page.context["link"]).content
    answer = guest.post(page.context["link"], {"username": "bo", "mail": "bo@firm.example"})
    assert answer["Location"] == "/settings/security/"
    assert guest.get("/settings/security/passkeys/").status_code == 200
    bo = Owner.objects.get(username="bo")
    assert bo.email == "bo@firm.example" and ways_of(bo).is_link_alone and not Contact.objects.of(bo).exists()
    assert b"is here as bo" in admin.get("/settings/invitations/").content


def test_an_invitation_works_once_and_looking_at_it_uses_nothing_up(owner):
    path = path_of(owner)
    for _preview in range(3):
        assert Client().get(path).status_code == 200
    assert Client().post(path, {"username": "bo"}).status_code == 302
    assert Client().post(path, {"username": "cy"}).status_code == 410
    assert not Owner.objects.filter(username="cy").exists()


def test_an_invitation_of_last_week_is_too_old(owner):
    path = path_of(owner)
    Invitation.objects.update(made_at=timezone.now() - timedelta(days=7, minutes=1))
    assert Client().get(path).status_code == 410
    assert Client().post(path, {"username": "bo"}).status_code == 410


def test_one_that_was_withdrawn_works_no_more(admin, owner):
    path = path_of(owner)
    admin.post(f"/settings/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().post(path, {"username": "bo"}).status_code == 410


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"username": "ANA"}, b"has that name already"),
        ({"username": "b o!"}, b"Enter a valid username"),
        ({"username": ""}, b"cannot be blank"),
        ({"username": "bo", "mail": "ana@me.example"}, b"has that address already"),
        ({"username": "bo", "mail": "nonsense"}, b"valid email"),
    ],
)
def test_a_name_or_address_that_is_none_or_taken_is_refused_and_the_link_stays_good(owner, given, says):
    path = path_of(owner)
    answer = Client().post(path, given)
    assert answer.status_code == 422 and says in answer.content
    assert Owner.objects.count() == 1 and Client().get(path).status_code == 200


def test_who_is_no_admin_invites_nobody(owner, other_owner):
    client = Client()
    client.force_login(other_owner)
    assert client.post("/settings/invitations/", {}).status_code == 404
    assert b"Invite somebody" not in client.get("/settings/security/").content
    assert not Invitation.objects.exists()


def test_there_is_no_other_door(client, owner):
    for path in (
        "signup/",
        "accounts/signup/",
        "accounts/login/",
        "sign-in/signup/",
        "accounts/password/reset/",
    ):
        assert client.post(f"/{path}", {"username": "x"}).status_code in {302, 404, 410}
    assert Owner.objects.count() == 1


def test_only_the_hash_of_an_invitation_is_kept(owner):
    token = invite(owner)
    assert token not in str(list(Invitation.objects.values()))


def run(*arguments):
    return CliRunner().invoke(needless, [*arguments], catch_exceptions=False)


def test_the_command_line_invites_and_lists(owner, other_owner):
    said = run("invite", "bo@x.example", "--address", "https://needless.example/")
    link = said.output.strip()
    assert link.startswith("https://needless.example/invitation/")
    assert Client().get(link.removeprefix("https://needless.example")).status_code == 200
    listed = run("owners").output
    assert "ana: invites others, link, password" in listed and "tom: link, password" in listed


def test_another_may_be_made_admin_but_one_always_stays(owner, other_owner):
    assert run("owners", "--no-admin", "ana").exit_code == 3
    assert run("owners", "--admin", "tom").exit_code == 0
    assert {o.username for o in admins()} == {"ana", "tom"}
    assert run("owners", "--no-admin", "ana").exit_code == 0
    assert {o.username for o in admins()} == {"tom"}
    assert run("--owner", "ana", "invite").exit_code == 3


def test_with_a_mail_server_the_invitation_is_mailed(admin, settings, mailoutbox):
    settings.EMAIL_HOST = "mail.example"
    page = admin.post("/settings/invitations/", {"mail": "bo@firm.example"})
    (mail,) = mailoutbox
    assert mail.to == ["bo@firm.example"] and page.context["link"] in mail.body
    assert b"on its way to bo@firm.example" in page.content
    admin.post("/settings/invitations/", {"mail": "nonsense"})
    admin.post("/settings/invitations/", {"mail": ""})
    assert len(mailoutbox) == 1


def test_a_mail_server_that_fails_is_told_and_the_link_is_there_anyway(admin, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    page = admin.post("/settings/invitations/", {"mail": "bo@firm.example"})
    assert page.context["link"] and page.context["sent"] == ""
    assert b"could not be sent" in page.content
