"""The characters of a page, rightly declared, wrongly declared and not declared at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingestion.article import ArticleIn
from app.ingestion.clean import clean
from app.ingestion.encoding import decode_page

TEXT = "<p>Łódź, “Ünal” and Škoda — naïve</p>"
WESTERN = "<p>“naïve” — café</p>"
CYRILLIC = "<p>Москва</p>"


@pytest.mark.parametrize(
    ("body", "charset", "expected"),
    [
        (TEXT.encode(), None, TEXT),
        (TEXT.encode("utf-8-sig"), "windows-1252", TEXT),
        (TEXT.encode("utf-16"), None, TEXT),
        (TEXT.encode("utf-16"), "utf-8", TEXT),
        (TEXT.encode("utf-16-le"), None, TEXT),
        (TEXT.encode("utf-16-be"), None, TEXT),
        (TEXT.encode("utf-16-le"), "utf-16", TEXT),
        (WESTERN.encode("cp1252"), None, WESTERN),
        (WESTERN.encode("cp1252"), "iso-8859-1", WESTERN),
        (WESTERN.encode("cp1252"), "utf-8", WESTERN),
        (CYRILLIC.encode("cp1251"), "windows-1251", CYRILLIC),
        (CYRILLIC.encode("koi8-r"), "KOI8-R", CYRILLIC),
        (b"<meta charset=windows-1251>" + CYRILLIC.encode("cp1251"), None, f"<meta charset=windows-1251>{CYRILLIC}"),
        (b"<meta charset=windows-1251>" + CYRILLIC.encode(), "utf-8", f"<meta charset=windows-1251>{CYRILLIC}"),
        (b'<meta charset="utf-16">' + TEXT.encode(), None, f'<meta charset="utf-16">{TEXT}'),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + CYRILLIC.encode("koi8-r"), None, f'<?xml version="1.0" encoding="koi8-r"?>{CYRILLIC}'),
        (TEXT.encode(), "no-such", TEXT),
        (TEXT.encode(), "rot13", TEXT),
        (TEXT.encode(), "unicode_escape", TEXT),
        (TEXT.encode() * 100 + b"\xff", "utf-8", TEXT * 100 + "\ufffd"),
        (b"", None, ""),
    ],
)  # fmt: skip
def test_pages(body: bytes, charset: str | None, expected: str) -> None:
    assert decode_page(body, charset) == expected


@given(st.binary(max_size=300), st.none() | st.text(max_size=20) | st.sampled_from(["utf-16", "big5", "gb2312", "hex", "idna"]))
def test_any_bytes(body: bytes, charset: str | None) -> None:
    assert isinstance(decode_page(body, charset), str)


def test_a_page_in_two_bytes_a_character_is_text() -> None:
    body = "<html><body><p>Iran arms Syria, say two officials of “both” sides.</p></body></html>"
    for encoding in ("utf-16", "utf-16-le", "cp1252"):
        assert "“both”" in clean(ArticleIn(html=body.encode(encoding))).text
