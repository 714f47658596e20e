"""Asking the official endpoints: politely, only those allowed, within limits, and again when it may help."""

import email.utils
import random
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx
import tenacity

from lib.core.problems import ProblemsError
from lib.refresh.responses import beginning, looks_like_html

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WORTH_RETRYING = frozenset({408, 425, 429, 500, 502, 503, 504})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5


class FetchSettings(NamedTuple):
    """How to ask. The keys of config/fetch.yaml, explained in its schema."""

    hosts: tuple[str, ...]
    user_agent: str
    pause_seconds: tuple[float, float]
    timeout_seconds: float
    longest_reply_seconds: float
    largest_reply_bytes: int
    attempts: int
    backoff_seconds: float
    longest_wait_seconds: float
    probes: Mapping[str, str] = MappingProxyType({})
    ca_bundle: str | None = None
    replay: str | None = None


class Reply(NamedTuple):
    """What came back, and the record of it."""

    url: str
    status: int
    content: bytes
    retrieved_at: str


class UnansweredError(Exception):
    """One attempt that brought no usable reply."""

    def __init__(self, reason: str, *, again: bool, wait: float = 0):
        super().__init__(reason)
        self.again = again
        self.wait = wait


class Client:
    """Asks one request at a time, with a pause between two to the same host.

    Parameters
    ----------
    settings : how to ask
    tell : called with a sentence when an attempt failed and another follows
    sleep : waits the seconds it is given; tests put their own

    A reply is kept for the life of the client: asking for the same URL again costs no request.
    """

    def __init__(
        self,
        settings: FetchSettings,
        tell: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ):
        if settings.replay and urlsplit(settings.replay).hostname not in LOOPBACK:
            raise ProblemsError(
                "Preparing to ask",
                [f"replay: '{settings.replay}' is not an address of this machine; drop it."],
            )
        self.settings = settings
        self._tell = tell
        self._sleep = sleep
        self._random = random.SystemRandom()
        self._last_request: dict[str, float] = {}
        self._kept: dict[str, Reply] = {}
        self._http = httpx.Client(
            headers={"User-Agent": settings.user_agent, "Accept": "*/*", "Accept-Encoding": "identity"},
            timeout=settings.timeout_seconds,
            verify=_certificates(settings),
            trust_env=not settings.replay,
            follow_redirects=False,
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, url: str) -> Reply:
        """Get one URL, following redirects among the allowed hosts and retrying what may pass.

        Raises
        ------
        ProblemsError
            With the URL and the reason of the last attempt.
        """
        if url not in self._kept:
            self._kept[url] = self._ask(url)
        return self._kept[url]

    def forget(self, url: str) -> None:
        """Ask anew next time: the kept reply was of no use."""
        self._kept.pop(url, None)

    def answers(self, url: str) -> bool:
        """Whether one attempt at a URL brings a reply."""
        try:
            self._attempt(url)
        except UnansweredError:
            return False
        return True

    def _ask(self, url: str) -> Reply:
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.settings.attempts),
            retry=tenacity.retry_if_exception(
                lambda error: isinstance(error, UnansweredError) and error.again
            ),
            wait=lambda state: self._wait(_fault(state), state.attempt_number),
            sleep=self._sleep,
            before_sleep=lambda state: self._tell(
                f"{_fault(state)}; asking again in {state.upcoming_sleep:.0f} s"
            ),
            reraise=True,
        )
        try:
            return retrying(self._attempt, url)
        except UnansweredError as error:
            raise ProblemsError("Asking the source", [f"{url}: {error}."]) from None

    def _wait(self, fault: UnansweredError, attempts: int) -> float:
        doubled = self.settings.backoff_seconds * 2.0 ** (attempts - 1)
        jittered = doubled * self._random.uniform(0.5, 1.5)
        return max(fault.wait, min(jittered, self.settings.longest_wait_seconds))

    def _attempt(self, url: str) -> Reply:
        asked = url
        for _ in range(MOST_REDIRECTS + 1):
            host = self._allowed_host(asked)
            self._pause(host)
            try:
                reply, target = self._send(asked)
            except httpx.HTTPError as error:
                reason = f"no answer from {host} ({type(error).__name__}: {str(error)[:120]})"
                raise UnansweredError(reason, again=not _is_certificate_fault(error)) from None
            except httpx.InvalidURL as error:
                raise UnansweredError(f"the address is malformed ({error})", again=False) from None
            if reply is not None:
                return reply._replace(url=url)
            asked = urljoin(asked, target)
        raise UnansweredError(f"more than {MOST_REDIRECTS} redirects", again=False)

    def _allowed_host(self, url: str) -> str:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme != "https" or parts.username or parts.password or parts.port not in (None, 443):
            raise UnansweredError(f"only plain https addresses are asked, not {url[:120]}", again=False)
        if host not in self.settings.hosts:
            raise UnansweredError(
                f"the host {host} is not allowed ({url[:120]}); allowed are {', '.join(self.settings.hosts)}",
                again=False,
            )
        return host

    def _pause(self, host: str) -> None:
        shortest, longest = self.settings.pause_seconds
        last = self._last_request.get(host)
        if last is not None:
            self._sleep(max(0.0, last + self._random.uniform(shortest, longest) - time.monotonic()))
        self._last_request[host] = time.monotonic()

    def _headers(self, url: str) -> dict[str, str]:
        """Some hosts answer requests alone that come as their own page sends them: those with a probe."""
        probe = self.settings.probes.get(urlsplit(url).hostname or "")
        return {"X-Requested-With": "XMLHttpRequest", "Referer": urljoin(probe, "../")} if probe else {}

    def _address(self, url: str) -> str:
        if not self.settings.replay:
            return url
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.settings.replay}/{parts.hostname}{parts.path}{query}"

    def _send(self, url: str) -> tuple[Reply | None, str]:
        started = datetime.now(UTC)
        with self._http.stream("GET", self._address(url), headers=self._headers(url)) as response:
            status = response.status_code
            if status in REDIRECTS and "location" in response.headers:
                return None, response.headers["location"]
            content = self._body(response)
            if status != 200:
                raise UnansweredError(
                    f"status {status}; {beginning(content)}",
                    again=status in WORTH_RETRYING,
                    wait=self._retry_after(response.headers.get("retry-after")),
                )
            if not content.strip():
                raise UnansweredError("status 200 with an empty reply", again=True)
            if looks_like_html(content):
                raise UnansweredError(f"status 200 with a web page; {beginning(content)}", again=True)
        return Reply(url, status, content, started.strftime("%Y-%m-%dT%H:%M:%SZ")), ""

    def _body(self, response: httpx.Response) -> bytes:
        limit = self.settings.largest_reply_bytes
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            raise UnansweredError(f"the reply has {int(announced):,} bytes, {limit:,} allowed", again=False)
        started, parts, size = time.monotonic(), [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > limit:
                raise UnansweredError(f"the reply has more than {limit:,} bytes", again=False)
            if time.monotonic() - started > self.settings.longest_reply_seconds:
                raise UnansweredError(
                    f"the reply takes longer than {self.settings.longest_reply_seconds:g} s", again=True
                )
        return b"".join(parts)

    def _retry_after(self, header: str | None) -> float:
        """Seconds that the source asks to wait; longer than the limit means to come back another day."""
        if not header:
            return 0.0
        if header.strip().isdigit():
            seconds = float(header)
        else:
            try:
                seconds = (email.utils.parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
            except (ValueError, TypeError):
                return 0.0
        if seconds > self.settings.longest_wait_seconds:
            raise UnansweredError(
                f"the source asks to wait {seconds:.0f} s, more than {self.settings.longest_wait_seconds:g}; "
                "come back later",
                again=False,
            )
        return max(0.0, seconds)


def _certificates(settings: FetchSettings) -> ssl.SSLContext | bool:
    """What is trusted: the usual certificates or the bundle; nothing in a replay, which uses no TLS."""
    if settings.replay:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not settings.ca_bundle:
        return True
    try:
        return ssl.create_default_context(cafile=settings.ca_bundle)
    except (OSError, ssl.SSLError) as error:
        cause = error.strerror or error
        reason = f"ca_bundle: '{settings.ca_bundle}' cannot be read ({cause}); give a PEM file."
        raise ProblemsError("Preparing to ask", [reason]) from None


def _fault(state: tenacity.RetryCallState) -> UnansweredError:
    """Why the last attempt brought nothing, as `retry` let through."""
    fault = state.outcome.exception() if state.outcome else None
    assert isinstance(fault, UnansweredError)
    return fault


def _is_certificate_fault(error: httpx.HTTPError) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
