import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.notices.channels import Permanent, Temporary, aliyun, sms_backend
from portal.notices.channels.aliyun import AliyunSms, authorization

SECRET = "stub-secret"


class Stub(BaseHTTPRequestHandler):
    """Stands for the provider: checks the signature by its own arithmetic, from the bytes that arrived."""

    answer = (200, {"Code": "OK", "BizId": "900619746936498440^0"})
    pause = 0.0
    received: list[dict[str, str]] = []

    def do_POST(self):
        time.sleep(self.pause)
        status, body = self.answer if self._is_signed() else (400, {"Code": "SignatureDoesNotMatch"})
        self.received.append(dict(parse_qsl(urlsplit(self.path).query)))
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def _is_signed(self):
        parts = dict(part.split("=", 1) for part in self.headers["Authorization"].split(" ", 1)[1].split(","))
        names = parts["SignedHeaders"].split(";")
        lines = "".join(f"{name}:{self.headers[name]}\n" for name in names)
        query = "&".join(sorted(urlsplit(self.path).query.split("&")))
        request = f"POST\n/\n{query}\n{lines}\n{';'.join(names)}\n{hashlib.sha256(b'').hexdigest()}"
        to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
        right = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        return {"host", "x-acs-date", "x-acs-signature-nonce"} <= set(names) and parts["Signature"] == right

    def log_message(self, *args):
        pass


@pytest.fixture
def stub():
    handler = type("OneStub", (Stub,), {"received": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *args: None  # a client that no longer listens is part of a test
    threading.Thread(target=server.serve_forever, daemon=True).start()
    handler.url = f"http://127.0.0.1:{server.server_port}"
    yield handler
    server.shutdown()
    server.server_close()


def backend(stub, secret=SECRET):
    return AliyunSms(stub.url, "key", secret, "测试 & 签名", "SMS_1", "SMS_2")


def send(stub, text="您的申报已通过 100%！", key="passed", **changes):
    return backend(stub, **changes).send("+8615400000001", text, key=key, reference="ref-1")


def test_signature_is_that_of_the_published_example():
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    signed = authorization("YourAccessKeyId", "YourAccessKeySecret", headers, query)
    assert signed.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_message_is_handed_over_with_a_right_signature(stub):
    assert send(stub) == "900619746936498440^0"
    asked = stub.received[0]
    assert (asked["PhoneNumbers"], asked["SignName"], asked["TemplateCode"]) == ("15400000001", "测试 & 签名", "SMS_1")
    assert json.loads(asked["TemplateParam"]) == {"content": "您的申报已通过 100%！"}
    assert asked["OutId"] == "ref-1"


def test_code_goes_by_the_template_for_codes(stub):
    send(stub, text="【门户】验证码 048213，请勿告诉他人。", key="phone_code")
    assert stub.received[0]["TemplateCode"] == "SMS_2"
    assert json.loads(stub.received[0]["TemplateParam"]) == {"code": "048213"}


def test_number_abroad_keeps_its_country(stub):
    backend(stub).send("+85251234567", "x", key="passed", reference="r")
    assert stub.received[0]["PhoneNumbers"] == "85251234567"


def test_wrong_secret_is_refused_for_good(stub):
    with pytest.raises(Permanent, match="SignatureDoesNotMatch"):
        send(stub, secret="another")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "号码不对"}), Permanent),
        ((200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"}), Temporary),
        ((400, {"Code": "Throttling.User"}), Temporary),
        ((503, b"<html>"), Temporary),
        ((200, b"not json"), Temporary),
        ((500, {"Code": "Anything"}), Temporary),
    ],
)
def test_answer_decides_whether_to_try_again(stub, answer, kind):
    stub.answer = answer
    with pytest.raises(kind):
        send(stub)


def test_provider_that_hangs_costs_seconds_and_is_tried_again(stub, monkeypatch):
    monkeypatch.setattr(aliyun, "READ_SECONDS", 0.1)
    stub.pause = 0.5
    with pytest.raises(Temporary, match="did not answer"):
        send(stub)


def test_provider_that_cannot_be_reached_is_tried_again():
    with pytest.raises(Temporary, match="ConnectionRefused"):
        AliyunSms("http://127.0.0.1:9", "k", "s", "n", "t", "c").send("+8615400000001", "x", key="k", reference="r")


def test_settings_name_what_is_missing(settings):
    settings.SMS_BACKEND = "aliyun"
    settings.SMS_SECRET = ""
    with pytest.raises(ImproperlyConfigured, match="SMS_SECRET"):
        sms_backend()


def test_unknown_backend_is_refused_with_those_that_exist(settings):
    settings.SMS_BACKEND = "pigeon"
    with pytest.raises(ImproperlyConfigured, match="aliyun, console, page"):
        sms_backend()


def test_console_backend_writes_to_the_terminal(settings, capsys):
    settings.SMS_BACKEND = "console"
    sms_backend().send("+8615400000001", "验证码 123456", key="phone_code", reference="r")
    assert "验证码 123456" in capsys.readouterr().err
