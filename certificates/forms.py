from django import forms
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    """What stands on the certificate: both are needed, so that numbers cannot be tried one after the other."""

    number = forms.CharField(
        label=_("证书编号"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("印在证书右上方"),
        error_messages={"required": _("请填写证书编号。")},
    )
    name = forms.CharField(
        label=_("持证人姓名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("请填写证书上的完整姓名"),
        error_messages={"required": _("请填写持证人姓名。")},
    )
