"""What is imported after a unit has come by the network is that unit's at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from portal.tenants.models import Tenant
from tests.certificates.former import USCC, tables, unit, workbook
from tests.departments import OTHER_USCC, come, make_legal_person
from tests.departments.fixtures import lakeside  # noqa: F401
from units.models import LegacyUnit


@pytest.mark.requirement("HZ-18")
def test_account_of_a_unit_that_has_signed_in_before_is_claimed_at_the_end_of_the_import(
    lakeside: Tenant,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = come(make_legal_person(lakeside, "旧时研究院"), USCC, "旧时研究院")
    rows = [unit(), unit(旧系统账号="old-2", 单位名称="他处研究院", 统一社会信用代码=OTHER_USCC)]
    book = workbook(tmp_path / "old.xlsx", tables(units=rows, cases=[], certificates=[]))
    call_command("import_former", lakeside.slug, str(book), "--dry-run")
    assert "claimed" not in capsys.readouterr().out
    assert not LegacyUnit.objects.exists()
    call_command("import_former", lakeside.slug, str(book))
    assert "accounts claimed by units that have signed in: 1" in capsys.readouterr().out
    assert dict(LegacyUnit.objects.values_list("account", "unit")) == {"old-1": here.pk, "old-2": None}
    call_command("import_former", lakeside.slug, str(book))
    assert "claimed" not in capsys.readouterr().out
