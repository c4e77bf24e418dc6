"""Virus scanning, against a scanner that speaks clamd's INSTREAM."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files import scanning
from portal.files.inspection import UnusableFile, Wanted, inspect
from tests.applications.filling import picture
from tests.plugins.services import _free_port

SIGNATURE = b"X5O!P%@AP-TEST-VIRUS"


class Scanner(socketserver.BaseRequestHandler):
    """Knows one signature, and a size above which it does not look."""

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        assert stream.read(10) in (b"nINSTREAM\n", b"zINSTREAM\0")
        content = b""
        while size := struct.unpack("!L", stream.read(4))[0]:
            content += stream.read(size)
        self.request.sendall(self.verdict(content))

    def verdict(self, content: bytes) -> bytes:
        if len(content) > 1_000_000:
            return b"INSTREAM size limit exceeded. ERROR\n"
        return b"stream: Test.Virus FOUND\n" if SIGNATURE in content else b"stream: OK\n"


class Silent(Scanner):
    def handle(self) -> None:
        self.request.recv(1)
        threading.Event().wait(2)


def serve(settings, handler: type[Scanner]) -> Iterator[None]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
    yield
    server.shutdown()
    server.server_close()


@pytest.fixture
def scanner(settings) -> Iterator[None]:
    yield from serve(settings, Scanner)


@pytest.fixture
def silent(settings, monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(scanning, "SECONDS", 0.3)
    yield from serve(settings, Silent)


def examine(content: bytes) -> Path:
    with inspect(SimpleUploadedFile("a.jpg", content), Wanted()) as clean:
        return clean.path


def test_a_clean_file_passes(scanner: None) -> None:
    assert examine(picture()).name == "picture.jpg"


def test_a_virus_is_refused_even_in_what_would_be_cut_off(scanner: None) -> None:
    with pytest.raises(UnusableFile, match="带有病毒"):
        examine(picture() + SIGNATURE)


def test_what_the_scanner_does_not_look_at_is_not_taken(scanner: None) -> None:
    with pytest.raises(UnusableFile, match="查毒服务暂时没有响应"):
        examine(picture() + bytes(2_000_000))


def test_a_scanner_without_answer_lets_nothing_pass(silent: None) -> None:
    with pytest.raises(UnusableFile, match="请过几分钟重新上传"):
        examine(picture())


def test_a_scanner_that_is_not_there_lets_nothing_pass(settings, tmp_path: Path) -> None:
    for url in (f"tcp://127.0.0.1:{_free_port()}", f"unix://{tmp_path}/clamd.ctl"):
        settings.CLAMD_URL = url
        with pytest.raises(UnusableFile, match="未予保存"):
            examine(picture())
