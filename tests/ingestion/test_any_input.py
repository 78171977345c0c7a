"""Whatever is handed in, cleaning gives an article or a refusal, and cleaning twice is cleaning once."""

import contextlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.errors import RefusedArticle
from app.ingestion.article import ArticleIn
from app.ingestion.clean import clean, clean_text

ANY = st.text(st.characters(exclude_categories=()), max_size=200)
MARKUP = st.lists(
    st.sampled_from(["<p>", "</p>", "<html lang='en'>", "<!doctype html>", "<?xml version='1.0' encoding='x'?>", "&#0;", "<"])
    | st.text(max_size=20),
    max_size=12,
).map("".join)


@given(ANY)
@example("a\u2029\u2029b")
@example("e\u200b\u0301")
@example("\u0344a\u0300\u0301")
@settings(max_examples=200, deadline=None)
def test_text(text: str) -> None:
    with contextlib.suppress(RefusedArticle):
        once = clean_text(text)
        assert clean_text(once) == once
        once.encode()


@given(MARKUP)
@example("<?xml version='1.0' encoding='utf-8'?><p>Iran arms Syria.</p>")
@example("<p>Iran\x01 arms\ud800 Syria.</p>")
@settings(max_examples=60, deadline=None)
def test_pages(markup: str) -> None:
    with contextlib.suppress(RefusedArticle):
        clean(ArticleIn(html=markup))
    with contextlib.suppress(RefusedArticle):
        clean(ArticleIn(html=markup.encode(errors="surrogatepass")))
