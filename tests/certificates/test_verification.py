import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from certificates.models import Certificate
from certificates.services.ending import UnableToSupersede, revoke_certificate, supersede_certificate
from certificates.throttle import PER_ADDRESS, PER_TENANT
from portal.calendar import now, set_clock
from portal.tenants.scope import tenant_scope
from tests.builders import make_tenant, publish, scheme_of

Issued = Callable[..., Certificate]


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "ningbo.localhost"})


def by_token(visitor: Client, token: str) -> str:
    return visitor.get(reverse("certificates:verify_token", args=[token])).content.decode()


def by_number(visitor: Client, number: str, name: str, **extra: str) -> str:
    response = visitor.post(reverse("certificates:verify"), {"number": number, "name": name}, **extra)
    return response.content.decode()


def answer_in(page: str) -> str:
    shown = [
        answer for answer in ("valid", "expired", "superseded", "revoked", "unknown") if f"finding-{answer} " in page
    ]
    assert len(shown) == 1
    return shown[0]


@pytest.mark.requirement("NB-96")
def test_a_valid_certificate_by_code_and_by_number(visitor: Client, issued: Issued) -> None:
    certificate = issued()
    for page in (by_token(visitor, certificate.token), by_number(visitor, certificate.number, "陈秀强")):
        assert answer_in(page) == "valid"
        for part in (
            "*秀强",
            certificate.number,
            "宁波市精密装备研究院有限公司",
            "拔尖人才",
            "2026年11月20日",
            "未设期限",
        ):
            assert part in page


@pytest.mark.requirement("NB-96")
def test_the_page_shows_no_document_number_no_full_name_no_photo(visitor: Client, issued: Issued) -> None:
    certificate = issued()
    page = by_token(visitor, certificate.token)
    number = certificate.holder.id_number
    for hidden in (number, certificate.content["id_masked"], certificate.holder.phone[3:], "陈秀强", "data:image/jpeg"):
        assert hidden not in page


def test_an_expired_certificate_from_the_day_after(visitor: Client, tenant, issued: Issued) -> None:
    rule = scheme_of().certificate.model_copy(update={"valid_months": 12})
    certificate = issued(version=publish(tenant, certificate=rule))
    with set_clock(dt.datetime(2027, 11, 19, 12, tzinfo=dt.UTC)):
        assert answer_in(by_token(visitor, certificate.token)) == "valid"
    with set_clock(dt.datetime(2027, 11, 20, 12, tzinfo=dt.UTC)):
        assert answer_in(by_token(visitor, certificate.token)) == "expired"


def test_a_superseded_certificate_names_the_newer_one(visitor: Client, issued: Issued) -> None:
    old = issued()
    new = issued(applicant=old.holder)
    page = by_token(visitor, old.token)
    assert answer_in(page) == "superseded"
    assert new.number in page
    assert answer_in(by_token(visitor, new.token)) == "valid"


@pytest.mark.requirement("NB-99", "NB-101")
def test_a_revoked_certificate_says_so_at_once_and_since_when(visitor: Client, issued: Issued) -> None:
    certificate = issued()
    assert answer_in(by_token(visitor, certificate.token)) == "valid"
    revoke_certificate(application=certificate.application, reason="材料造假")
    page = by_token(visitor, certificate.token)
    assert answer_in(page) == "revoked"
    assert "2026年11月20日撤销" in page
    assert "材料造假" not in page
    revoke_certificate(application=certificate.application, reason="第二次")
    certificate.refresh_from_db()
    assert certificate.end_reason == "材料造假"


@pytest.mark.parametrize(
    "wrong", [("NBRC2026000001", "陈秀"), ("NBRC2026000002", "陈秀强"), ("NBRC2026000001", "*秀强")]
)
def test_a_wrong_number_or_name_is_unknown_in_the_same_words(
    visitor: Client, issued: Issued, wrong: tuple[str, str]
) -> None:
    issued()
    page = by_number(visitor, *wrong)
    assert answer_in(page) == "unknown"
    assert "宁波市精密装备研究院有限公司" not in page


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 500, "%00" * 22, "陈" * 22])
def test_a_forged_code_is_unknown(visitor: Client, issued: Issued, token: str) -> None:
    issued()
    assert answer_in(visitor.get(f"/verify/{token}/").content.decode()) == "unknown"


def test_the_certificate_of_another_tenant_is_unknown(visitor: Client, issued: Issued) -> None:
    certificate = issued()
    make_tenant("hangzhou")
    elsewhere = Client(headers={"host": "hangzhou.localhost"})
    assert answer_in(by_token(elsewhere, certificate.token)) == "unknown"
    assert answer_in(by_number(elsewhere, certificate.number, "陈秀强")) == "unknown"


@pytest.mark.parametrize(
    ("number", "name"),
    [(" nbrc2026 000001 ", "阿卜杜拉•买买提"), ("ＮＢＲＣ２０２６０００００１", " 阿卜杜拉 · 买买提 ")],
)
def test_ways_of_writing_do_not_matter(visitor: Client, issued: Issued, number: str, name: str) -> None:
    issued("阿卜杜拉·买买提")
    assert answer_in(by_number(visitor, number, name)) == "valid"


def test_a_pasted_address_is_followed(visitor: Client, issued: Issued) -> None:
    token = issued().token
    response = visitor.post("/verify/", {"number": f"http://ningbo.localhost:8000/verify/{token}/", "name": ""})
    assert response["Location"] == f"/verify/{token}/"


