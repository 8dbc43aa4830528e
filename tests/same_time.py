"""Two people, or two clicks, at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def while_the_other_commits(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Run `first`, start `second` before its commit, commit; what each returned or raised, in that order.

    The test is marked `django_db(transaction=True)`.
    """
    done, results = threading.Event(), [None, None]

    def late() -> None:
        try:
            done.wait(timeout=20)
            results[1] = second()
        except Exception as error:
            results[1] = error
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    with transaction.atomic():
        results[0] = first()
        done.set()
        thread.join(timeout=1)
    thread.join(timeout=20)
    return results
