"""Web pages of our own in the forms that newspapers give theirs, with what there is to find in each."""

import json
from dataclasses import dataclass, field
from datetime import date

from app.ingestion.article import PublishedSource

URL = "https://www.courier.example/world/river-accord"
TITLE = "Two neighbours sign an accord on the river"
BODY = (
    "The governments of Norland and Sudland signed an accord on Sunday that shares the water of their common river.",
    "Under its terms Norland will open the upper dam each spring, and Sudland will pay for the repair of the lower one.",
    "The foreign minister of Sudland called the accord a beginning, and thanked her colleague for eleven months of patience.",
    "Farmers on both banks have waited for such a promise since the drought of three years ago emptied their canals.",
)
CLUTTER = "Ten recipes for a rainy weekend"
DAY = date(2015, 9, 27)


@dataclass(frozen=True, slots=True)
class Form:
    """A page, and what should be found in it; ``lacks`` must not be in its text."""

    html: str
    url: str | None = URL
    title: str | None = TITLE
    publisher: str | None = "The Courier"
    authors: tuple[str, ...] = ()
    day: date | None = DAY
    source: PublishedSource | None = "schema.org"
    canonical: str | None = None
    body: tuple[str, ...] = BODY
    lacks: tuple[str, ...] = field(default=(CLUTTER, "cookies", "Subscribe"))


def paragraphs(body: tuple[str, ...] = BODY) -> str:
    return "".join(f"<p>{line}</p>\n" for line in body)


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def meta(**tags: str) -> str:
    names = {name.replace("__", ":"): content for name, content in tags.items()}
    return "".join(f'<meta property="{name}" content="{content}">' for name, content in names.items())


def page(head: str = "", body: str | None = None, *, lang: str = "en", title: str = f"{TITLE} | The Courier") -> str:
    body = f"<main><article><h1>{TITLE}</h1>{paragraphs()}</article></main>" if body is None else body
    nav = '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>'
    foot = "<footer><p>Subscribe to our newsletter. All rights reserved.</p></footer>"
    return f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head><body>{nav}{body}{foot}</body></html>'


NEWS = {
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "datePublished": "2015-09-27T10:00:00+02:00",
    "dateModified": "2015-10-01T09:00:00Z", "author": {"@type": "Person", "name": "Ada Winter"},
    "publisher": {"@type": "Organization", "name": "The Courier"}, "inLanguage": "en", "mainEntityOfPage": URL,
}  # fmt: skip
GRAPH = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "https://www.courier.example/#house", "name": "The Courier"},
        {"@type": "WebPage", "@id": URL, "url": URL, "name": "A page", "datePublished": "2001-01-01"},
        {"@type": "Person", "@id": "https://www.courier.example/#ada", "name": "Ada Winter"},
        {
            "@type": ["Article", "ReportageNewsArticle"], "headline": TITLE, "datePublished": "2015-09-27",
            "author": [{"@id": "https://www.courier.example/#ada"}, {"@type": "Person", "name": "By Ben Summer"}],
            "publisher": {"@id": "https://www.courier.example/#house"},
        },
    ],
}  # fmt: skip
ADA = ("Ada Winter",)
RELATED = {
    "@type": "ItemList",
    "itemListElement": [{"@type": "NewsArticle", "headline": CLUTTER, "datePublished": "2016-01-01", "url": "https://www.courier.example/x"}],
}  # fmt: skip
OPEN_GRAPH = meta(og__title=TITLE, og__site_name="The Courier", article__published_time="2015-09-27T10:00:00Z")
SITE = meta(og__site_name="The Courier")
ASIDE = (
    f'<aside class="related"><h3>More</h3><ul><li><a href="/x">{CLUTTER}</a></li><li><a href="/y">{CLUTTER}</a></li></ul></aside>'
)
BANNER = (
    '<div id="cookie-banner" class="cookie-consent" role="dialog"><p>We and our partners use cookies to improve what you see.</p>'
    "<button>Accept all</button></div>"
)