def test_what_is_missing_is_said_beside_the_field(visitor: Client, tenant) -> None:
    page = by_number(visitor, "NBRC2026000001", "")
    assert "请填写持证人姓名。" in page
    assert 'value="NBRC2026000001"' in page


@pytest.mark.requirement("NB-94", "NB-97")
def test_the_page_says_what_a_printed_copy_is_worth(visitor: Client, tenant) -> None:
    page = visitor.get("/verify/").content.decode()
    assert "不再发放纸质证书" in page
    assert "代替纸质确认文件" in page


def test_results_are_neither_kept_nor_indexed(visitor: Client, issued: Issued) -> None:
    response = visitor.get(f"/verify/{issued().token}/")
    assert "max-age=0" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_a_code_costs_one_query(visitor: Client, issued: Issued, django_assert_num_queries) -> None:
    token = issued().token
    by_token(visitor, token)  # knows the host from now on
    with django_assert_num_queries(3):  # in a transaction: its beginning and its end
        by_token(visitor, token)


def test_guessing_has_to_wait_and_may_go_on_later(visitor: Client, issued: Issued) -> None:
    certificate = issued()
    for _attempt in range(PER_ADDRESS.misses):
        assert answer_in(by_number(visitor, certificate.number, "王五")) == "unknown"
    response = visitor.post("/verify/", {"number": certificate.number, "name": "陈秀强"})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= PER_ADDRESS.seconds
    assert "之后可以再次查验" in response.content.decode()
    assert visitor.get(f"/verify/{'A' * 22}/").status_code == 429
    assert answer_in(by_number(visitor, certificate.number, "陈秀强", REMOTE_ADDR="10.0.0.7")) == "valid"
    with set_clock(now() + dt.timedelta(seconds=PER_ADDRESS.seconds)):
        assert answer_in(by_number(visitor, certificate.number, "陈秀强")) == "valid"


def test_forged_codes_count_as_guesses(visitor: Client, tenant) -> None:
    for attempt in range(PER_ADDRESS.misses):
        assert visitor.get(f"/verify/{attempt:022d}/").status_code == 200
    assert visitor.get(f"/verify/{'A' * 22}/").status_code == 429


def test_verifying_real_certificates_is_not_throttled(visitor: Client, issued: Issued) -> None:
    token = issued().token
    for _attempt in range(PER_ADDRESS.misses * 3):
        assert answer_in(by_token(visitor, token)) == "valid"


def test_guesses_from_many_addresses_close_the_form_but_no_code(
    visitor: Client, issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certificates.throttle.PER_TENANT", type(PER_TENANT)(misses=5, seconds=600))
    certificate = issued()
    for last in range(5):
        by_number(visitor, certificate.number, "王五", REMOTE_ADDR=f"10.0.0.{last}")
    query = {"number": certificate.number, "name": "陈秀强"}
    assert visitor.post("/verify/", query, REMOTE_ADDR="10.0.0.99").status_code == 429
    assert answer_in(by_token(visitor, certificate.token)) == "valid"


def test_neighbours_in_one_ipv6_network_share_their_guesses(visitor: Client, tenant) -> None:
    for attempt in range(PER_ADDRESS.misses):
        visitor.get(f"/verify/{'A' * 22}/", REMOTE_ADDR=f"2001:db8::{attempt + 1:x}")
    assert visitor.get(f"/verify/{'A' * 22}/", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert visitor.get(f"/verify/{'A' * 22}/", REMOTE_ADDR="2001:db8:0:1::1").status_code == 200


def test_only_a_valid_certificate_can_be_superseded(issued: Issued) -> None:
    first, second = issued("甲一"), issued("乙二")
    with pytest.raises(UnableToSupersede):
        supersede_certificate(old=first, new=second)
    with pytest.raises(UnableToSupersede):
        supersede_certificate(old=first, new=first)


def test_a_case_without_certificate_can_be_revoked(approved: Callable[..., Application]) -> None:
    assert revoke_certificate(application=approved(), reason="材料造假") is None


def test_english_readers_get_english(visitor: Client, issued: Issued) -> None:
    certificate = issued()
    page = visitor.get(f"/verify/{certificate.token}/", headers={"accept-language": "en"}).content.decode()
    assert "Top-notch talents" in page
    assert "20 Nov 2026" in page
    with tenant_scope(certificate.tenant):
        assert "Ningbo Human Resources Bureau" in page


def test_the_page_says_from_which_site_it_must_come_and_can_be_printed(visitor: Client, issued: Issued) -> None:
    certificate = issued()
    page = by_token(visitor, certificate.token)
    assert '<strong class="host">ningbo.localhost' in page
    assert f"/verify/{certificate.token}/</span>" in page  # on paper alone
    assert "data-print" in page
    assert "（北京时间）" in page
    assert f"/verify/{certificate.token}/" not in by_number(visitor, certificate.number, "陈秀强")


def test_an_unknown_certificate_says_what_to_do_and_gives_no_address_to_come_back_to(visitor: Client, tenant) -> None:
    page = by_token(visitor, "A" * 22)
    assert "请这样做" in page
    assert "请不要采信" in page
    assert "A" * 22 not in page.partition('class="checked"')[2].partition("</section>")[0]
