"""The JSON-LD of every page, against what the page itself shows."""

from __future__ import annotations

from tests.every_site.linked_data import *  # noqa: F403
from tests.every_site.linked_data import _data
from tests.sites import BuiltSite

MODES = ("local", "public")


def test_a_person_is_known_by_every_name(public_fixture_site: BuiltSite) -> None:
    about = _data(public_fixture_site.page("az/people/khadija/"))["about"]
    assert (about["@type"], about["name"]) == ("Person", "Xədicə İsmayılova")
    assert {"Khadija Ismayilova", "Хадиджа Исмайлова"} <= set(about["alternateName"])


def test_everything_at_once_is_told_whole(public_fixture_site: BuiltSite) -> None:
    data = _data(public_fixture_site.page("en/2023/everything-at-once/"))
    assert [each["name"] for each in data["author"]] == ["First Author", "Second Author"]
    assert data["isBasedOn"]["inLanguage"] == "az"
    assert data["isBasedOn"]["name"].endswith("<işarələr>")
    assert data["image"]["url"].endswith("/pictures/briefings/2023/everything-at-once/square.jpg")
    assert (data["image"]["width"], data["image"]["height"]) == (32, 64)
    assert (data["isAccessibleForFree"], data["license"]) == (True, "https://creativecommons.org/licenses/by/4.0/")
    assert data["publisher"]["@type"] == "NewsMediaOrganization"
