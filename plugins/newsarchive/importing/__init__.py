"""An existing archive, read and turned into drafts. Pure rules over files: no network, no Pelican.

- `items`: What an import reads from an old archive: texts as their source has them, and files by their old addresses.
- `reading`: Read an old archive: recognise its system, or take the one that is named.
- `wordpress`: WordPress: an export file (WXR 1.0 to 1.2), or a folder of the parts of one, with the folder of its
  uploads.
- `wxr`: The elements of a WordPress export (WXR 1.0 to 1.2): what it says of its site, and its posts.
- `xml_stream`: XML exports as a stream of elements: cleaned of what XML forbids, and within bounds.
- `paragraphs`: Paragraphs of WordPress's classic editor, which stores line breaks instead of `p` and `br`.
- `feeds`: Atom and RSS feeds, from a file; also the archive that Blogger exports, which is an Atom feed.
- `folders`: Folders of Markdown files: what all systems share, and folders without a system.
- `hugo`: Hugo: a site's folder with its settings, texts (page bundles, several languages), and files.
- `jekyll`: Jekyll: a site's folder with its settings, posts, drafts, collections, pages and files.
- `pelican`: Pelican: a site's folder with its articles, pages and files; its settings are parsed and never run.
- `front_matter`: The front matter of old texts: YAML, TOML or JSON, or lines such as `Title: …`. Every value is a
  string as written.
- `old_dates`: Dates as other systems write them: ISO 8601 and its variants, RFC 5322, and days with an English month.
- `source_files`: Files of an old archive: a walk that follows no symbolic link, and texts within bounds.
"""
