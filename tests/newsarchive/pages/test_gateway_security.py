"""`security.txt` as RFC 9116 wants it."""

from newsarchive.pages import make_files
from newsarchive.pages.gateway import security_txt
from tests.newsarchive.editions import small_edition
from tests.newsarchive.search.keeping import Memory

LOCAL = b"Contact: mailto:desk@news.example\nExpires: 2027-11-01T00:00:00Z\nPreferred-Languages: az, en, ru\n"


def test_a_local_build_has_contact_and_expiry():
    file = security_txt(small_edition())
    assert (file.address, file.content) == (".well-known/security.txt", LOCAL)


def test_the_public_site_names_the_files_canonical_address():
    content = security_txt(small_edition(url="https://news.example")).content
    assert content == LOCAL + b"Canonical: https://news.example/.well-known/security.txt\n"


def test_it_is_the_only_file_at_the_root():
    assert [file.address for file in make_files(small_edition(), [], Memory())] == [".well-known/security.txt"]
