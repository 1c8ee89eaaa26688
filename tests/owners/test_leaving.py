"""An account is deleted with all of it, and nothing of anybody else's."""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.utils import timezone
from tests.test_owners_are_apart import network  # noqa: F401  # a row of everything

from needless.exports.leaving import delete_account
from needless.imports.models import Import
from needless.owners.actions import make_sign_in_link
from needless.owners.app_passwords import make_app_password
from needless.owners.invitations import admins, invite
from needless.owners.models import Owner
from needless.owners.tokens import make_token


def came_in(owner):
    client = Client()
    client.post(make_sign_in_link(owner))
    return client


def rows_of(owner):
    """Rows left of the owner's, in each table that points at an owner."""
    left = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Owner:
                left[model.__name__, field.name] = model._base_manager.filter(
                    **{field.name: owner.pk}
                ).count()
    return left


@pytest.fixture
def everything(network):  # noqa: F811
    make_app_password(network, "phone")
    invite(network)
    Authenticator.objects.create(user=network, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return network


def test_every_table_is_empty_of_them_and_as_before_of_others(everything, other_owner, django_db_setup):
    make_token(other_owner, "x")
    came_in(everything)
    before = rows_of(everything)
    assert sum(1 for count in before.values() if count) > 30
    others = rows_of(other_owner)
    delete_account(everything)
    left = {table: count for table, count in rows_of(everything).items() if count}
    assert left == {} and not Owner.objects.filter(pk=everything.pk).exists()
    assert rows_of(other_owner) == others


def test_nothing_that_was_written_is_left_in_any_table(everything):
    from django.db import connection

    delete_account(everything)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "Zzyzx" not in str(cursor.fetchall()), table


def test_files_that_wait_to_be_imported_go_and_files_elsewhere_stay(owner, tmp_path):
    settings.UPLOADS.mkdir(exist_ok=True)
    ours, theirs = settings.UPLOADS / "leaving.csv", tmp_path / "own.csv"
    for path in (ours, theirs):
        path.write_text("Zzyzx")
    Import.objects.create(owner=owner, paths=[str(ours), str(theirs)], stage="previewed")
    delete_account(owner)
    assert not ours.exists() and theirs.exists()


def test_the_page_wants_the_name_typed_and_offers_the_export_first(owner):
    client = came_in(owner)
    page = client.get("/settings/leave/").content
    assert b'href="/export/"' in page and b"Nobody else has an account here" in page
    answer = client.post("/settings/leave/", {"name": "anna"})
    assert answer.status_code == 422 and b"nothing was deleted" in answer.content
    assert Owner.objects.filter(pk=owner.pk).exists()
    gone = client.post("/settings/leave/", {"name": "ana"}, follow=True)
    assert b"deleted" in gone.content and not Owner.objects.exists()
    assert client.get("/").status_code == 302


def test_signing_in_long_ago_is_not_enough(owner):
    client = Client()
    client.force_login(owner)
    client.post("/settings/leave/", {"name": "ana"})
    assert Owner.objects.filter(pk=owner.pk).exists()


def test_their_tokens_links_and_devices_open_nothing_any_more(owner, other_owner):
    text, link, other_device = make_token(owner, "x"), make_sign_in_link(owner), came_in(owner)
    delete_account(owner)
    assert Client(headers={"authorization": f"Bearer {text}"}).get("/api/contacts").status_code == 401
    assert Client().post(link).status_code == 410
    assert other_device.get("/").status_code == 302


def test_after_the_only_admin_the_oldest_owner_may_invite_and_the_page_says_so(owner, other_owner):
    assert b"After you, tom may" in came_in(owner).get("/settings/leave/").content
    delete_account(owner)
    assert [o.username for o in admins()] == ["tom"]


def test_an_instance_without_owners_makes_a_first_one_again(owner):
    from needless.owners.first_run import first_owner

    delete_account(owner)
    assert first_owner().username == "owner" and timezone.now()
