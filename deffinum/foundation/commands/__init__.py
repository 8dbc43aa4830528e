"""What every change of the platform has in common: keyword-only, atomic, audited."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from deffinum.foundation.audit.arguments import describe, seal
from deffinum.foundation.audit.log import PendingEntry, append_entries
from deffinum.foundation.policies import Actor

P = ParamSpec("P")
R = TypeVar("R")

_pending: ContextVar[list[PendingEntry] | None] = ContextVar("pending_audit_entries", default=None)


def command(
    name: str, *, personal: tuple[str, ...] = (), sealed: tuple[str, ...] = (), logged: bool = True
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a command: `@command("calls.submit_application")`.

    The function must take `by: Actor` and `now: datetime` and be keyword-only. It runs in one
    transaction; the audit entry is written in it, at the very end of the outermost command, so that the
    chain's lock is held for the shortest time and always taken last (no deadlock with row locks).

    `personal` names the arguments that hold a person's data: the log, which is never rewritten, says only that
    they were given, so that erasure stays possible. `sealed` names those of which the log keeps only a proof, whatever
    their type (what was typed in a form). Of the others it keeps codes, and a proof of every text (`describe`).

    `logged=False`: the command stands outside the chain, whose lock would put its thousands of writers a second in a
    queue; what it stores must be its own proof (docs/decisions/0009). It neither calls a logged command nor is called
    by one.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters
        loose = [each.name for each in parameters.values() if each.kind is not inspect.Parameter.KEYWORD_ONLY]
        if loose or not {"by", "now"} <= parameters.keys():
            raise TypeError(f"{name}: a command is keyword-only and takes `by` and `now` (found {loose}).")
        if unknown := {*personal, *sealed} - parameters.keys():
            raise TypeError(f"{name}: no argument is called {sorted(unknown)}.")

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{name}: a command is keyword-only.")
            if not logged:
                return _run_unlogged(name, function, kwargs)
            return _run(name, function, kwargs, lambda key, value: _told(key, value, personal, sealed))

        run.command_name = name  # type: ignore[attr-defined]
        return run

    return decorate


def is_command_running() -> bool:
    """Is this inside a command, whose transaction will hold the chain's lock? Nothing slow may then be waited for."""
    return _pending.get() is not None


def _told(key: str, value: Any, personal: tuple[str, ...], sealed: tuple[str, ...]) -> Any:
    if key in personal:
        return "personal"
    return seal(value) if key in sealed else describe(value, key)


def _run_unlogged(name: str, function: Callable[..., R], arguments: dict[str, Any]) -> R:
    _check_caller(name, arguments)
    if _pending.get() is not None:
        raise TypeError(f"{name}: stands outside the log, so no logged command may call it.")
    with transaction.atomic():
        return function(**arguments)


def _check_caller(name: str, arguments: dict[str, Any]) -> None:
    by, now = arguments["by"], arguments["now"]
    if not isinstance(by, Actor) or not isinstance(now, datetime) or now.tzinfo is None:
        raise TypeError(f"{name}: `by` is an Actor and `now` an aware instant.")


def _run(name: str, function: Callable[..., R], arguments: dict[str, Any], told: Callable[[str, Any], Any]) -> R:
    _check_caller(name, arguments)
    by, now = arguments["by"], arguments["now"]
    entry = PendingEntry(
        command=name,
        actor_id=by.account_id,
        actor_kind=by.kind,
        instant=now,
        arguments={key: told(key, value) for key, value in arguments.items() if key not in {"by", "now"}},
    )
    outer = _pending.get()
    if outer is not None:
        known = len(outer)
        try:
            with transaction.atomic():
                result = function(**arguments)
        except BaseException:
            del outer[known:]  # what it called is rolled back with it: the log must not say that it happened
            raise
        outer.append(entry)
        return result
    entries: list[PendingEntry] = []
    token = _pending.set(entries)
    try:
        with transaction.atomic():
            result = function(**arguments)
            append_entries([entry, *entries])
    finally:
        _pending.reset(token)
    return result
