"""Signing up, in and out: allauth's pages that this portal uses, under allauth's names. E-mail has no part in it."""

from allauth.account import views as account
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path

from portal.people import by_code_views as by_code
from portal.people import leaving_views as leaving
from portal.people import phone_views, views
from portal.people import second_factor_views as setting_up
from portal.people import sign_in_views as signing_in
from portal.people.outside import closed_by_network, unless_number_is_given, without_own_password

urlpatterns = [
    path("signup/", closed_by_network(by_code.unless_one_form(account.signup)), name="account_signup"),
    path("login/", signing_in.SignInView.as_view(), name="account_login"),
    path("by-code/", by_code.ByCodeView.as_view(), name="account_by_code"),
    path("login/picture/", signing_in.picture, name="account_captcha"),
    path("login/own-code/", closed_by_network(signing_in.SignInCodeView.as_view()), name="account_sign_in_code"),
    path(
        "login/code/",
        closed_by_network(by_code.unless_one_form(account.request_login_code)),
        name="account_request_login_code",
    ),
    path("login/code/confirm/", closed_by_network(account.confirm_login_code), name="account_confirm_login_code"),
    path("logout/", leaving.SignOutView.as_view(), name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", leaving.prove_again, name="account_reauthenticate"),
    path("phone/verify/", unless_number_is_given(views.verify_phone), name="account_verify_phone"),
    path("phone/change/", unless_number_is_given(phone_views.ChangePhoneView.as_view()), name="account_change_phone"),
    path("phone/both/", unless_number_is_given(phone_views.BothNumbersView.as_view()), name="account_both_numbers"),
    path("password/change/", without_own_password(account.password_change), name="account_change_password"),
    path("password/set/", without_own_password(account.password_set), name="account_set_password"),
    path("password/reset/", closed_by_network(views.PasswordResetView.as_view()), name="account_reset_password"),
    path("password/reset/code/", closed_by_network(views.NewPasswordView.as_view()), name="account_new_password"),
    path("language/", views.set_language, name="set_language"),
    # Ours come first: they write the audit, and keep people from locking themselves out.
    path("2fa/totp/activate/", setting_up.SetUpAppView.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", setting_up.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("2fa/webauthn/add/", setting_up.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", setting_up.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("2fa/recovery-codes/", setting_up.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", setting_up.NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/webauthn/login/", closed_by_network(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/", include("allauth.mfa.base.urls")),
    path("2fa/webauthn/", include("allauth.mfa.webauthn.urls")),
]
