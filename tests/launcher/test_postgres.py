"""The embedded server, for real, each time in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from launcher.console import LauncherError
from launcher.postgres import LONGEST_SOCKET_PATH, SOCKET, _is_private
from launcher.processes import alive, wait_until

COUNT = "SELECT count(*) FROM kept"


def test_it_is_created_started_once_and_stopped(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    pid = cluster.start()
    assert cluster.ask("SHOW listen_addresses") == ""
    assert cluster.ask("SELECT current_user || ' ' || current_database()") == "deffinum deffinum"
    assert cluster.ask("SELECT rolsuper FROM pg_roles WHERE rolname = 'deffinum'") == "f"
    assert cluster.start() == pid
    assert cluster.stop()
    assert cluster.pid() is None
    assert not cluster.stop()


def test_several_starts_at_once_make_one_server(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    with ThreadPoolExecutor(4) as pool:
        pids = set(pool.map(lambda _: cluster.start(), range(4)))
    assert len(pids) == 1


def test_after_a_kill_what_was_acknowledged_is_there(cluster_in, short_folder):
    cluster = cluster_in(short_folder, durable=True)
    pid = cluster.start()
    cluster.ask("CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 200)")

    def be_busy():
        with pytest.raises(LauncherError):
            cluster.ask("SELECT pg_sleep(60)")

    busy = threading.Thread(target=be_busy)
    busy.start()
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not alive(pid), seconds=10)
    again = cluster.start()
    busy.join(timeout=30)
    assert again != pid
    assert cluster.ask(COUNT) == "200"


def test_a_number_left_by_a_dead_server_and_taken_by_another_program_is_forgotten(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    cluster.start()
    status = (cluster.folder / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        status[0] = str(other.pid)
        (cluster.folder / "postmaster.pid").write_text("\n".join(status) + "\n")
        assert cluster.pid() is None
        assert cluster.start() != other.pid
        assert other.poll() is None
        assert cluster.ask("SELECT 1") == "1"
    finally:
        other.kill()
        other.wait()


def test_a_server_left_by_a_dead_launcher_is_adopted(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    code = (
        "import sys; from pathlib import Path; from launcher.postgres import Cluster\n"
        "folder, programs, log = map(Path, sys.argv[1:])\n"
        "print(Cluster(folder=folder, programs=programs, log=log, durable=False).start())"
    )
    words = [sys.executable, "-c", code, str(cluster.folder), str(cluster.programs), str(cluster.log)]
    variables = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    started = subprocess.run(words, capture_output=True, text=True, check=True, env=variables)
    assert cluster.start() == int(started.stdout)


def test_a_vanished_socket_makes_a_new_start(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    pid = cluster.start()
    (cluster.socket_folder() / SOCKET).unlink()
    assert cluster.start() != pid
    assert cluster.ask("SELECT 1") == "1"


def test_a_long_path_puts_the_socket_in_a_short_private_folder(cluster_in, short_folder):
    cluster = cluster_in(short_folder / ("long" * 25))
    cluster.start()
    sockets = cluster.socket_folder()
    assert sockets != cluster.folder
    assert len(os.fsencode(sockets / SOCKET)) <= LONGEST_SOCKET_PATH
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert cluster.ask("SELECT 1") == "1"
    cluster.stop()
    cluster.start()
    assert cluster.socket_folder() == sockets


def test_a_folder_others_may_enter_or_a_link_is_not_private(short_folder):
    mine = short_folder / "mine"
    mine.mkdir(mode=0o700)
    assert _is_private(mine, os.getuid())
    assert not _is_private(mine, os.getuid() + 1)
    (short_folder / "link").symlink_to(mine)
    assert not _is_private(short_folder / "link", os.getuid())
    mine.chmod(0o755)
    assert not _is_private(mine, os.getuid())
    assert not _is_private(short_folder / "absent", os.getuid())


def test_data_of_another_version_is_refused_in_a_sentence(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    cluster.start()
    cluster.stop()
    (cluster.folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(LauncherError, match="was made by PostgreSQL 9"):
        cluster.start()


def test_an_interrupted_creation_is_done_again(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    half_made = short_folder / "postgres.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert cluster.ask("SELECT 1") == "1"


def test_a_refusal_of_the_server_shows_its_own_words(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    cluster.start()
    cluster.stop()
    with (cluster.folder / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(LauncherError, match="no_such_setting"):
        cluster.start()


def test_a_dead_child_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", ""])
    assert wait_until(lambda: not alive(child.pid), seconds=10)
    assert not alive(-1)
