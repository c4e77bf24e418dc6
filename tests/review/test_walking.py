from pathlib import Path
import pytest
from django.core.management import call_command

CASES = sorted((Path(__file__).parents[2]/"schemes/ningbo/recognition/cases").glob("*.yaml"))
@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_x(case):
    call_command("walk", str(case))
