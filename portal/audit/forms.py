from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.audit.choices import Kind
from portal.audit.searching import Search


class SearchForm(forms.Form):
    """What the log is searched by. What is typed is found as it stands in the log, not in parts."""

    since = forms.DateField(label=_("起始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("截止日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *Kind.choices])
    actor_name = forms.CharField(label=_("操作人"), required=False, max_length=100)
    action = forms.CharField(label=_("动作"), required=False, max_length=60)
    target = forms.CharField(label=_("对象"), required=False, max_length=80)

    @property
    def narrows(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def search(self) -> Search:
        """Return what is asked for; a part that could not be understood is left out, and the form says so."""
        self.is_valid()
        return Search(**{name: value for name, value in self.cleaned_data.items() if value})
