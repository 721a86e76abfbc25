"""A static site generator for multilingual archives of briefings, built on Pelican.

The packages, from the lowest layer to the highest (`importlinter.ini` enforces the order):

- `digests`: Digests of bytes, of values and of the code, and fingerprints of files.
- `defaults`: Settings that every archive needs and few change: `from newsarchive.defaults import *` begins a settings
  file.
- `signals`: The signals by which plugins take part in a build: what each asks for, and when.
- `zip_file`: ZIP files with the same bytes on any machine: fixed dates, order, modes, and one version of one
  compressor.
- `html`: Strings of serialised HTML: the only place with patterns for tags.
- `archive`: The domain model as plain values: no disk, no clock, no Pelican.
- `connections`: One HTTP exchange with a machine that may be hostile, within a total deadline.
- `i18n`: Everything that differs between languages but is not a text. The language is always an argument.
- `readers`: From the files under `content/` to an archive: parse, sanitise, typeset, check and link them.
- `media`: Pictures as they are published, and share cards. Pure rules over bytes, which `build` calls.
- `documents`: PDFs rewritten from an allow-list, so that a published document holds only what its pages show.
- `metadata`: Scanners for data hidden in published files. They share no code with the packages that write the files.
- `redactions`: The redaction list: its terms, and a search for them in every kind of output.
- `integrity`: Checksums and signatures of a publication, and the comparison of a copy with them.
- `publications`: The chain of publications: the file STATE of each, which names the one before it, and the ledger of
  all.
- `mirroring`: What mirrors need: a script that makes and renews them, rules for their servers, and a report on each.
- `pages`: What each kind of page shows. The plugin plans every page of the site.
- `head`: What surrounds the content of a page: the `head` element, and the navigation frame.
- `feeds`: Atom feeds (RFC 4287): one per language, one per language and term, and one of corrections per language.
- `site_files`: Files for machines: sitemap, robots.txt, and rules for web servers. `headers` also holds each page's
  policy.
- `search`: The search: a page and an index for each language, and the script that reads the index in the browser.
- `datasets`: The archive as data: tables, texts as JSON Lines, their description, and a page that explains them.
- `books`: Files with the archive in them, which travel alone: EPUB, one HTML file, and the site of a language as a ZIP
  file.
- `importing`: An existing archive, read and turned into drafts. Pure rules over files: no network, no Pelican.
- `keeping`: Kept copies of sources, so that what a briefing rests on can still be read when the original is gone.
- `letters`: Letters: what changed since a day, as mail drafts that a newsroom sends itself. Nothing is sent from here.
- `starting`: An archive of one's own: its first files, and its upgrades to newer versions of this package.
- `deploying`: Copy a publication to where readers get it, in an order in which no link ever leads to a missing file.
- `build`: The Pelican plugin that builds the site: content to archive to pages to files, in one run for all languages.
- `cli`: The command `newsarchive`; `make X` runs `newsarchive X`. Editors' commands use the same rules as a build.
- `cleaning`: What a published file must not say: the plugin that cleans, scans and searches files.
- `version`: The version of this package, and whether it runs from a checkout of its repository.
"""

try:
    # locks, limits, file modes and forks as POSIX has them; native Windows has none of these modules
    import fcntl as _fcntl
    import resource as _resource
except ModuleNotFoundError:
    raise SystemExit("this needs Linux or macOS; on Windows run it in WSL (README, Start)") from None

del _fcntl, _resource
