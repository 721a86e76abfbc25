"""WordPress exports: what one item becomes. `tests/newsarchive_import` reads a whole export."""

import datetime as dt
from pathlib import Path

import pytest

from newsarchive_import.items import ImportFailure, Item, OldArchive
from newsarchive_import.wordpress import read_wordpress
from tests.newsarchive_import.wxr_making import HEAD, SITE, TAIL, cdata, comment, item, meta, picture, term


def _read(folder: Path, *items: str, head: str = "", version: str = "1.2", uploads: Path | None = None) -> OldArchive:
    export = folder / "export.xml"
    export.write_text(HEAD.format(version=version) + head + "".join(items) + TAIL, "utf-8")
    return read_wordpress(export, uploads)


def _one(folder: Path, *items: str, head: str = "") -> Item:
    return _read(folder, *items, head=head).items[0]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_in_each_version_of_the_format(tmp_path: Path, version: str) -> None:
    more = term("category", "Courts &amp; law") + term("post_tag", "arrest") + term("region", "Bakı")
    more += meta("_wp_old_slug", "former") + meta("mood", "calm") + meta("_edit_lock", "")
    post = item(
        17,
        "A & B",
        "Text",
        slug="%d1%81%d0%bb%d0%be%d0%b2%d0%be",
        link=f"{SITE}/2020/%d1%81%d0%bb%d0%be%d0%b2%d0%be/",
        modified="2021-02-03 00:00:00",
        excerpt="Short",
        more=more,
    )
    archive = _read(tmp_path, post, version=version)
    assert (archive.name, archive.address) == ("Sözün azadlığı » Old archive", SITE)
    assert archive.items == (
        Item(
            id="post 17",
            kind="post",
            title="A & B",
            body="<p>Text</p>",
            form="html",
            date=dt.date(2020, 1, 1),
            moment="2020-01-01T10:00:00",
            modified=dt.date(2021, 2, 3),
            slug="слово",
            address=f"{SITE}/2020/%d1%81%d0%bb%d0%be%d0%b2%d0%be/",
            aliases=(f"{SITE}/?p=17", f"{SITE}/2020/former/"),
            authors=("leyla",),
            terms=(("category", "Courts & law"), ("tag", "arrest"), ("region", "Bakı")),
            summary="Short",
            other=(("comment_status", "open"), ("ping_status", "closed"), ("mood", "calm")),
            file=tmp_path / "export.xml",
        ),
    )


def test_addresses_by_number_by_former_slug_and_by_guid(tmp_path: Path) -> None:
    page = _one(tmp_path, item(3, "Page", "x", type="page", slug="about", link=f"{SITE}/team/about/"))
    assert page.aliases == (f"{SITE}/?p=3", f"{SITE}/?page_id=3")
    post = _one(tmp_path, item(4, "Post", "x", slug="new", link=f"{SITE}/2020/new/", more=meta("_wp_old_slug", "old")))
    assert post.aliases == (f"{SITE}/?p=4", f"{SITE}/2020/old/")
    event = _one(tmp_path, item(5, "Event", "x", type="event"))
    assert event.aliases == (f"{SITE}/?p=5", f"{SITE}/?p=5&post_type=event")
    assert ("post_type", "event") in event.other


@pytest.mark.parametrize(
    ("status", "read"),
    [("publish", "published"), ("draft", "draft"), ("pending", "draft"), ("future", "draft"), ("private", "private")],
)
def test_only_what_readers_saw_counts_as_published(tmp_path: Path, status: str, read: str) -> None:
    assert _one(tmp_path, item(1, "A", "x", status=status)).status == read


def test_a_text_behind_a_password_is_private_and_the_password_is_not_carried(tmp_path: Path) -> None:
    post = _one(tmp_path, item(1, "A", "x", **{"password": "hush"}))
    assert post.status == "private"
    assert ("post_password", "readers had to type a password") in post.other
    assert "hush" not in repr(post)


