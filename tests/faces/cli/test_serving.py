"""`crm serve` and `crm demo`: addresses, ports, and a server that answers."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.serving import FIRST_PORT, address, choose_port, is_loopback
from objectry.runtime import Source, assemble
from tests.faces.cli.shell import FIVE_LINES, Shell

PATIENCE = 60


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True),
     ("0.0.0.0", False), ("192.168.0.7", False), ("crm.example", False)],
)  # fmt: skip
def test_only_this_machine_is_loopback(host: str, local: bool) -> None:  # noqa: FBT001
    """Anything else can be reached from outside."""
    assert is_loopback(host) is local


def test_addresses_can_be_clicked() -> None:
    """IPv6 in brackets."""
    assert (address("127.0.0.1", 8000), address("::1", 8000)) == ("http://127.0.0.1:8000/", "http://[::1]:8000/")


def test_a_taken_port_is_told_and_a_default_one_moves() -> None:
    """Asked for, it is an error; by default the next free one is taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Failure, match="is taken by another program"):
            choose_port("127.0.0.1", taken.getsockname()[1])
    assert choose_port("127.0.0.1", None) >= FIRST_PORT


def test_a_foreign_address_is_told() -> None:
    """A host that is not this machine's."""
    with pytest.raises(Failure, match="no address of this machine"):
        choose_port("no.such.host.invalid", 8000)


def test_plain_http_to_others_needs_consent(applied: Shell) -> None:
    """Passwords would cross the network in the clear."""
    answer = applied("serve", "--host", "0.0.0.0")
    assert answer.code == 1
    assert "--insecure-http" in answer.errors


def test_serving_nothing_is_refused(shell: Shell) -> None:
    """Before the first apply: what to do."""
    answer = shell("serve")
    assert answer.code == 1
    assert "P421 nothing is deployed in this database yet; `crm apply` does it" in answer.errors


def test_serving_says_when_files_differ(applied: Shell) -> None:
    """What is served is what is deployed; who has changed files and forgotten to apply them is told."""
    quiet = served_until_ready(applied)
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    told = served_until_ready(applied)
    assert "differ" not in quiet
    assert "The files here differ from what is deployed: `crm plan` shows how." in told


def served_until_ready(shell: Shell) -> str:
    with patch("objectry.faces.cli.operating.serving.run_server"):
        answer = shell("serve")
    assert answer.code == 0
    return answer.errors


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_served_app_answers_and_stops(applied: Shell) -> None:
    """A real server in a process of its own: ready, then gone after Ctrl+C."""
    port = free_port()
    command = [sys.executable, "-c", "from objectry.faces.cli import main; main()", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=applied.folder, stdout=subprocess.PIPE, text=True, env=clean_environment())
    try:
        assert ready(port) == {"status": "ok", "revision": 1}
    finally:
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=PATIENCE)
    assert f"Objectry, revision 1: http://127.0.0.1:{port}/" in out
    assert "Traceback" not in out


def test_a_stop_is_told_first_and_loses_no_request(applied: Shell) -> None:
    """At SIGTERM /readyz says so while requests are taken still; then none is, and the one at work is finished."""
    token = made_token(applied)
    port, lingering = free_port(), "door.before_commit:1:sleep(4)"
    command = [sys.executable, "-c", "from objectry.faces.cli import main; main()", "serve", "--port", str(port)]
    environment = {**clean_environment(), "CRM_FAILPOINTS": lingering}
    server = subprocess.Popen([*command, "--drain", "1", "--log", "off"], cwd=applied.folder, env=environment)
    try:
        ready(port)
        with ThreadPoolExecutor(1) as pool:
            saved = pool.submit(save_a_bike, port, token)
            time.sleep(1)
            server.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            with pytest.raises(urllib.error.HTTPError, match="503"):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5)
            time.sleep(1)
            with pytest.raises(OSError, match="refused"):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            assert saved.result(PATIENCE) == 201
        assert server.wait(PATIENCE) == 0
    finally:
        server.kill()


def made_token(shell: Shell) -> str:
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    (ann,) = platform.records.create(call, "user", [{"username": "ann", "name": "Ann", "role": "admin"}]).records
    assert ann is not None
    platform.identity.set_password(call, ann.id, "correct horse battery")
    mine = platform.call(platform.identity.log_in("ann", "correct horse battery").actor, Source.API)
    token = platform.identity.create_token(mine, "test", platform.clock.now() + timedelta(days=1))
    platform.close()
    return token


def save_a_bike(port: int, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"model": "Tour"}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/bike", body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return int(answer.status)


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}


def ready(port: int) -> object:
    """What /readyz says, once the server is up."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return json.loads(answer.read())
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_a_demo_of_the_own_app(shell: Shell) -> None:
    """Deployed, seeded, one login a role; the passwords are random, kept from others' eyes, and shown again."""
    shell.write(
        objects__bike="object: bike\nfields:\n  code: {type: text, unique: true}\n",
        data__bike="key: code\nrecords:\n  - {code: B1, name: Gravel}\n",
    )
    first = shell("demo", "--prepare-only")
    assert first.code == 0
    logins = dict(line.split("\t")[:2] for line in first.lines[1:])
    assert re.fullmatch(r"Objectry demo: http://127\.0\.0\.1:\d+/", first.lines[0])
    assert shell("demo", "--prepare-only").lines[1:] == first.lines[1:]
    assert Path("var/demo-logins.json").stat().st_mode & 0o077 == 0
    platform = assemble(f"sqlite:///{Path('var/demo.db').resolve()}")
    assert platform.identity.log_in("admin", logins["admin"]).actor.role == "admin"
    platform.close()


def test_a_demo_follows_the_files(shell: Shell) -> None:
    """A change that loses nothing is served at the next start; one that does is told and waits."""
    shell("demo", "--prepare-only")
    shell.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    assert shell("demo", "--prepare-only").code == 0
    shell.write(objects__bike="object: bike\nfields:\n  model: {type: text}\n")
    answer = shell("demo", "--prepare-only")
    assert answer.code == 0
    assert "P411" in answer.errors
    assert "still serving revision 2" in answer.errors


def test_a_faulty_app_is_not_shown(shell: Shell) -> None:
    """The problems, and exit 1."""
    shell.write(objects__bike="object: bike\nfields:\n  model: {type: txt}\n")
    answer = shell("demo", "--prepare-only")
    assert answer.code == 1
    assert "M204" in answer.errors
