"""The web app manifest: Needless on a phone's home screen."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

PNG = [
    {"src": "", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
    for size in (192, 512)
]


@login_not_required
def manifest(request: HttpRequest) -> JsonResponse:
    """Name, colours, icons, and a way straight to the log."""
    icons = [
        icon | {"src": static(f"needless/icons/needless-{icon['sizes'].split('x')[0]}.png")} for icon in PNG
    ]
    icons.append({"src": static("needless/icons/needless.svg"), "sizes": "any", "type": "image/svg+xml"})
    shown = {
        "name": "Needless",
        "short_name": "Needless",
        "description": _("Networking before you need it."),
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf8f2",
        "theme_color": "#1f5f4c",
        "icons": icons,
        "share_target": {
            "action": reverse("story-share"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
        "shortcuts": [{"name": _("Log a talk"), "url": reverse("log")}],
    }
    return JsonResponse(shown, content_type="application/manifest+json")