def test_a_draft_without_a_date_has_none_and_a_post_takes_another_of_its_dates(tmp_path: Path) -> None:
    zero = "0000-00-00 00:00:00"
    assert _one(tmp_path, item(1, "A", "x", status="draft", date=zero)).date is None
    assert _one(tmp_path, item(1, "A", "x", date=zero)).date == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("date", "other"), [("2021-02-30 10:00:00", ("2021-02-30 10:00:00",)), ("0000-00-00 00:00:00", ()), ("", ())]
)
def test_a_date_that_cannot_be_read_is_passed_on_as_typed(tmp_path: Path, date: str, other: tuple[str, ...]) -> None:
    post = _one(tmp_path, item(1, "A", "x", date=date).replace("Wed, 01 Jan 2020 06:00:00 +0000", ""))
    assert post.date is None
    assert tuple(value for name, value in post.other if name == "date") == other


def test_what_is_no_text_is_left_out_with_the_reason(tmp_path: Path) -> None:
    archive = _read(
        tmp_path,
        item(1, "Menu", "", type="nav_menu_item"),
        item(2, "Older", "x", type="revision", status="inherit"),
        item(3, "Bin", "x", status="trash"),
        item(4, "Auto Draft", "", status="auto-draft"),
        item(5, "", "  "),
        item(6, "Kept", "x", more=comment(9, "Hello") + comment(10, "Again")),
    )
    assert [each.id for each in archive.items] == ["post 6"]
    assert dict(archive.left_out) == {
        "comment 9 on post 6": "comments are not imported",
        "comment 10 on post 6": "comments are not imported",
        "nav_menu_item 1 “Menu”": "an entry of a menu",
        "revision 2 “Older”": "an older state of a text",
        "post 3 “Bin”": "in the trash",
        "post 4 “Auto Draft”": "never saved by its author",
        "post 5": "it is empty",
    }
    assert "mail.example" not in repr(archive)


def test_pictures_are_found_in_the_uploads_and_the_missing_ones_are_told(tmp_path: Path) -> None:
    (tmp_path / "uploads/2019/05").mkdir(parents=True)
    (tmp_path / "uploads/2019/05/ev şəkli.jpg").write_bytes(picture(1))
    (tmp_path / "uploads/2019/05/ev şəkli-300x200.jpg").write_bytes(picture(1))

    def attachment(number: int, name: str, address: str) -> str:
        more = f"<wp:attachment_url>{cdata(address)}</wp:attachment_url>" + meta("_wp_attached_file", name)
        more += meta("_wp_attachment_image_alt", "A house")
        return item(number, "House", "", type="attachment", status="inherit", excerpt="Photo: us", more=more)

    there = f"{SITE}/blog/files/2019/05/ev%20%C5%9F%C9%99kli.jpg"
    archive = _read(
        tmp_path,
        item(1, "A", "x", more=meta("_thumbnail_id", "2")),
        item(4, "B", "x", more=meta("_thumbnail_id", "99")),
        attachment(2, "2019/05/ev şəkli.jpg", there),
        attachment(3, "2019/05/lost.jpg", f"{SITE}/blog/files/2019/05/lost.jpg"),
    )
    assert sorted(archive.files) == ["blog/files/2019/05/ev şəkli-300x200.jpg", "blog/files/2019/05/ev şəkli.jpg"]
    first, second = archive.items
    assert first.picture == there
    assert first.other[-3:] == (
        ("picture_alt", "A house"),
        ("picture_title", "House"),
        ("picture_caption", "Photo: us"),
    )
    assert (second.picture, second.other[-1]) == ("", ("_thumbnail_id", "99, which is not in the export"))
    lost = [why for what, why in archive.left_out if "lost.jpg" in what]
    assert lost == ["its file is not in the folder of uploads"]


def test_authors_by_their_names_also_guests(tmp_path: Path) -> None:
    head = (
        "<wp:author><wp:author_login>leyla</wp:author_login><wp:author_email>leyla@mail.example</wp:author_email>"
        f"<wp:author_display_name>{cdata('Leyla &amp; Co')}</wp:author_display_name></wp:author>"
    )
    guests = meta("cap-display_name", "A Guest") + meta("cap-user_login", "guest")
    both = term("author", "leyla", "cap-leyla") + term("author", "guest", "cap-guest")
    archive = _read(
        tmp_path,
        item(1, "A", "x"),
        item(2, "B", "x", more=both),
        item(3, "A Guest", "", type="guest-author", more=guests),
        head=head,
    )
    assert [each.authors for each in archive.items] == [("Leyla & Co",), ("Leyla & Co", "A Guest")]
    assert "leyla@" not in repr(archive)


