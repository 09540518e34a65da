"""The command: it answers on this machine only, soon, and ends when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from tests.waiting import until

from glasshouse.cli import main


def test_it_answers_within_two_seconds_and_stops() -> None:
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "glasshouse", "explore", "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    try:
        assert server.stdout
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        status = _status(address)
        took = time.perf_counter() - began
        assert status in (200, 404)  # 404 where the files of the page are not here yet
        assert _status(address.partition("?")[0]) == 403
        assert took < 10, f"{took:.1f} s"  # two on an idle machine; this one may be busy
    finally:
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=30)
    assert "Traceback" not in said


def _status(address: str) -> int:
    found: list[int] = []

    def answered() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                found.append(int(answer.status))
        except urllib.error.HTTPError as error:
            found.append(error.code)
        except OSError:
            return False
        return True

    until(answered, seconds=10)
    return found[0]


def test_starting_loads_neither_numba_nor_numpy() -> None:
    code = (
        "import sys; from glasshouse.explorer.api import Api; from glasshouse.explorer.server import app;"
        "d = Api(); app(d, token='x', port=1); d.close();"
        "print(sorted({'numba', 'numpy', 'pyarrow', 'scipy'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_port_that_is_taken_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SystemExit) as stopped:
            main(["explore", "--no-browser", "--port", str(other.getsockname()[1])])
    assert stopped.value.code == 2
    assert "cannot be used" in capsys.readouterr().err


def test_a_folder_that_is_none_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["explore", "nowhere"])
    assert stopped.value.code == 2
    assert "no such folder" in capsys.readouterr().err
