"""A server on this machine that answers as the official endpoints do, and as they fail."""

import contextlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What one request gets: `missing_bytes` are announced and not sent, `pause` comes amid the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    missing_bytes: int = 0
    pause: float = 0.0


class ReplayServer:
    """Serves answers by URL; a URL with several gives them in turn, the last one again and again.

    `asked` lists the URLs in the order of the requests, `headers` what they came with.
    """

    def __init__(self):
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "ReplayServer":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def serve(self, url: str, *answers: Answer | bytes) -> None:
        """Answer `url` so, from now on."""
        self.answers[url] = [each if isinstance(each, Answer) else Answer(each) for each in answers]

    def times_asked(self, url: str) -> int:
        return self.asked.count(url)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                url = "https:/" + self.path
                server.asked.append(url)
                server.headers.append(dict(self.headers))
                waiting = server.answers.get(url)
                if waiting is None:
                    self._send(Answer(b"not found", status=404))
                    return
                self._send(waiting.pop(0) if len(waiting) > 1 else waiting[0])

            def _send(self, answer: Answer):
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.body) + answer.missing_bytes))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.missing_bytes:
                    self.close_connection = True
                self.end_headers()
                half = len(answer.body) // 2 if answer.pause else len(answer.body)
                try:
                    self.wfile.write(answer.body[:half])
                    if answer.pause:
                        self.wfile.flush()
                        time.sleep(answer.pause)
                        self.wfile.write(answer.body[half:])
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def handle(self):
                with contextlib.suppress(ConnectionError):  # the one who asked was killed
                    super().handle()

            def log_message(self, *_):
                pass

        return Handler
