"""When something is away, people read what to do, and nothing is left half done."""

from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from portal.tenants.models import Tenant

raised: Exception = ValueError()


def failing(request: HttpRequest, what: str) -> HttpResponse:
    raise raised


urlpatterns = [path("fails/<str:what>/", failing, name="fails")]
handler500 = "portal.operations.errors.server_error"


@pytest.fixture
def answer(tenant: Tenant, settings: Settings) -> Iterator[Callable[[Exception], HttpResponse]]:
    settings.ROOT_URLCONF = "tests.portal.operations.test_errors"

    def ask(error: Exception, **headers: str) -> HttpResponse:
        global raised
        raised = error
        client = Client(HTTP_HOST="ningbo.localhost", raise_request_exception=False)
        return client.get("/fails/330102199001011234/", headers=headers)

    return ask  # type: ignore[return-value]


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_is_away_is_said_in_words(answer: Callable[..., HttpResponse], error: Exception) -> None:
    response = answer(error)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "系统暂时繁忙" in response.content.decode()
    assert response["X-Request-ID"] in response.content.decode()


def test_a_full_disk_is_said_in_words(answer: Callable[..., HttpResponse]) -> None:
    response = answer(OSError(28, "No space left on device"))
    assert response.status_code == 507
    assert "暂时无法保存文件" in response.content.decode()


@pytest.mark.parametrize("error", [ValueError("x"), IntegrityError("x"), DatabaseError("x"), OSError(2, "not found")])
def test_a_fault_of_ours_stays_a_fault(answer: Callable[..., HttpResponse], error: Exception) -> None:
    response = answer(error)
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()


def test_a_cause_further_down_is_found(answer: Callable[..., HttpResponse]) -> None:
    error = RuntimeError("could not be stored")
    error.__cause__ = OSError(28, "No space left on device")
    assert answer(error).status_code == 507


def test_words_are_in_the_readers_language(answer: Callable[..., HttpResponse]) -> None:
    assert '<html lang="en">' in answer(OperationalError(), **{"Accept-Language": "en"}).content.decode()
