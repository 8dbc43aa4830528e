"""Small secrets at rest."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deffinum.foundation.sealing import MARK, SealBroken, is_sealed, is_under_present_key, seal, unseal

PURPOSE = "tests.example"


@example("")
@given(st.text(max_size=60))
def test_a_sealed_secret_opens_and_shows_nothing(secret: str) -> None:
    stored = seal(secret, purpose=PURPOSE)
    assert is_sealed(stored)
    assert unseal(stored, purpose=PURPOSE) == secret
    assert len(secret) < 4 or secret not in stored
    assert seal(secret, purpose=PURPOSE) != stored, "two people with the same secret cannot be told"


def test_another_purpose_or_an_altered_text_opens_nothing() -> None:
    stored = seal("secret", purpose=PURPOSE)
    altered = stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:]
    for text, purpose in ((stored, "tests.other"), (altered, PURPOSE), ("secret", PURPOSE), (MARK, PURPOSE)):
        with pytest.raises(SealBroken, match=purpose):
            unseal(text, purpose=purpose)


def test_an_older_key_opens_as_long_as_it_is_kept(settings: Any) -> None:
    settings.SECRET_KEY = "old" * 20
    stored = seal("secret", purpose=PURPOSE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["older" * 12, "old" * 20]
    assert unseal(stored, purpose=PURPOSE) == "secret"
    assert not is_under_present_key(stored, purpose=PURPOSE)
    anew = seal("secret", purpose=PURPOSE)
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(anew, purpose=PURPOSE) == "secret"
    assert is_under_present_key(anew, purpose=PURPOSE)
    with pytest.raises(SealBroken):
        unseal(stored, purpose=PURPOSE)
