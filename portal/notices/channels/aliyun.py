"""Alibaba Cloud SMS: the operation SendSms (2017-05-25) with signature version 3, ACS3-HMAC-SHA256.

The provider sends approved templates only, never free text. Two are enough: one for verification codes with the
variable `code`, and one whose variable `content` is the whole notice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import http.client
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.notices.channels import Permanent, Temporary, Unclear

CONNECT_SECONDS = 3
READ_SECONDS = 5
CODE_KEY = "phone_code"

_NO_BODY = hashlib.sha256(b"").hexdigest()
# A limit reached, an account to be topped up, a fault of theirs: the same message may pass later.
_TEMPORARY = re.compile(
    r"isv\.(BUSINESS_LIMIT|AMOUNT_NOT_ENOUGH|OUT_OF_SERVICE)|isp\.|Throttling|ServiceUnavailable|Internal"
)


@dataclass(frozen=True)
class AliyunSms:
    """One account. `endpoint` is a URL without a path."""

    endpoint: str
    access_key: str
    secret: str
    sign_name: str
    template: str
    code_template: str

    @classmethod
    def from_settings(cls) -> AliyunSms:
        names = ("SMS_ENDPOINT", "SMS_ACCESS_KEY", "SMS_SECRET", "SMS_SIGN_NAME", "SMS_TEMPLATE", "SMS_CODE_TEMPLATE")
        if missing := [name for name in names if not getattr(settings, name)]:
            raise ImproperlyConfigured(f"SMS_BACKEND is aliyun, which needs {', '.join(missing)}.")
        return cls(*(getattr(settings, name) for name in names))

    def send(self, phone: str, text: str, *, key: str, reference: str) -> str:
        template, parameters = self._template_for(key, text)
        query = {
            "PhoneNumbers": phone.removeprefix("+86").removeprefix("+"),
            "SignName": self.sign_name,
            "TemplateCode": template,
            "TemplateParam": json.dumps(parameters, ensure_ascii=False),
            "OutId": reference,
        }
        return _sent(*self._post(query))

    def _template_for(self, key: str, text: str) -> tuple[str, dict[str, str]]:
        code = re.search(r"(?<!\d)\d{4,8}(?!\d)", text) if key == CODE_KEY else None
        return (self.code_template, {"code": code[0]}) if code else (self.template, {"content": text})

    def _post(self, query: Mapping[str, str]) -> tuple[int, bytes]:
        address = urlsplit(self.endpoint)
        headers = request_headers(address.netloc, "SendSms", "2017-05-25")
        headers["Authorization"] = authorization(self.access_key, self.secret, headers, query)
        secure = address.scheme == "https"
        make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = make(address.netloc, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            raise Temporary(f"the provider cannot be reached: {type(error).__name__}") from error
        try:
            connection.sock.settimeout(READ_SECONDS)
            connection.request("POST", f"/?{canonical_query(query)}", headers=headers)
            response = connection.getresponse()
            return response.status, response.read(65_536)
        except (OSError, http.client.HTTPException) as error:
            raise Unclear(f"the provider did not answer: {type(error).__name__}") from error
        finally:
            connection.close()


def request_headers(host: str, action: str, version: str) -> dict[str, str]:
    """Return the headers that are signed. The moment is the provider's, not the portal's clock: it refuses old ones."""
    return {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": _NO_BODY,
        "x-acs-date": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": secrets.token_hex(16),
        "x-acs-version": version,
    }


def authorization(access_key: str, secret: str, headers: Mapping[str, str], query: Mapping[str, str]) -> str:
    """Return the Authorization header of a POST to `/` without a body."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", canonical_query(query), lines, names, _NO_BODY])
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={access_key},SignedHeaders={names},Signature={signature}"


def canonical_query(query: Mapping[str, str]) -> str:
    """Return the query string, sorted and percent-encoded by RFC 3986, as it is signed and sent."""
    return "&".join(f"{quote(name, safe='')}={quote(query[name], safe='')}" for name in sorted(query))


def _sent(status: int, body: bytes) -> str:
    """Return the provider's number of an accepted message; a refusal raises with the provider's code."""
    try:
        answer: dict[str, Any] = json.loads(body)
    except ValueError:
        answer = {}
    code = str(answer.get("Code", f"HTTP {status}"))
    if code == "OK":
        return str(answer.get("BizId", ""))
    if status >= 500 or status == 429 or not answer or _TEMPORARY.match(code):
        raise Temporary(f"the provider answers {code}")
    raise Permanent(f"the provider refuses it: {code} {answer.get('Message', '')}".strip())
