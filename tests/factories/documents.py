"""A small PDF, written by hand: one line of text a page."""

from __future__ import annotations


def small_document(*lines: str) -> bytes:
    """As many pages as lines, in Latin-1."""
    kids = " ".join(f"{3 + 2 * place} 0 R" for place in range(len(lines)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(lines)}/Kids[{kids}]>>".encode()]
    font = "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>"
    for place, line in enumerate(lines):
        drawn = f"BT /F 24 Tf 40 120 Td ({line}) Tj ET".encode("latin-1")
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Resources{font}/Contents {4 + 2 * place} 0 R>>"
        objects += [page.encode(), b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn)]
    content, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % each for each in places)
    trailer = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return bytes(content) + trailer % (len(objects) + 1, table, len(objects) + 1, len(content))
