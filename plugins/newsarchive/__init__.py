"""A static site generator for multilingual archives of briefings, built on Pelican.

The packages, from the lowest layer to the highest (`importlinter.ini` enforces the order):

- `version`: The version of this package, and whether it runs from a checkout of its repository.
- `digests`: Digests of bytes, of values and of the code, and fingerprints of files.
- `plugins`: The plugins that are installed, and what they bring with them.
- `defaults`: Settings that every archive needs and few change: `from newsarchive.defaults import *` begins a settings
  file.
- `signals`: The signals by which plugins take part in a build: what each asks for, and when.
- `zip_file`: ZIP files with the same bytes on any machine: fixed dates, order, modes, and one version of one
  compressor.
- `html`: Strings of serialised HTML: tags, plain words, hanging quotation marks.
- `model`: The domain model as plain values: no disk, no clock, no Pelican.
- `connections`: One HTTP exchange with a machine that may be hostile, within a total deadline.
- `i18n`: Everything that differs between languages but is not a text. The language is always an argument.
- `media`: Pictures as they are published, and share cards. Pure rules over bytes, which `build` calls.
- `server`: Rules for web servers: nginx, Caddy and static hosts. `headers` also holds each page's policy.
- `content`: From the files under `content/` to an archive: parse, sanitise, typeset, check and link them.
- `head`: What machines are told of pages, and what surrounds their content: `head`, frame, feeds, citations, sitemap.
- `pages`: What each kind of page shows. The plugin plans every page of the site.
- `search`: The search: a page and an index for each language, and the script that reads the index in the browser.
- `build`: The Pelican plugin that builds the site: content to archive to pages to files, in one run for all languages.
- `cli`: The command `newsarchive`; `make X` runs `newsarchive X`. Editors' commands use the same rules as a build.
- `api`: All that a plugin may import of this package. Versions are numbered by it: what stands here changes with a
  major one.
"""

try:
    # locks, limits, file modes and forks as POSIX has them; native Windows has none of these modules
    import fcntl as _fcntl
    import resource as _resource
except ModuleNotFoundError:
    raise SystemExit("this needs Linux or macOS; on Windows run it in WSL (README, Start)") from None

del _fcntl, _resource
