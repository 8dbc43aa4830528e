"""django-allauth's forms in our words: a label says the field, and no placeholder repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from deffinum.foundation.policies import Words

LABELS: Mapping[str, Words] = {
    "login": _("Adresse électronique"),
    "email": _("Adresse électronique"),
    "remember": _("Rester connecté sur cet appareil"),
}
HELP: Mapping[str, Words] = {
    "password1": _("12 caractères au moins : une phrase que vous retiendrez convient. Évitez un mot de passe courant."),
}


class PlainFields:
    """Takes the placeholders away and gives the fields the platform's words."""

    fields: Mapping[str, forms.Field]
    words: ClassVar[Mapping[str, Words]] = LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = HELP.get(name, field.help_text)  # type: ignore[assignment]
            field.label = self.words.get(name, field.label)  # type: ignore[assignment]


class SignInForm(PlainFields, account_forms.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""


class SignUpForm(PlainFields, account_forms.SignupForm):  # type: ignore[misc]
    """A new account."""


class CodeRequestForm(PlainFields, account_forms.RequestLoginCodeForm):  # type: ignore[misc]
    """Where to send the code."""


class AddressForm(PlainFields, account_forms.AddEmailForm):  # type: ignore[misc]
    """One more address."""


class PasswordChangeForm(PlainFields, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password instead of the old one."""


class PasswordChoiceForm(PlainFields, account_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class PasswordAgainForm(PlainFields, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, once the code of the mail was given."""


class PasswordProofForm(PlainFields, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password, before a change of the account's security."""


class PasswordResetForm(PlainFields, account_forms.ResetPasswordForm):  # type: ignore[misc]
    """The password is forgotten."""


class PasskeyForm(passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and its name."""

    name = forms.CharField(
        label=_("Nom de la clé"),
        required=False,
        help_text=_("Pour la reconnaître plus tard : « Téléphone », « Clé USB »."),
    )
    passwordless = forms.BooleanField(
        label=_("Me connecter avec cette clé seule"),
        required=False,
        initial=True,
        help_text=_("Sans mot de passe ni code : l’appareil vérifie votre empreinte, votre visage ou votre code."),
    )


class PasskeyNameForm(passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label=_("Nom de la clé"), required=True)


class FirstCodeForm(PlainFields, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The code that proves that the application knows its key."""

    words: ClassVar[Mapping[str, Words]] = {"code": _("Code affiché par l’application")}


class CodeForm(PlainFields, factor_forms.AuthenticateForm):  # type: ignore[misc]
    """The second factor, at sign-in."""

    words: ClassVar[Mapping[str, Words]] = {"code": _("Code de l’application, ou code de secours")}


class CodeAgainForm(PlainFields, factor_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor, before a change of the account's security."""

    words: ClassVar[Mapping[str, Words]] = {"code": _("Code de l’application, ou code de secours")}
