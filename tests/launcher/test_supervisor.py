"""What dies is started again; what was left behind is ended; the stop is complete."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from launcher.console import LauncherError
from launcher.processes import alive, started_at, wait_until
from launcher.supervisor import (
    LONGEST_PAUSE,
    Database,
    Program,
    Supervisor,
    Watch,
    clear_remains,
    pause_after,
    read_record,
)

SLEEPER = (
    "import subprocess, sys, time; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)']); "
    "time.sleep(99)"
)


def program(folder, code=SLEEPER, **more):
    return Program(
        name="a program",
        command=[sys.executable, "-c", code],
        folder=folder,
        variables=dict(os.environ),
        log=folder / "program.log",
        **more,
    )


def look_until(supervisor, condition, seconds=20):
    def look_then_ask():
        supervisor.look()
        return condition()

    return wait_until(look_then_ask, seconds=seconds)


def test_killed_parts_come_back_and_everything_stops(cluster_in, short_folder):
    cluster = cluster_in(short_folder)
    supervisor = Supervisor(record=short_folder / "launcher.json", address="http://localhost:1")
    worker = program(short_folder, restarts_with_database=True)
    web = program(short_folder)
    for part in (Database(cluster), worker, web):
        supervisor.start(part)
    postmaster, first_worker, first_web = cluster.pid(), worker.process.pid, web.process.pid

    os.kill(first_web, signal.SIGKILL)
    assert look_until(supervisor, lambda: web.running() and web.process.pid != first_web)
    second_web = web.process.pid

    os.kill(postmaster, signal.SIGKILL)
    assert look_until(supervisor, lambda: cluster.pid() not in {None, postmaster})
    assert look_until(supervisor, lambda: worker.running() and worker.process.pid != first_worker)
    assert cluster.ask("SELECT 1") == "1"
    assert web.process.pid == second_web
    pids = [pid for pid, _ in read_record(short_folder / "launcher.json")["programs"]]
    assert pids == [worker.process.pid, second_web]

    supervisor.stop()
    assert cluster.pid() is None
    assert not any(alive(pid) for pid in (first_worker, first_web, *pids))
    assert not (short_folder / "launcher.json").exists()


def test_stopping_a_program_ends_the_processes_that_it_started(short_folder):
    code = SLEEPER.replace("subprocess.Popen", "child = subprocess.Popen", 1)
    part = program(short_folder, code.removesuffix("time.sleep(99)") + "print(child.pid, flush=True); time.sleep(99)")
    part.start()
    assert wait_until(lambda: bool(part.last_words()), seconds=10)
    grandchild = int(part.last_words())
    part.stop()
    assert wait_until(lambda: not alive(grandchild), seconds=5)


def test_a_killed_launcher_leaves_a_record_from_which_the_next_one_clears_up(short_folder):
    record = short_folder / "launcher.json"
    supervisor = Supervisor(record=record, address="http://localhost:1")
    part = program(short_folder)
    supervisor.start(part)
    assert clear_remains(record) == 1
    assert not part.running()
    assert not record.exists()


def test_a_number_given_to_another_program_since_is_left_alone(short_folder):
    record = short_folder / "launcher.json"
    record.write_text(f'{{"programs": [[{os.getpid()}, "another birth"], [999999999, ""]]}}')
    assert started_at(os.getpid()) not in {"", "another birth"}
    assert clear_remains(record) == 0


@pytest.mark.parametrize("content", ["", "{", "[1]", "null"])
def test_a_broken_record_is_no_record(short_folder, content):
    record = short_folder / "launcher.json"
    record.write_text(content)
    assert read_record(record) == {}
    assert clear_remains(record) == 0


def test_pauses_grow_to_a_bound():
    pauses = [pause_after(failures) for failures in range(12)]
    assert pauses[:4] == [0, 1, 2, 4]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


class Brittle:
    """A part that cannot start."""

    name = "brittle"
    attempts = 0

    def start(self):
        self.attempts += 1
        raise LauncherError("no")

    def running(self):
        return False

    def stop(self):
        pass


def test_what_cannot_start_is_tried_again_after_its_pause_only():
    part = Brittle()
    watch = Watch(part)
    for second in range(10):
        watch.tend(float(second))
    # tries at 0, at 0 + 0 (seen at 1), 1 s later, 2 s later, 4 s later
    assert part.attempts == 5


def test_a_long_life_forgets_earlier_failures(short_folder):
    part = program(short_folder, "pass")
    watch = Watch(part, failures=5, down=True)
    now = time.monotonic()
    assert watch.tend(now)
    assert wait_until(lambda: not part.running(), seconds=10)
    assert watch.tend(now + 3600)
    assert watch.failures == 1
