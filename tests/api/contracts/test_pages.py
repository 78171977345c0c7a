"""Lists: pages with a link to the next one, which say the same whether they are new or remembered."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.api.contracts.walking import addresses, also

LISTS = list(addresses(versioned=True, taking="cursor"))


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_walked_by_its_links_to_the_end(reader: TestClient, path: str) -> None:
    whole = reader.get(also(path, "limit=50")).json()
    url = also(path, "limit=1")
    results: list[object] = []
    while len(results) < min(whole["total"], 5):
        answer = reader.get(url)
        again = reader.get(url)
        assert again.content == answer.content
        assert again.headers.get("link") == answer.headers.get("link")
        page = answer.json()
        assert (page["limit"], len(page["results"]), page["total"]) == (1, 1, whole["total"])
        results += page["results"]
        if page["next"] is None:
            assert page["next_url"] is None
            assert "link" not in answer.headers
            break
        link = re.fullmatch(r'<(\S+)>; rel="next"', answer.headers["link"])
        assert link is not None
        url = link[1]
        assert url == page["next_url"]
        unchanged = reader.get(answer.request.url, headers={"If-None-Match": answer.headers["etag"]})
        assert (unchanged.status_code, unchanged.headers["link"]) == (304, answer.headers["link"])
    assert results == whole["results"][: len(results)]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_a_limit_and_refuses_one_that_is_too_large(reader: TestClient, path: str) -> None:
    assert reader.get(also(path, "limit=51")).status_code == 400
    assert reader.get(also(path, "cursor=gibberish")).json()["type"] == "/problems/bad-cursor"
