"""Asking politely: pauses, waits, certificates, headers. The replies and faults are in tests/fetch."""

import shutil
import ssl
import subprocess
import threading
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from replay_server import Answer, ReplayServer

from lib.core.problems import ProblemsError
from lib.refresh.http import Client, FetchSettings

URL = "https://stat.gov.kz/api/iblock/element/1/file/ru/"
OTHER = "https://stat.gov.kz/api/iblock/element/2/file/ru/"


@pytest.fixture
def server():
    with ReplayServer() as running:
        running.serve(URL, b"one")
        running.serve(OTHER, b"two")
        yield running


def made(server, **changes) -> FetchSettings:
    usual = {
        "hosts": ("stat.gov.kz", "taldau.stat.gov.kz"),
        "probes": {"taldau.stat.gov.kz": "https://taldau.stat.gov.kz/ru/Api/GetPeriodList"},
        "user_agent": "tests of the client",
        "pause_seconds": (1, 2),
        "timeout_seconds": 1,
        "longest_reply_seconds": 5,
        "largest_reply_bytes": 1000,
        "attempts": 4,
        "backoff_seconds": 2,
        "longest_wait_seconds": 60,
        "replay": server.address,
    }
    return FetchSettings(**{**usual, **changes})


def test_between_two_requests_to_a_host_there_is_a_pause(server):
    waits = []
    with Client(made(server), sleep=waits.append) as client:
        client.ask(URL)
        assert waits == []
        client.ask(OTHER)
    assert len(waits) == 1
    assert 0.9 < waits[0] <= 2


def test_the_waits_double_with_jitter(server):
    server.serve(URL, Answer(status=500))
    waits, told = [], []
    with (
        Client(made(server, pause_seconds=(0, 0)), tell=told.append, sleep=waits.append) as client,
        pytest.raises(ProblemsError, match="status 500"),
    ):
        client.ask(URL)
    backoffs = [wait for wait in waits if wait > 0]
    assert [low <= wait <= high for wait, low, high in zip(backoffs, (1, 2, 4), (3, 6, 12), strict=True)] == [
        True
    ] * 3
    assert len(told) == 3
    assert "asking again in" in told[0]


def test_retry_after_is_heeded(server):
    server.serve(URL, Answer(status=429, headers={"Retry-After": "37"}), Answer(b"one"))
    waits = []
    with Client(made(server, pause_seconds=(0, 0)), sleep=waits.append) as client:
        assert client.ask(URL).content == b"one"
    assert [wait for wait in waits if wait > 0] == [37]


def test_retry_after_may_be_a_date(server):
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    server.serve(URL, Answer(status=503, headers={"Retry-After": past}), Answer(b"one"))
    waits = []
    with Client(made(server, pause_seconds=(0, 0)), sleep=waits.append) as client:
        assert client.ask(URL).content == b"one"
    assert 1 <= sum(waits) <= 3  # no more than the usual first wait


def test_requests_say_who_asks(server):
    taldau = "https://taldau.stat.gov.kz/ru/Api/GetIndexData/1?period=7&dics=67"
    server.serve(taldau, b"[1]")
    with Client(made(server), sleep=lambda _: None) as client:
        client.ask(URL)
        client.ask(taldau)
    plain, site = server.headers
    assert plain["User-Agent"] == site["User-Agent"] == "tests of the client"
    assert "X-Requested-With" not in plain
    assert (site["X-Requested-With"], site["Referer"]) == ("XMLHttpRequest", "https://taldau.stat.gov.kz/ru/")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://stat.gov.kz/a", "only plain https addresses are asked"),
        ("https://user:word@stat.gov.kz/a", "only plain https addresses are asked"),
        ("https://stat.gov.kz:8443/a", "only plain https addresses are asked"),
        ("https://stat.gov.kz.example.org/a", "the host stat.gov.kz.example.org is not allowed"),
        ("https://127.0.0.1/a", "the host 127.0.0.1 is not allowed"),
        ("file:///etc/passwd", "only plain https addresses are asked"),
    ],
)
def test_only_allowed_addresses_are_asked(server, url, why):
    with Client(made(server)) as client, pytest.raises(ProblemsError, match=why.replace(".", r"\.")):
        client.ask(url)
    assert server.asked == []


def test_replay_is_for_this_machine_only(server):
    with pytest.raises(ProblemsError, match="not an address of this machine"):
        Client(made(server, replay="http://example.org"))


def test_a_missing_ca_bundle_is_refused(server):
    with pytest.raises(ProblemsError, match="ca_bundle: '/none/such' cannot be read"):
        Client(made(server, replay=None, ca_bundle="/none/such"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_an_untrusted_certificate_is_refused_at_once(tmp_path: Path):
    """A server with a certificate of its own making: no reply, no second attempt."""
    certificate, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    waits = []
    settings = FetchSettings(("localhost",), "tests of the client", (0, 0), 2, 5, 1000, 3, 0, 1)
    try:
        with Client(settings, sleep=waits.append) as client:
            client._allowed_host = lambda _: "localhost"
            with pytest.raises(ProblemsError, match="CERTIFICATE_VERIFY_FAILED"):
                client.ask(f"https://localhost:{server.server_port}/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert waits == []


def self_signed(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "c.pem", folder / "k.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
