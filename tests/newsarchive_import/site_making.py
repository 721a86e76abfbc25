"""The same twenty posts as a site of Hugo, of Jekyll and of Pelican, and as a plain folder of Markdown files.

Ten stories in English and in Azerbaijani. The people and events are invented. Each site has what is usual in its
system: page bundles, drafts, own addresses, redirects, settings, pictures and links in the system's own form.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.newsarchive_import.wxr_making import picture


@dataclass(frozen=True)
class Story:
    """A post in one language, without markup of a system but for `{{link}}` and `{{picture}}`."""

    number: int
    language: str
    slug: str
    title: str
    body: str
    tags: tuple[str, ...]

    @property
    def day(self) -> str:
        """The day of its publication."""
        return f"{2018 + self.number % 5}-{1 + self.number:02}-{2 + self.number * 2:02}"


_ENGLISH = (
    (
        "hearing-adjourned",
        "Hearing adjourned: no witness came",
        "The judge waited for an hour.\n\nThen he closed the file.",
    ),
    (
        "archive-moved",
        "The archive has moved",
        "We moved 412 boxes.\n\n## Why\n\nThe cellar was wet, and {{link}} was near.",
    ),
    ("printing-house", "A printing house says no", "> We have no paper.\n\nThat was the whole answer.\n\n{{picture}}"),
    ("radio-off", "Radio off the air", "- 06:00 news\n- 07:00 silence\n\nListeners called *all day*."),
    ("letter-from-cell", "A letter from a cell", "He wrote on two sheets.[^1]\n\n[^1]: Both were read by the guard."),
    (
        "camera-returned",
        "Camera returned after a year",
        "| item | state |\n| --- | --- |\n| camera | works |\n| card | empty |",
    ),
    ("new-law", "“Media law”: what changes", "# What changes\n\nThe register is new.\n\n# What stays\n\nThe fines."),
    (
        "blocked-site",
        "Site blocked again",
        'See <b>below</b>.\n\n<iframe src="https://video.example/embed/1"></iframe>',
    ),
    ("fine-paid", "Readers paid the fine", "It took 3 hours.\n\n```\n500 + 200 = 700\n```\n\nThank you."),
    ("last-issue", "The last issue", "Page one was white: {{link}} tells why.\n\n***\n\nThe rest was news."),
)
_AZERBAIJANI = (
    (
        "iclas-texire-salindi",
        "İclas təxirə salındı: şahid gəlmədi",
        "Hakim bir saat gözlədi.\n\nSonra qovluğu bağladı.",
    ),
    ("arxiv-kocdu", "Arxiv köçdü", "412 qutu daşıdıq.\n\n## Niyə\n\nZirzəmi nəm idi, {{link}} isə yaxın idi."),
    ("metbee", "Mətbəə “yox” dedi", "> Kağızımız yoxdur.\n\nBütün cavab bu idi.\n\n{{picture}}"),
    (
        "radio-susdu",
        "Radio efirdən getdi",
        "- 06:00 xəbərlər\n- 07:00 sükut\n\nDinləyicilər *bütün günü* zəng etdilər.",
    ),
    ("kameradan-mektub", "Kameradan məktub", "O, iki vərəqə yazdı.[^1]\n\n[^1]: Hər ikisini nəzarətçi oxudu."),
    (
        "fotoaparat",
        "Fotoaparat bir ildən sonra qaytarıldı",
        "| əşya | vəziyyət |\n| --- | --- |\n| fotoaparat | işləyir |",
    ),
    ("yeni-qanun", "“Media qanunu”: nə dəyişir", "# Nə dəyişir\n\nReyestr yenidir.\n\n# Nə qalır\n\nCərimələr."),
    (
        "sayt-baglandi",
        "Sayt yenə bağlandı",
        'Baxın <b>aşağıda</b>.\n\n<iframe src="https://video.example/embed/1"></iframe>',
    ),
    ("cerime", "Cəriməni oxucular ödədi", "3 saat çəkdi.\n\n```\n500 + 200 = 700\n```\n\nSağ olun."),
    ("son-nomre", "Son nömrə", "Birinci səhifə ağ idi: səbəbini {{link}} deyir.\n\n***\n\nQalanı xəbər idi."),
)

STORIES = tuple(
    Story(number, language, slug, title, body, (("courts", "media")[number % 2], f"year {2018 + number % 5}"))
    for language, stories in (("en", _ENGLISH), ("az", _AZERBAIJANI))
    for number, (slug, title, body) in enumerate(stories)
)


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def _body(story: Story, link: str, image: str) -> str:
    return story.body.replace("{{link}}", link).replace("{{picture}}", image) + "\n"


def make_hugo(folder: Path) -> None:
    """Write a site of Hugo: English posts with YAML in bundles, Azerbaijani ones with TOML by their file names."""
    _write(
        folder / "hugo.toml",
        'baseURL = "https://old.example/site/"\ntitle = "Old site"\ndefaultContentLanguage = "en"\n'
        '[languages.en]\nweight = 1\n[languages.az]\nweight = 2\ntitle = "Köhnə sayt"\n'
        '[permalinks]\nposts = "/:year/:month/:slug/"\n[taxonomies]\ntag = "tags"\nregion = "regions"\n',
    )
    for story in STORIES:
        link = f'[this]({{{{< relref "/posts/{_ENGLISH[0][0]}" >}}}})'
        body = _body(story, link, '{{< figure src="press.jpg" caption="A press" >}}')
        folder_ = folder / "content" / "posts" / STORIES[story.number].slug
        if story.language == "en":
            matter = [
                "---",
                f"title: {json.dumps(story.title, ensure_ascii=False)}",
                f"date: {story.day}T09:30:00+04:00",
                f"draft: {'yes' if story.number == 9 else 'no'}",
                f"slug: {story.slug}",
                f"tags: [{', '.join(story.tags)}]",
                "aliases:\n  - /old/" + story.slug + ".html\n  - former-" + story.slug,
                "author: Aytac M." if story.number % 2 else "authors:\n  - Aytac M.\n  - Orxan Q.",
                "params:\n  mood: calm",
                "---",
            ]
            _write(folder_ / "index.md", "\n".join(matter) + "\n\n" + body)
            _write(folder_ / "press.jpg", picture(story.number))
        else:
            matter = [
                "+++",
                f"title = {json.dumps(story.title, ensure_ascii=False)}",
                f"date = {story.day}",
                f'slug = "{story.slug}"',
                f"tags = {json.dumps(list(story.tags))}",
                'regions = ["Bakı"]',
                f'summary = "Xülasə {story.number}"',
                "[cover]\nimage = 'press.jpg'\nalt = 'Mətbəə'",
                "+++",
            ]
            _write(folder_ / "index.az.md", "\n".join(matter) + "\n" + body)
    _write(folder / "content/_index.md", "---\ntitle: Home\n---\n")
    _write(folder / "content/about.md", '{\n"title": "About us",\n"url": "/who-we-are/"\n}\n\nWe are a newsroom.\n')
    _write(folder / "content/posts/notes.org", "* Notes\n")
    _write(folder / "static/files/report 1.pdf", b"%PDF-1.4\n%%EOF\n")
    _write(folder / "themes/plain/README.md", "# A theme\n")


def make_jekyll(folder: Path) -> None:
    """Write a site of Jekyll: posts in two languages, drafts, a collection, pages and redirects."""
    _write(
        folder / "_config.yml",
        "title: Old site\nurl: https://old.example\nbaseurl: /news\n"
        "permalink: /:categories/:year/:month/:day/:title.html\n"
        "collections:\n  papers:\n    output: true\n    permalink: /papers/:title/\n"
        "defaults:\n  - scope: {path: '', type: posts}\n    values: {layout: post, lang: en}\n",
    )
    _write(folder / "_data/authors.yml", "aytac:\n  name: Aytac M.\n")
    for story in STORIES:
        body = _body(
            story,
            "[this]({% post_url 2018-01-02-hearing-adjourned %})",
            "![A press]({{ site.baseurl }}/assets/press.jpg)",
        )
        matter = [
            f"title: {json.dumps(story.title, ensure_ascii=False)}",
            f"ref: story-{story.number}",
            "author: aytac",
        ]
        matter += ["lang: az"] if story.language == "az" else []
        matter += ["category: " + story.tags[0], f"tags: {story.tags[0]} {story.tags[1].split()[1]}"]
        matter += [f"redirect_from: /?p={story.number}"] if story.language == "en" else []
        matter += [f"permalink: /own/{story.slug}/"] if story.number == 5 else []
        text = "---\n" + "\n".join(matter) + f"\n---\n{body}"
        name = f"{story.slug}.md" if story.number == 9 else f"{story.day}-{story.slug}.md"
        _write(folder / ("_drafts" if story.number == 9 else "_posts") / name, text)
    _write(folder / "_papers/report.md", "---\ntitle: A report\ndate: 2020-05-05\n---\nWords of a report.\n")
    _write(folder / "about.md", "---\ntitle: About us\npermalink: /about/\n---\nWe are a newsroom.\n")
    _write(
        folder / "index.html", "---\nlayout: default\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n"
    )
    _write(folder / "README.md", "# How this site is built\n")
    _write(folder / "assets/press.jpg", picture(1))


def make_pelican(folder: Path) -> None:
    """Write a site of Pelican: articles with lines of metadata, translations by their slug, pages and files."""
    _write(
        folder / "pelicanconf.py",
        "import os\nAUTHOR = 'Aytac M.'\nSITENAME = 'Old site'\nSITEURL = ''\nPATH = 'content'\nDEFAULT_LANG = 'en'\n"
        "ARTICLE_URL = '{date:%Y}/{date:%m}/{slug}.html'\nARTICLE_SAVE_AS = ARTICLE_URL\n"
        "ARTICLE_LANG_URL = '{lang}/{date:%Y}/{date:%m}/{slug}.html'\nARTICLE_LANG_SAVE_AS = ARTICLE_LANG_URL\n"
        "EXTRA_PATH_METADATA = {'extra/robots.txt': {'path': 'robots.txt'}}\n"
        "os.system('touch ran')\nopen('ran', 'w').close()\n",
    )
    _write(folder / "publishconf.py", "from pelicanconf import *\nSITEURL = 'https://old.example'\n")
    for story in STORIES:
        body = _body(story, "[this]({filename}/hearing-adjourned.md)", "![A press]({static}/images/press.jpg)")
        lines = [f"Title: {story.title}", f"Date: {story.day} 09:30", f"Tags: {', '.join(story.tags)}"]
        lines += [f"Slug: {STORIES[story.number].slug}"]
        lines += ["Lang: az", "Translation: true"] if story.language == "az" else ["Authors: Aytac M., Orxan Q."]
        lines += ["Status: draft"] if story.number == 9 else []
        lines += ["Summary: Two lines\n    of a summary"] if story.number == 1 else []
        _write(folder / "content" / "courts" / f"{story.slug}.md", "\n".join(lines) + f"\n\n{body}")
    _write(folder / "content/pages/about.md", "Title: About us\n\nWe are a newsroom.\n")
    _write(folder / "content/courts/old.rst", "Old\n===\n\nWords.\n")
    _write(folder / "content/images/press.jpg", picture(1))
    _write(folder / "content/extra/robots.txt", "User-agent: *\n")


def make_plain(folder: Path) -> None:
    """Write a folder of Markdown files: languages by name, and YAML, TOML or no front matter."""
    for story in STORIES:
        link = f"[this](../{_ENGLISH[0][0]}.en.md)"
        body = _body(story, link, "![A press](press.jpg)")
        matter = (
            "",
            f"---\ntitle: {json.dumps(story.title, ensure_ascii=False)}\n---\n",
            f"+++\ndraft = true\ndate = {story.day}\n+++\n",
        )
        kind = story.number % 3
        head = "" if kind == 1 else f"# {story.title}\n\n"
        name = f"{story.day}-{STORIES[story.number].slug}.{story.language}.md"
        _write(folder / "notes" / name, matter[kind] + head + body)
    _write(folder / "notes/press.jpg", picture(1))
