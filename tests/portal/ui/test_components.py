"""Forms as the portal draws them."""

from django import forms
from django.template import Context, Template


class Person(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致")
    sex = forms.ChoiceField(label="性别", choices=[("1", "男"), ("2", "女")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="同意")


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    html = Person({"name": ""})["name"].as_field_group()
    assert '<label for="id_name">姓名' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = Person()["sex"].as_field_group()
    assert "<fieldset" in html
    assert "<legend>性别" in html
    assert html.count('id="id_sex"') == 1


def test_the_summary_of_errors_links_to_each_field() -> None:
    html = str(Person({"name": "张三"}))
    assert '<a href="#id_sex">性别</a>' in html
    assert '<a href="#id_agrees">同意</a>' in html
    assert '<a href="#id_name">' not in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "error-summary" not in str(Person())


def test_a_script_in_a_value_stays_text() -> None:
    assert "<script>" not in str(Person({"name": "<script>alert(1)</script>"}))


def test_a_confirmation_works_without_scripts() -> None:
    template = Template(
        '{% include "components/confirm.html" with id="w" opens="撤回" title="确定？" text="不能恢复" '
        'action="/x/" button="撤回申报" csrf_token="t" only %}'
    )
    html = template.render(Context())
    assert "<details" in html
    assert '<form method="post" action="/x/">' in html
    assert 'name="csrfmiddlewaretoken" value="t"' in html