def test_terms_that_old_exports_repeat_are_read_once(tmp_path: Path) -> None:
    bare = "".join(f"<category>{cdata(name)}</category>" for name in ("News", "arrest", "Own"))
    post = _one(tmp_path, item(1, "A", "x", more=bare + term("category", "News") + term("tag", "arrest")))
    assert post.terms == (("category", "Own"), ("category", "News"), ("tag", "arrest"))


def test_parts_of_an_export_are_read_in_order_and_doubled_numbers_stay_apart(tmp_path: Path) -> None:
    for name, number in (("b.xml", 1), ("a.xml", 2), ("c.xml", 1)):
        text = HEAD.format(version="1.2") + item(number, name, "x") + TAIL
        (tmp_path / name).write_text(text, "utf-8")
    archive = read_wordpress(tmp_path)
    assert [(each.id, each.title) for each in archive.items] == [
        *(("post 2", "a.xml"), ("post 1", "b.xml"), ("post 1 (2)", "c.xml")),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<rss><channel><item><title>A</title></item></channel></rss>", "not an export of WordPress"),
        (HEAD.format(version="1.2") + TAIL, "no item in it; export “All content” under Tools, Export"),
        (
            HEAD.format(version="1.2") + item(1, "A", "x" * 9_000_000) + TAIL,
            "post 1 “A”: a text of 9,000,000 characters",
        ),
    ],
    ids=["feed", "empty", "huge text"],
)
def test_what_is_no_usable_export_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.xml").write_text(text, "utf-8")
    with pytest.raises(ImportFailure, match=message):
        read_wordpress(tmp_path / "a.xml")


def test_too_many_items_stop_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive_import.wxr.MOST_ITEMS", 2)
    with pytest.raises(ImportFailure, match="more than 2 items; export it in several files"):
        _read(tmp_path, *(item(number, "A", "x") for number in range(3)))


@pytest.mark.parametrize("link", ["uploads", "wp-content", "wp-content/uploads"])
def test_uploads_that_are_found_behind_a_link_out_of_the_folder_are_refused(tmp_path: Path, link: str) -> None:
    private, export = tmp_path / "private", tmp_path / "old"
    for folder in (private / "uploads", (export / link).parent):
        folder.mkdir(parents=True, exist_ok=True)
    (private / "secret.jpg").write_bytes(picture(1))
    (export / link).symlink_to(private)
    with pytest.raises(
        ImportFailure, match=r"uploads: it lies behind a symbolic link out of .*; name the folder itself"
    ):
        _read(export, item(1, "A", "b"))
    with pytest.raises(ImportFailure, match="behind a symbolic link"):
        _read(tmp_path, item(1, "A", "b"), uploads=export)


def test_uploads_that_an_editor_names_may_be_a_link_and_one_that_stays_inside_is_followed(tmp_path: Path) -> None:
    export, elsewhere = tmp_path / "old", tmp_path / "elsewhere"
    for folder in (export / "files", elsewhere):
        folder.mkdir(parents=True)
        (folder / "a.jpg").write_bytes(picture(1))
    (export / "uploads").symlink_to("files")
    (tmp_path / "named").symlink_to(elsewhere)
    for uploads in (None, tmp_path / "named"):
        assert [Path(name).name for name in _read(export, item(1, "A", "b"), uploads=uploads).files] == ["a.jpg"]


POLYLANG = "".join(
    f"<wp:term><wp:term_taxonomy>language</wp:term_taxonomy><wp:term_slug>{slug}</wp:term_slug>"
    f"<wp:term_description>{cdata(f'a:1:{{s:6:{chr(34)}locale{chr(34)};s:5:{chr(34)}{locale}{chr(34)};}}')}"
    "</wp:term_description></wp:term>"
    for slug, locale in (("en", "en_US"), ("cz", "cs_CZ"))
)


