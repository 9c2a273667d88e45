"""The PostgreSQL of the tests ends with the tests, whichever way they end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.postgres import FOLDER, Postgres

ROOT = Path(__file__).parents[2]
STARTS = """
import os, time
from tests.postgres import FOLDER, Postgres, choose_folder
choose_folder()
Postgres()
print(os.environ[FOLDER], flush=True)
time.sleep(600)
"""


def test_a_test_process_that_is_killed_takes_its_server_with_it(postgres: Postgres) -> None:
    """Nothing is left running, and nothing on the disk."""
    environment = {name: value for name, value in os.environ.items() if name != FOLDER}
    with subprocess.Popen(
        [sys.executable, "-c", STARTS], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as tests:
        assert tests.stdout is not None
        said = tests.stdout.readline().strip()
        server = int((Path(said) / "postmaster.pid").read_text().splitlines()[0])
        os.kill(server, 0)
        tests.send_signal(signal.SIGKILL)
    until = time.monotonic() + 60
    while Path(said).parent.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(said).parent.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
