"""A mail server that takes the connection and says nothing: what else may the platform do meanwhile?"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import override_settings

PATIENCE = 90.0
_reached, _released = threading.Event(), threading.Event()


class HangingBackend(BaseEmailBackend):
    """Waits until the test lets it go."""

    def send_messages(self, email_messages: Any) -> int:
        """Pretend that the mails were taken, much later."""
        _reached.set()
        assert _released.wait(PATIENCE), "the test never let the mail server answer"
        return len(email_messages)


@contextmanager
def while_the_mail_server_hangs(send: Callable[[], Any]) -> Iterator[None]:
    """Run `send` in a thread until it waits for the mail server, then the block; then let the mail leave.

    The test is marked `django_db(transaction=True)`. What `send` raised is raised at the end.
    """
    _reached.clear()
    _released.clear()
    failures: list[Exception] = []

    def run() -> None:
        try:
            send()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    with override_settings(EMAIL_BACKEND="tests.hanging_mail.HangingBackend"):
        thread = threading.Thread(target=run)
        thread.start()
        try:
            assert _reached.wait(PATIENCE) or failures, "no mail was sent"
            yield
        finally:
            _released.set()
            thread.join(PATIENCE)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


def audited_at_once(command: Callable[[], Any]) -> None:
    """Run a command that gives up instead of waiting for a lock (the chain's, or a row's) more than two seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
        try:
            command()
        finally:
            cursor.execute("SET lock_timeout = 0")
