from collections.abc import Iterator

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from portal.people.models import User
from portal.privacy.models import PrivacyNotice
from portal.privacy.services.publishing import publish_notice
from portal.tenants.models import Tenant
from portal.tenants.scope import tenant_scope
from tests.builders import make_person, make_tenant

PURPOSES = [
    {"key": "handling", "name_zh": "受理申报", "basis": "statutory_duty", "law_zh": "第十三条"},
    {
        "key": "sensitive",
        "name_zh": "处理证件影像",
        "basis": "separate_consent",
        "otherwise_zh": "不同意则不能申报。",
    },
    {
        "key": "news",
        "name_zh": "接收政策资讯",
        "basis": "consent",
        "is_required": False,
        "otherwise_zh": "不再收到资讯。",
    },
]


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    with tenant_scope(make_tenant("ningbo", region_code="330200")) as tenant:
        yield tenant


@pytest.fixture
def person(tenant: Tenant) -> User:
    """Somebody who registered before the bureau published a notice."""
    return make_person(tenant, name="欧阳娜")


@pytest.fixture
def notice(person: User) -> PrivacyNotice:
    return publish_notice(words={"body_zh": "第一版全文"}, purposes=PURPOSES)


@pytest.fixture
def browser_at_home(person: User) -> Client:
    client = Client(headers={"host": "ningbo.localhost"})
    client.force_login(person)
    return client


def an_hour_later(client: Client) -> Client:
    """The same session, with a password that was given too long ago."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        method | {"at": method["at"] - 3600} for method in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()
    return client
