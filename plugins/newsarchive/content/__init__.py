"""From the files under `content/` to an archive: parse, sanitise, typeset, check and link them.

No settings of its own beyond the site's, and no signals: `build.site_loader` calls `loading.load_content`.

- `body_checks`: Faults in a text's body: fences, notes, headings, ids, tables, comments that readers see.
- `confusables`: Deceptive characters and links: mixed scripts, invisible characters, links that hide their target.
- `cross_references`: Check what texts say of one another: links, related briefings, terms, sources, pictures,
  documents.
- `field_markup`: Markup and comments in the fields of front matter and vocabularies, which are plain text: readers
  would see them.
- `files`: Scan the content folder: which files it holds, with their fingerprints.
- `git`: The one hardened way to ask git.
- `house_style`: What a newsroom asks of its words: typography, words that it does not use, one form of each name, no
  formulas.
- `limits`: The bound on the density of a text, and the checks of every file of words.
- `loading`: Load the whole content from disk to an archive, with all faults of all files.
- `markdown`: Convert Markdown to HTML, with ids of headings, notes marked by letters, and citations of sources.
- `markdown_blocks`: Extensions of Python-Markdown for blocks: highlighted code, numbers of list items, counted cells of
  tables.
- `personal_data`: Identifiers of people in texts: telephone numbers, cards, accounts, documents.
- `raw_markup`: Markup that did not parse: signs of Markdown and its dialects that readers would see as typed.
- `redirects`: Earlier addresses from `redirect_from` and `redirects.yaml`.
- `sanitising`: The allow-list for HTML, and links as content paths.
- `source_map`: Where the parts of a text stand in its source: fences, code spans and comments, lines and columns.
- `suggestions`: What an editor meant by a name, a link or a term that does not exist.
- `text`: Read one file from its bytes to a `Text` or to terms: pure functions of bytes, path and settings.
- `translations`: Group texts and readers' letters into works, and check how a translation fits its original.
- `tree`: Classify the files of the content: texts, letters, pictures, documents, vocabularies.
- `typed_text`: A file of the content as it was typed: where it lies, its bytes decoded, its front matter and body, its
  revision.
- `typography`: Quotes, dashes, ellipses, spaces that do not break, and widows by each language's rules.
- `versions`: A text as it was typed, today and in git's history: fields, body, revision.
- `published`: The tables in which earlier publications recorded what readers have seen, and what contradicts them.
- `structure`: Compare the structure of a translation with that of its source: parts and numbers.
"""
