from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from applications.models import SchemeVersion
from applications.services.publishing import UnableToPublish, hash_of, publish_scheme
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from review.models import Office
from tests.applications.scheme.small import small_scheme, written

pytestmark = pytest.mark.django_db
OTHER_TITLE = ("title: {zh: 小事项, en: Small scheme}", "title: {zh: 新事项, en: New scheme}")


@pytest.fixture
def tenant() -> Iterator[Tenant]:
    tenant = Tenant.objects.create(slug="elsewhere", name_zh="别处", name_en="Elsewhere")
    with tenant_scope(tenant):
        yield tenant


def test_same_content_is_published_once(tenant: Tenant, tmp_path: Path) -> None:
    first, is_new = publish_scheme(scheme=small_scheme(tmp_path))
    again, is_new_again = publish_scheme(scheme=small_scheme(tmp_path))
    assert (is_new, is_new_again) == (True, False)
    assert first == again
    assert SchemeVersion.objects.count() == 1


def test_changed_content_becomes_the_next_version_and_the_old_one_stays(tenant: Tenant, tmp_path: Path) -> None:
    first, _ = publish_scheme(scheme=small_scheme(tmp_path))
    second, is_new = publish_scheme(scheme=small_scheme(tmp_path, OTHER_TITLE))
    assert (second.number, is_new) == (2, True)
    assert SchemeVersion.objects.get(pk=first.pk).scheme.title.zh == "小事项"
    assert second.scheme.title.zh == "新事项"


def test_going_back_to_older_content_is_a_new_version(tenant: Tenant, tmp_path: Path) -> None:
    publish_scheme(scheme=small_scheme(tmp_path))
    publish_scheme(scheme=small_scheme(tmp_path, OTHER_TITLE))
    third, is_new = publish_scheme(scheme=small_scheme(tmp_path))
    assert (third.number, is_new) == (3, True)


def test_changed_template_is_changed_content_and_is_kept_in_the_version(tenant: Tenant, tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path)
    first, _ = publish_scheme(scheme=scheme)
    second, is_new = publish_scheme(scheme=scheme.model_copy(update={"files": {"certificate.html": "<b>新</b>"}}))
    assert is_new
    assert SchemeVersion.objects.get(pk=first.pk).scheme.files == {"certificate.html": "<p>{{ number }}</p>"}
    assert SchemeVersion.objects.get(pk=second.pk).scheme.files == {"certificate.html": "<b>新</b>"}


def test_stored_version_reads_back_as_the_scheme_of_the_file(tenant: Tenant, tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path)
    version, _ = publish_scheme(scheme=scheme)
    stored = SchemeVersion.objects.get(pk=version.pk)
    assert stored.scheme == scheme
    assert stored.content_hash == hash_of(stored.content)


def test_versions_are_counted_in_each_tenant_apart(tenant: Tenant, tmp_path: Path) -> None:
    publish_scheme(scheme=small_scheme(tmp_path))
    with tenant_scope(Tenant.objects.create(slug="third", name_zh="第三", name_en="Third")):
        version, is_new = publish_scheme(scheme=small_scheme(tmp_path))
        assert (version.number, is_new) == (1, True)


def test_template_with_a_fault_is_refused(tenant: Tenant, tmp_path: Path) -> None:
    scheme = small_scheme(tmp_path).model_copy(update={"files": {"certificate.html": "{% load static %}"}})
    with pytest.raises(UnableToPublish, match=r"certificate\.html"):
        publish_scheme(scheme=scheme)
    assert not SchemeVersion.objects.exists()


def test_command_publishes_once(tenant: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path)
    call_command("publish_scheme", "elsewhere", file)
    call_command("publish_scheme", "elsewhere", file)
    assert capsys.readouterr().out == "small v1: published\nsmall v1: unchanged, nothing published\n"


def test_command_that_only_checks_reads_out_the_conditions_and_stores_nothing(
    tenant: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("publish_scheme", "elsewhere", written(tmp_path), "--check")
    assert capsys.readouterr().out.splitlines() == [
        "sections[0].fields[1].when: 学位为博士或硕士",
        "slots[0].when: “国外学位”为“是”",
        "slots[0].required: 学位为博士",
        "routes.first[0].when: 单位隶属层级为municipal",
        "small: nothing to object to; nothing published",
    ]
    assert not SchemeVersion.objects.exists()


def test_command_refuses_a_misspelt_field_with_file_and_line(tenant: Tenant, tmp_path: Path) -> None:
    file = written(tmp_path, ("when: {abroad: true}", "when: {abroda: true}"))
    with pytest.raises(CommandError, match=r"scheme\.yaml:19: slots\[0\]\.when\.abroda: .* did you mean abroad\?"):
        call_command("publish_scheme", "elsewhere", file)
    assert not SchemeVersion.objects.exists()


def test_command_refuses_an_unknown_code_set(tenant: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such code set; did you mean gbt2261_1_sex"):
        call_command("publish_scheme", "elsewhere", written(tmp_path, ("gbt2261_1_sex", "gbt2261_sex")))


def test_command_names_the_tenants_there_are(tenant: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no tenant elswhere; there are: elsewhere"):
        call_command("publish_scheme", "elswhere", written(tmp_path))


def test_a_scheme_that_names_an_office_the_portal_lacks_is_refused(tenant: Tenant, tmp_path: Path) -> None:
    Office.objects.create(code="municipal-window", name_zh="窗口", kind="window", tier="city")
    with pytest.raises(CommandError, match=r"scheme\.yaml:\d+: .*no such office: window"):
        call_command("publish_scheme", "elsewhere", written(tmp_path))
