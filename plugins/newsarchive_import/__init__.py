"""An existing archive, read and turned into drafts. Pure rules over files: no network, no Pelican.

From an export or a folder to items:

- `items`: What an import reads from an old archive: texts as their source has them, files by their old addresses, and
  dates.
- `reading`: Read an old archive: recognise its system, or take the one that is named.
- `wordpress`: WordPress: an export file (WXR 1.0 to 1.2), or a folder of the parts of one, with the folder of its
  uploads.
- `wordpress_bodies`: The bodies of WordPress posts with what readers saw and other items hold: reusable blocks and
  galleries.
- `wxr`: A WordPress export (WXR 1.0 to 1.2): a stream of clean XML, what it says of its site, and its posts.
- `feeds`: Atom and RSS feeds, from a file; also the archive that Blogger exports, which is an Atom feed.
- `folders`: Folders of Markdown files: what all systems share, and folders without a system.
- `hugo`: Hugo: a site's folder with its settings, texts (page bundles, several languages), and files.
- `jekyll`: Jekyll: a site's folder with its settings, posts, drafts, collections, pages and files.
- `pelican`: Pelican: a site's folder with its articles, pages and files; its settings are parsed and never run.
- `front_matter`: The front matter of old texts: YAML, TOML or JSON, lines such as `Title: …`, or a document's head; all
  as strings.
- `importer`: A whole import: from the items of an old archive to the files to write, without writing any.
- `places`: Where each item goes: its language, its folder in the content, and of which text it is a translation.
- `tables`: The tables of an import, which editors read and correct: terms, authors, languages, and what was written.
- `links`: Links and files of old items: to which text, picture or document of the content an old address leads.
- `headings`: Headings of old texts: under which id our build shows what a link to an old id meant.
- `drafts`: A draft of an item: its front matter and body in our format, with everything that was changed on the way.
- `account`: The account of an import: every word, picture, link, table and embed of an item, before and after.
- `report`: The report of an import: what became of every item and of every element of it, for people and for programs.
- `html_bodies`: HTML bodies as our Markdown: a tree from which everything is removed that our Markdown cannot say.
- `shortcodes`: Shortcodes of WordPress: what stands for each of them, and which were dropped; the words of arguments of
  any command.
- `html_elements`: Elements of HTML as browsers see them: where they end, whether readers see them, and what their
  attributes say.
- `html_asides`: What HTML says beside its running words: hidden elements, forms, drawings, readings, words of
  attributes, and notes.
- `html_writer`: A cleaned tree of HTML as our Markdown: markdownify with the rules of Python-Markdown and of our
  readers.
- `markdown_bodies`: Markdown bodies as our Markdown: only what our readers refuse is changed.
- `markdown_html`: HTML in Markdown bodies, in blocks and in lines, as CommonMark reads it.
- `markdown_commands`: Commands of Hugo and Jekyll in Markdown bodies: what stands for each of them, and which of them
  were dropped.
- `commonmark`: Where CommonMark and GitHub's Markdown show something else than our Markdown: lists, parts unseen, signs
  as words.
- `commands`: The commands of this plugin.
"""
