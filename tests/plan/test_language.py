"""The plan speaks the language of the one who reads it, whatever the browser or the night's job speaks."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from needless.plan.making import plan_of_day

SAID = {
    "de": ('<html lang="de"', "Heute", "Leute", "Ana Silva zum Geburtstag gratulieren"),
    "es": ('<html lang="es"', "Hoy", "Gente", "Felicitar a Ana Silva por su cumpleaños"),
}


@pytest.mark.parametrize("language", SAID)
def test_pages_and_plan_speak_the_language_that_was_chosen(client, owner, person, language):
    client.force_login(owner)
    form = {"minutes_per_day": 15, "minutes_per_week": 60, "time_zone": "UTC", "matching": "usual"}
    assert client.post("/settings/", {**form, "language": language}).status_code == 302
    owner.refresh_from_db()
    day = timezone.localdate()
    person("Ana Silva", [(60, "mail"), (70, "mail")], tier="warm", birthday=f"1980-{day:%m-%d}")
    with override("en"):
        plan_of_day(owner, day)
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert [word for word in SAID[language] if word not in page] == []
