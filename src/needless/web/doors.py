"""The addresses of signing in, and of how: with the names that allauth looks for."""

from __future__ import annotations

from allauth.mfa.webauthn.views import login_webauthn
from django.conf import settings
from django.urls import URLPattern, path

from needless.web import confirming, invitations, leaving, security, signing_in

doors: list[URLPattern] = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/", signing_in.sign_in, name="account_login"),
    path("sign-in/", signing_in.sign_in, name="account_inactive"),
    path("sign-in/passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/code/", security.second_step, name="mfa_authenticate"),
    path("sign-in/recovery/", signing_in.sign_in_recovery, name="sign-in-recovery"),
    path("invitation/<str:token>/", signing_in.invitation, name="invitation"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/", security.security, name="mfa_index"),
    path("settings/security/confirm/", confirming.confirm, name="confirm"),
    path("settings/security/confirm/passkey/", confirming.by_passkey, name="mfa_reauthenticate_webauthn"),
    path("settings/security/confirm/password/", confirming.by_password, name="account_reauthenticate"),
    path("settings/security/confirm/code/", confirming.by_code, name="mfa_reauthenticate"),
    path("settings/security/passkeys/", security.add_passkey, name="passkey-add"),
    path("settings/security/passkeys/<int:pk>/remove/", security.remove_passkey, name="passkey-remove"),
    path("settings/security/password/", security.password, name="password"),
    path("settings/security/password/remove/", security.remove_password, name="password-remove"),
    path("settings/security/codes/", security.codes_on, name="codes"),
    path("settings/security/codes/off/", security.codes_off, name="codes-off"),
    path("settings/security/codes/off/", security.codes_off, name="mfa_deactivate_totp"),
    path("settings/security/recovery/", security.recovery_codes, name="recovery-codes"),
    path("settings/security/recovery/", security.recovery_codes, name="mfa_view_recovery_codes"),
    path("settings/devices/", security.devices, name="devices"),
    path("settings/devices/end/", security.end_devices, name="devices-end"),
    path("settings/devices/<int:pk>/end/", security.end_device, name="device-end"),
    path("settings/invitations/", invitations.invitations, name="invitations"),
    path(
        "settings/invitations/<int:pk>/withdraw/", invitations.withdraw_invitation, name="invitation-withdraw"
    ),
    path("settings/leave/", leaving.leave, name="leave"),
]
if settings.FIRM_APPS:
    from allauth.socialaccount.providers.openid_connect import views as firm
    from allauth.socialaccount.views import login_cancelled, login_error, signup

    doors += [
        path("sign-in/firm/<str:provider_id>/", firm.login, name="openid_connect_login"),
        path("sign-in/firm/<str:provider_id>/back/", firm.callback, name="openid_connect_callback"),
        path("sign-in/firm-cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
        path("sign-in/firm-error/", login_error, name="socialaccount_login_error"),
        path("sign-in/firm-new/", signup, name="socialaccount_signup"),
    ]
