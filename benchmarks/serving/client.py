"""A client that keeps a server busy: prepared requests over a few connections kept open, and what came back counted."""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles

CONNECTIONS = 8
PATIENCE = 60.0
END_OF_HEAD = b"\r\n\r\n"


@dataclass
class Measured:
    """What a server did in some seconds: answers, their times in milliseconds, and how many were no success."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    @property
    def p95(self) -> float:
        """Milliseconds within which 95 of 100 answers came."""
        return quantiles(self.times, n=20)[-1] if len(self.times) > 1 else 0.0


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}", "Connection: keep-alive"]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


class Connection:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""
        self._began = 0.0

    def send(self, wanted: bytes) -> None:
        """Ask."""
        self._received, self._began = b"", time.perf_counter()
        self.socket.sendall(wanted)

    def receive(self) -> tuple[float, bool] | None:
        """Milliseconds and success, once the whole answer is there."""
        came = self.socket.recv(1 << 18)
        if not came:
            raise ConnectionError("the server has hung up")
        self._received += came
        head, found, body = self._received.partition(END_OF_HEAD)
        if not found or len(body) < content_length(head):
            return None
        return (time.perf_counter() - self._began) * 1000, head[9:10] == b"2"

    def finish(self) -> None:
        """Take the answer that is still to come, so that the server is at rest, and close."""
        while self.receive() is None:
            pass
        self.socket.close()


def content_length(head: bytes) -> int:
    """What the head of an answer promises."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def first_answer(port: int, wanted: bytes) -> None:
    """Until the server has answered the request with success; raises TimeoutError where it does not."""
    one = Connection(port)
    one.socket.settimeout(PATIENCE)
    one.send(wanted)
    while (found := one.receive()) is None:
        pass
    if not found[1]:
        raise RuntimeError("the first answer was no success")
    one.socket.close()


def load(port: int, wanted: Sequence[bytes], seconds: float, connections: int = CONNECTIONS) -> Measured:
    """Send the requests in turn for so long, and on until there is an answer."""
    measured, requests = Measured(), cycle(wanted)
    selector, began = selectors.DefaultSelector(), time.perf_counter()
    open_ones = [Connection(port) for _ in range(connections)]
    for one in open_ones:
        selector.register(one.socket, selectors.EVENT_READ, one)
        one.send(next(requests))
    while (elapsed := time.perf_counter() - began) < seconds or not measured.times:
        for key, _ in selector.select(timeout=1):
            done = key.data.receive()
            if done is not None:
                measured.times.append(done[0])
                measured.refused += not done[1]
                key.data.send(next(requests))
    measured.seconds = elapsed
    for one in open_ones:
        one.finish()
    return measured
