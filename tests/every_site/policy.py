"""Each page's own Content-Security-Policy, against what the page holds."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from tests.sites import BuiltSite, Document


def _policy(page: Document) -> dict[str, list[str]]:
    (meta,) = [each for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    parts = [part.split() for part in (meta.get("content") or "").split(";")]
    return {name: sources for name, *sources in parts}


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def test_the_one_style_of_every_page_is_the_one_that_its_policy_names(site: BuiltSite) -> None:
    for path, page in site.pages.items():
        (style,) = re.findall(r"<style>(.*?)</style>", page.source, re.DOTALL)
        assert _policy(page)["style-src"] == [_hash(style)], path


def test_the_policy_comes_before_all_that_it_rules(site: BuiltSite) -> None:
    for path, page in site.pages.items():
        before = page.source.partition('<meta http-equiv="Content-Security-Policy"')[0]
        assert re.sub(r"\s+", " ", before).endswith('<head> <meta charset="utf-8"> '), path


def test_a_page_may_load_its_pictures_and_nothing_else(site: BuiltSite) -> None:
    own = ["'self'"] if site.url else ["'self'", "file:"]
    for path, page in site.pages.items():
        policy = _policy(page)
        assert policy["default-src"] == ["'none'"], path
        assert policy["img-src"] == [*own, "data:"], path
        assert policy["connect-src"] == own, path
        assert (policy["form-action"], policy["base-uri"]) == (["'none'"], ["'none'"]), path
        loading = {"script-src", "worker-src"} if re.fullmatch(r"[^/]+/search/index\.html", path) else set()
        assert (
            policy.keys() - {"default-src", "connect-src", "style-src", "img-src", "form-action", "base-uri"} == loading
        ), path
        assert "unsafe" not in str(policy), path


def _executed(page: Document) -> Iterator[str]:
    for element in page.all("script"):
        if element.get("type") != "application/ld+json":
            yield f"script of type {element.get('type')} from {element.get('src')}"


def test_only_data_stand_in_scripts(site: BuiltSite) -> None:
    for path, page in site.pages.items():
        if not path.endswith("/search/index.html"):
            assert list(_executed(page)) == [], path
