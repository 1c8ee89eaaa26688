"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from needless.api.urls import mounted as api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api),
    path("", include("needless.web.urls")),
]