def test_languages_and_translations_of_polylang(tmp_path: Path) -> None:
    def post(number: int, language: str, group: str = "") -> str:
        more = term("language", language, language) + (term("post_translations", group, group) if group else "")
        return item(number, "A", "x", more=more)

    archive = _read(tmp_path, post(1, "en", "pll_1"), post(2, "cz", "pll_1"), post(3, "en", "pll_2"), head=POLYLANG)
    assert [(each.language, each.group) for each in archive.items] == [("en", "pll_1"), ("cs-CZ", "pll_1"), ("en", "")]
    assert all(not each.terms for each in archive.items)


def test_the_default_language_of_a_site_is_known_also_if_its_texts_state_theirs(tmp_path: Path) -> None:
    export = tmp_path / "a.xml"
    post = item(1, "A", "x", more=term("language", "ru", "ru"))
    export.write_text(HEAD.format(version="1.2").replace("en-US", "az_AZ") + post + TAIL, "utf-8")
    archive = read_wordpress(export)
    assert (archive.language, archive.items[0].language) == ("az-AZ", "ru")


def test_languages_and_translations_of_wpml(tmp_path: Path) -> None:
    def post(number: int, language: str, **fields: str) -> str:
        named = {"_wpml_import_language_code": language, **fields}
        return item(number, "A", "x", more="".join(meta(key, value) for key, value in named.items()))

    archive = _read(
        tmp_path,
        post(1, "az", _wpml_import_translation_group="post_1"),
        post(2, "pt-br", _wpml_import_translation_group="post_1"),
        post(3, "az"),
        post(4, "ru", _icl_lang_duplicate_of="3"),
    )
    groups = [(each.language, each.group) for each in archive.items]
    assert groups == [("az", "post_1"), ("pt-br", "post_1"), ("az", "copies of post 3"), ("ru", "copies of post 3")]


@pytest.mark.parametrize(("locale", "language"), [("az", "az"), ("pt_BR", "pt-BR"), ("en-US", ""), ("", "")])
def test_the_language_of_a_site_counts_unless_it_is_that_of_an_untouched_installation(
    tmp_path: Path, locale: str, language: str
) -> None:
    export = tmp_path / "a.xml"
    head = HEAD.format(version="1.2").replace("en-US", locale)
    export.write_text(head + item(1, "A", "x") + TAIL, "utf-8")
    item_of_site = read_wordpress(export).items[0]
    assert (item_of_site.language, item_of_site.by_site) == (language, bool(language))


def test_the_languages_of_a_post_of_qtranslate_are_texts_of_their_own(tmp_path: Path) -> None:
    body = "Both. [:az]Mətn.\n\nSon.[:en]Text.[:] All."
    old = "<!--:az-->Köhnə<!--:--><!--:ru-->Старое<!--:-->"
    first, second, third, fourth, plain = _read(
        tmp_path,
        item(1, "[:az]Məhkəmə[:en]Court[:]", body, slug="court", link=f"{SITE}/court/"),
        item(2, old, old),
        item(3, "Code", "a[:no] = b"),
    ).items
    assert (first.id, first.language, first.title) == ("post 1 az", "az", "Məhkəmə")
    assert first.body == "<p>Both. Mətn.</p>\n<p>Son. All.</p>"
    assert (first.address, first.aliases) == (f"{SITE}/court/", (f"{SITE}/?p=1",))
    assert (second.id, second.language, second.title, second.body) == (
        "post 1 en",
        "en",
        "Court",
        "<p>Both. Text. All.</p>",
    )
    assert (second.address, second.aliases, second.slug) == ("", (), "court")
    assert (third.title, third.language, fourth.title, fourth.language) == ("Köhnə", "az", "Старое", "ru")
    assert first.group == second.group != third.group == fourth.group != ""
    assert (plain.id, plain.language, plain.body) == ("post 3", "", "<p>a[:no] = b</p>")


def test_a_language_without_words_is_no_text(tmp_path: Path) -> None:
    items = _read(tmp_path, item(1, "[:az]Ad[:en][:]", "[:az]Mətn[:en] [:]")).items
    assert [(each.id, each.group) for each in items] == [("post 1 az", "")]
