"""The form in which a portal's administrators set its names and its look."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.files.inspection import UnusableFile
from portal.files.inspection.inspecting import demand_free_of_viruses
from portal.tenants.colours import READABLE, is_colour
from portal.tenants.emblems import LARGEST, Picture, emblem_of
from portal.tenants.models import Tenant
from portal.tenants.theme import TooPale, fault_in_colour


class OwnTenantForm(forms.ModelForm):
    """Refuses a colour on which, or in which, nobody could read; looks at an emblem before it is taken."""

    upload = forms.FileField(
        label=_("徽标"),
        required=False,
        help_text=_("PNG 或 SVG，不超过 64 KB，最好是正方形；显示在页眉和浏览器标签上。不选择则保持不变"),
    )
    without_emblem = forms.BooleanField(label=_("去掉徽标，使用平台的"), required=False)

    class Meta:
        model = Tenant
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picture: Picture | None = None
        if not self.instance.emblem_version and "without_emblem" in self.fields:
            del self.fields["without_emblem"]

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"]).strip().lower()
        if colour and not is_colour(colour):
            raise forms.ValidationError(_("请写成“#”和六位十六进制数字，如 #0d5060。"))
        fault = fault_in_colour(colour) if colour else None
        if fault is not None:
            raise forms.ValidationError(_too_pale(fault))
        return colour

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            self.picture = _looked_at(upload) if upload else None
        except UnusableFile as unusable:
            raise forms.ValidationError(str(unusable)) from None
        return upload


def _too_pale(fault: TooPale) -> str:
    words = {"ratio": f"{fault.ratio:.2f}", "least": READABLE, "nearest": fault.nearest}
    return (
        gettext(
            "这个颜色太浅，文字会看不清：与白色或浅色背景的对比度只有 %(ratio)s，至少要 %(least)s。"
            "最接近的可用颜色是 %(nearest)s。"
        )
        % words
    )


def _looked_at(upload: UploadedFile) -> Picture:
    content = upload.read(LARGEST + 1)
    demand_free_of_viruses(io.BytesIO(content))
    return emblem_of(content)
