"""WebVTT is read strictly, and a refusal names the line to mend."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deffinum.foundation.captions.webvtt import (
    LONGEST_LINE,
    MOST_BYTES,
    CaptionsRefused,
    Cue,
    read_webvtt,
    text_of_webvtt,
)

WHOLE = """WEBVTT - Exemple
Kind: captions

NOTE Un commentaire
sur deux lignes

REGION
id:bas
width:40%

1
00:00.000 --> 00:02.500 align:start position:10%
<v Marie Exemple>Tenez l’échelle <b>par les montants</b>.

00:00:02.500 --> 01:00:04.000
<c.bruit>Un choc</c> &amp; un cri :
<lang en>watch <i>out</i></lang> <00:00:03.000>!
"""


def test_a_whole_file_gives_its_cues() -> None:
    assert read_webvtt(WHOLE.encode()) == (
        Cue(0, 2500, "Marie Exemple", "Tenez l’échelle par les montants."),
        Cue(2500, 3_604_000, "", "Un choc & un cri :\nwatch out !"),
    )


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_line_ending_and_a_byte_order_mark_are_read(end: str) -> None:
    content = b"\xef\xbb\xbf" + WHOLE.replace("\n", end).encode()
    assert read_webvtt(content) == read_webvtt(WHOLE.encode())
    assert text_of_webvtt(content) == WHOLE


def vtt(*lines: str) -> bytes:
    return "\n".join(["WEBVTT", "", *lines]).encode()


SHOWN = "00:01.000 --> 00:02.000"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n", 1, "WEBVTT"),
        (b"WEBVTTX\n", 1, "WEBVTT"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xe9t\xe9\n", 4, "UTF-8"),
        (b"WEBVTT\n\n", 1, "aucun texte"),
        (b"WEBVTT\n" + b" " * MOST_BYTES, 1, "Mio"),
        (vtt("00:01.000 -> 00:02.000", "a"), 3, "deux instants"),
        (vtt("00:01,000 --> 00:02,000", "a"), 3, "ne s’écrivent pas"),
        (vtt("00:61.000 --> 00:62.000", "a"), 3, "ne s’écrivent pas"),
        (vtt("00:02.000 --> 00:02.000", "a"), 3, "finit avant"),
        (vtt(SHOWN + " color:red", "a"), 3, "color:red"),
        (vtt("00:05.000 --> 00:06.000", "a", "", "nom", SHOWN, "b"), 7, "commence avant"),
        (vtt(SHOWN), 3, "aucun texte ne suit"),
        (vtt(SHOWN, "a", SHOWN, "b"), 5, "flèche"),
        (vtt("STYLE", "::cue { background: url(https://exemple.test/x) }", "", SHOWN, "a"), 3, "feuille de style"),
        (vtt(SHOWN, "<script>alert(1)</script>"), 4, "<script>"),
        (vtt(SHOWN, "bon", '<img src="x">'), 5, "<img"),
        (vtt(SHOWN, '<b onclick="x">a</b>'), 4, "onclick"),
        (vtt(SHOWN, "1 < 2"), 4, "&lt;"),
        (vtt(SHOWN, "<b>a"), 4, "n’est pas fermée"),
        (vtt(SHOWN, "a</i>"), 4, "n’est pas ouvert"),
        (vtt(SHOWN, "a\x00b"), 4, "caractère de commande"),
        (vtt(SHOWN, "<b></b>" * 36_000), 4, "10000 caractères"),
        (vtt(SHOWN, "<b" + " " * 9_990), 4, "n’est pas permise"),
    ],
)
def test_what_is_wrong_is_refused_by_its_line(content: bytes, line: int, words: str) -> None:
    with pytest.raises(CaptionsRefused) as refused:
        read_webvtt(content, field="captions")
    assert str(refused.value).startswith(f"Ligne {line} : ")
    assert words in str(refused.value)
    assert refused.value.field == "captions"


def test_a_file_of_nothing_but_tags_is_read_in_proportion_to_its_length() -> None:
    line = "<b>a</b>" * (LONGEST_LINE // 8)
    times = []
    for lines in (25, 100):
        content = vtt(SHOWN, *[line] * lines)
        begun = time.process_time()
        (cue,) = read_webvtt(content)
        times.append(time.process_time() - begun)
        assert cue.text == "\n".join(["a" * (LONGEST_LINE // 8)] * lines)
    assert times[1] < 8 * times[0]


@given(st.binary(max_size=200) | st.text(alphabet="<>/bvi .-&:0123\n", max_size=80).map(lambda said: vtt(SHOWN, said)))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    try:
        cues = read_webvtt(content)
    except CaptionsRefused:
        return
    assert all(each.start < each.end for each in cues)
