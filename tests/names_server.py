"""A names' server that says what a test wants."""

from __future__ import annotations

import socket
from typing import Any

import pytest


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name leads to these addresses; returns the list in which the names that were asked for are noted."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_args: Any, **_words: Any) -> Any:
        asked.append(host)
        return [
            (
                socket.AF_INET6 if ":" in each else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (each, port, 0, 0) if ":" in each else (each, port),
            )
            for each in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked
