"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from needless.api.urls import mounted as api
from needless.dav.views import dav, well_known

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api),
    path("dav", well_known),
    re_path(r"^\.well-known/(?:card|cal)dav/?$", well_known),
    path("dav/", dav, name="dav"),
    path("dav/<path:path>", dav),
    path("", include("needless.web.urls")),
]
handler500 = "needless.web.errors.went_wrong"
