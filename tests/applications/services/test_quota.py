"""How much one person may store in a day."""

import pytest

from applications.models import Application
from applications.services.attachments import UnableToAttach
from tests.applications.filling import picture, put


@pytest.mark.django_db
def test_one_person_stores_so_many_files_a_day(draft: Application, settings) -> None:
    settings.FILES_A_DAY = 1
    put(draft, "nb_identity")

    with pytest.raises(UnableToAttach, match="已达上限（1 个"):
        put(draft, "nb_identity", picture(colour="#000"))


@pytest.mark.django_db
def test_one_person_stores_so_many_bytes_a_day(draft: Application, settings) -> None:
    settings.FILES_A_DAY_MB = 0

    with pytest.raises(UnableToAttach, match="0 MB"):
        put(draft, "nb_identity")
