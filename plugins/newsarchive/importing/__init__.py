"""An existing archive, read and turned into drafts. Pure rules over files: no network, no Pelican.

- `items`: What an import reads from an old archive: texts as their source has them, and files by their old addresses.
- `reading`: Read an old archive: recognise its system, or take the one that is named.
- `wordpress`: WordPress: an export file (WXR 1.0 to 1.2), or a folder of the parts of one, with the folder of its
  uploads.
- `wordpress_bodies`: The bodies of WordPress posts with what readers saw and other items hold: reusable blocks and
  galleries.
- `wordpress_languages`: Languages and translations of WordPress posts, as the plugins Polylang, WPML and qTranslate
  write them.
- `wxr`: The elements of a WordPress export (WXR 1.0 to 1.2): what it says of its site, and its posts.
- `xml_stream`: XML exports as a stream of elements: cleaned of what XML forbids, and within bounds.
- `paragraphs`: Paragraphs of WordPress's classic editor, which stores line breaks instead of `p` and `br`.
- `feeds`: Atom and RSS feeds, from a file; also the archive that Blogger exports, which is an Atom feed.
- `folders`: Folders of Markdown files: what all systems share, and folders without a system.
- `hugo`: Hugo: a site's folder with its settings, texts (page bundles, several languages), and files.
- `jekyll`: Jekyll: a site's folder with its settings, posts, drafts, collections, pages and files.
- `pelican`: Pelican: a site's folder with its articles, pages and files; its settings are parsed and never run.
- `front_matter`: The front matter of old texts: YAML, TOML or JSON, lines such as `Title: …`, or a document's head; all
  as strings.
- `old_dates`: Dates as other systems write them: ISO 8601 and its variants, RFC 5322, and days with an English month.
- `source_files`: Files of an old archive: a walk that follows no symbolic link, and texts within bounds.
- `importer`: A whole import: from the items of an old archive to the files to write, without writing any.
- `places`: Where each item goes: its language, its folder in the content, and of which text it is a translation.
- `languages`: The language of an item: an editor's rule, else what its source says, else the letters and words of its
  text.
- `drafts`: A draft of an item: its front matter and body in our format, with everything that was changed on the way.
- `html_bodies`: HTML bodies as our Markdown: a tree from which everything is removed that our Markdown cannot say.
- `html_asides`: What HTML says beside its running words: hidden elements, forms, drawings, readings, and words of
  attributes.
- `html_elements`: Elements of HTML as browsers see them: where they end, whether readers see them, and what their
  attributes say.
- `html_in_markdown`: HTML in the lines of Markdown: hidden elements go, and what Markdown cannot carry as it is becomes
  words or links.
- `html_notes`: Notes of HTML bodies: shortcodes, notes that WordPress keeps apart, and numbers that Word links.
- `html_writer`: A cleaned tree of HTML as our Markdown: markdownify with the rules of Python-Markdown and of our
  readers.
- `markdown_bodies`: Markdown bodies as our Markdown: only what our readers refuse is changed.
- `markdown_lists`: Code and lists of Markdown bodies, as Python-Markdown reads them: code is masked, and lists get
  their spaces.
- `markdown_html`: HTML in Markdown bodies, as CommonMark reads it: a block of HTML ends at a blank line, and Markdown
  may follow.
- `markdown_unseen`: Parts of Markdown that readers of the old site never saw: they are not carried over, and the report
  names them.
- `markdown_literals`: Words that CommonMark shows as typed, and our Markdown would read as markup: signs before them
  keep them words.
- `markdown_commands`: Commands of Hugo and Jekyll in Markdown bodies: what stands for each of them, and which of them
  were dropped.
- `command_words`: Words of the arguments of commands in old texts: as lines of Markdown, as HTML, and as readers see
  them.
- `shortcodes`: Shortcodes of WordPress: what stands for each of them, and which of them were dropped.
- `headings`: Headings of old texts: under which id our build shows what a link to an old id meant.
- `links`: Links and files of old items: to which text, picture or document of the content an old address leads.
- `vocabulary`: The terms and authors of an old archive, by the tables that editors correct.
- `tables`: The tables of an import, which editors read and correct: terms, authors, languages, and what was written.
- `account`: The account of an import: every word, picture, link, table and embed of an item, before and after.
- `losses`: Where in its source an item would lose something: the file and the line, for an editor who must look there.
- `report`: The report of an import: what became of every item and of every element of it, for people and for programs.
"""
