"""Two people, or two clicks, at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

PATIENCE = 90.0


def while_the_other_commits(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Run `first`, start `second` before its commit, commit; what each returned or raised, in that order.

    The test is marked `django_db(transaction=True)`. When `first` fails, `second` is never run; it never outlives the
    test either, which would write in the database of the next ones.
    """
    done, given_up = threading.Event(), threading.Event()
    results: list[Any] = [None, None]

    def late() -> None:
        try:
            done.wait()
            if not given_up.is_set():
                results[1] = second()
        except Exception as error:
            results[1] = error
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    try:
        with transaction.atomic():
            results[0] = first()
            done.set()
            thread.join(timeout=1)
    except BaseException:
        given_up.set()
        raise
    finally:
        done.set()
        thread.join(timeout=PATIENCE)
    if thread.is_alive():
        raise TimeoutError(f"The second command still waits {PATIENCE} seconds after the first one's commit.")
    return results