FORMS: dict[str, Form] = {
    "json-ld": Form(page(ld(NEWS)), authors=ADA, canonical=URL),
    "json-ld in a list": Form(page(ld([{"@type": "BreadcrumbList"}, NEWS])), authors=ADA, canonical=URL),
    "json-ld graph with references": Form(page(ld(GRAPH)), authors=("Ada Winter", "Ben Summer")),
    "json-ld with a context of its own": Form(page(ld({**NEWS, "@type": "http://schema.org/NewsArticle"})), authors=ADA, canonical=URL),
    "json-ld with a trailing comma": Form(
        page('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2015-09-27",}</script>' + SITE)
    ),
    "json-ld in a comment": Form(page(ld(NEWS).replace(">{", "><!-- {").replace("</script>", " --></script>")), authors=ADA, canonical=URL),
    "json-ld with line breaks in its texts": Form(page(ld(NEWS).replace("Ada Winter", "Ada\nWinter")), authors=ADA, canonical=URL),
    "broken json-ld": Form(page('<script type="application/ld+json">{"@type": "NewsArticle", "datePubl</script>' + OPEN_GRAPH), source="meta"),
    "related articles in json-ld": Form(page(ld(RELATED) + ld(NEWS), None), authors=ADA, canonical=URL),
    "several articles, one of this page": Form(
        page(ld({**NEWS, "headline": CLUTTER, "datePublished": "2016-01-01", "mainEntityOfPage": "https://www.courier.example/x"}) + ld(NEWS)),
        authors=ADA, canonical=URL,
    ),
    "article inside of a page": Form(page(ld({"@type": "WebPage", "datePublished": "2001-01-01", "mainEntity": NEWS})), authors=ADA, canonical=URL),
    "microdata": Form(
        page(
            body='<div itemscope itemtype="https://schema.org/NewsArticle">'
            f'<h1 itemprop="headline">{TITLE}</h1><span itemprop="author" itemscope itemtype="https://schema.org/Person">'
            '<a href="/ada"><span itemprop="name">Ada Winter</span></a></span>'
            '<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="The Courier"></div>'
            f'<time itemprop="datePublished" datetime="2015-09-27T10:00">yesterday</time><div itemprop="articleBody">{paragraphs()}</div></div>'
        ),
        authors=ADA,
    ),
    "open graph": Form(page(OPEN_GRAPH + meta(og__url=URL + "?utm_source=x")), source="meta", canonical=URL),
    "dublin core": Form(
        page(f'<meta name="DC.title" content="{TITLE}"><meta name="DC.date.issued" content="2015-09-27"><meta name="DC.publisher" content="The Courier"><meta name="DC.creator" content="Ada Winter">'),
        authors=ADA, source="meta",
    ),
    "amp": Form(
        page(ld(NEWS) + f'<link rel="canonical" href="{URL}"><script async src="https://cdn.ampproject.example/v0.js"></script>'),
        url=URL + "/amp", authors=ADA, canonical=URL,
    ),
    "live blog": Form(
        page(
            ld({**NEWS, "@type": "LiveBlogPosting", "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "10.15", "datePublished": "2015-09-28"}]}),
            f'<main><article><h1>{TITLE}</h1>' + "".join(f"<section><h2>1{n}.00</h2><p>{line}</p></section>" for n, line in enumerate(BODY)) + "</article></main>",
        ),
        authors=ADA, canonical=URL,
    ),
    "stub before a wall, with the text in json-ld": Form(
        page(
            ld({**NEWS, "isAccessibleForFree": False, "articleBody": "\n\n".join(BODY)}),
            f'<main><article><h1>{TITLE}</h1><p>{BODY[0]}</p><div class="paywall"><p>Subscribe to read on.</p></div></article></main>',
        ),
        authors=ADA, canonical=URL,
    ),
    "stub before a wall": Form(
        page(OPEN_GRAPH, f'<main><article><h1>{TITLE}</h1>{paragraphs(BODY[:2])}<div class="paywall"></div></article></main>'),
        source="meta", body=BODY[:2],
    ),
    "shorter text in json-ld": Form(page(ld({**NEWS, "articleBody": BODY[0]})), authors=ADA, canonical=URL),
    "cookie banner": Form(page(OPEN_GRAPH, f"{BANNER}<main><article><h1>{TITLE}</h1>{paragraphs()}</article></main>"), source="meta"),
    "related links": Form(page(OPEN_GRAPH, f"<main><article><h1>{TITLE}</h1>{paragraphs()}</article>{ASIDE}</main>"), source="meta"),
    "no date": Form(page(SITE, None), day=None, source=None),
    "no date, but a year in the footer": Form(page(SITE).replace("All rights reserved", "© 2024 The Courier")[:-1] + ">", day=None, source=None),
    "date in the address": Form(
        page(SITE), url="https://www.courier.example/2015/09/27/river-accord", source="url",
    ),
    "month by name in the address": Form(page(SITE), url="https://www.courier.example/world/2015/sep/27/river-accord", source="url"),
    "several dates": Form(
        page(
            meta(article__modified_time="2015-10-01T09:00:00Z", article__published_time="2015-09-27", og__updated_time="2015-10-02") + SITE,
            f'<main><article><h1>{TITLE}</h1><time datetime="2015-10-01">Updated 1 October 2015</time>{paragraphs()}</article></main>',
        ),
        source="meta",
    ),
    "only the day of a change": Form(page(meta(article__modified_time="2015-10-01T09:00:00Z") + SITE), day=None, source=None),
    "a date to come in json-ld": Form(
        page(ld({**NEWS, "datePublished": "2099-01-01"}) + meta(article__published_time="2015-09-27")), authors=ADA, canonical=URL, source="meta"
    ),
    "an absurd date": Form(page(ld({**NEWS, "datePublished": "0001-01-01T00:00:00Z"})), day=None, source=None, authors=ADA, canonical=URL),
    "time element": Form(
        page(SITE, f'<main><article><h1>{TITLE}</h1><time datetime="2015-09-27T10:00:00Z" pubdate>27 September</time>{paragraphs()}</article></main>'),
        source="metadata",
    ),
    "date in words": Form(page(ld({**NEWS, "datePublished": "September 27, 2015"})), authors=ADA, canonical=URL),
    "canonical of another site": Form(page(OPEN_GRAPH + '<link rel="canonical" href="https://agency.example/1">'), source="meta"),
    "canonical of the front page": Form(page(OPEN_GRAPH + '<link rel="canonical" href="https://www.courier.example/">'), source="meta"),
    "relative canonical": Form(page(OPEN_GRAPH + '<link rel="canonical" href="/world/river-accord/">'), source="meta", canonical=URL),
    "template in another language": Form(page(OPEN_GRAPH, lang="de"), source="meta"),
    "text in divisions": Form(
        page(OPEN_GRAPH, f'<div class="article-body"><h1>{TITLE}</h1>' + "".join(f"<div>{line}</div>" for line in BODY) + "</div>"), source="meta"
    ),
    "comments below": Form(
        page(OPEN_GRAPH, f'<main><article><h1>{TITLE}</h1>{paragraphs()}</article><section id="comments" class="comments"><p>{CLUTTER}, says a reader.</p></section></main>'),
        source="meta",
    ),
    "figure with a caption": Form(
        page(OPEN_GRAPH, f'<main><article><h1>{TITLE}</h1><figure><img src="a.jpg" alt="{CLUTTER}"></figure>{paragraphs()}</article></main>'), source="meta"
    ),
}  # fmt: skip
