"""The Pelican plugin that builds the site: content to archive to pages to files, in one run for all languages.

Settings: the site's (`model.settings`), `STORE_PATH`, `CATALOGUE_PATHS`, `SHARE_PICTURES`, `CHECKSUMS`,
`REDACTIONS`, `KEPT_PATH`.
Signals: Pelican's `get_generators`, `get_writer` and `all_generators_finalized`. It sends Pelican's `content_written`.

- `cache`: The cache of a site's builds: one SQLite file of computed values by key.
- `checks`: Checks before publication.
- `copied_files`: Files that are published unchanged: those that `STATIC_PATHS`, `THEME_STATIC_PATHS` and `FONTS` name.
- `diagnostics`: The printed lines and messages of faults (`model.diagnostics.Fault`), which the checks found in the
  content.
- `errors`: The errors that end a build or a command, and the one line that is printed for each in place of a traceback.
- `files`: Files on disk: the lock of an output folder, which keeps two builds from writing into it at once; atomic
  writes.
- `guards`: Keep drafts, keys, lists and caches out of what is published or committed.
- `histories`: Published states of texts from git, and the ledgers that a publication writes.
- `inputs`: Everything that a build reads besides its cache, and a digest of it.
- `media`: Publish pictures and documents through the cache.
- `memory`: What a build of the preview shows first, and how it does without faulty texts.
- `output`: The output folder: the stage of a build, how it is moved into place, the list of written files, and the
  report.
- `page_maker`: Render the pages that differ, and collect pages and files on the stage.
- `pipeline`: One build in which something changed: load, check, render, stage, inspect, swap.
- `placeholders`: What must be replaced before an archive is published: values and words of an example.
- `plugin`: Pelican's generator for the whole archive, and what other plugins are told.
- `render`: Render pages with Jinja, and track what each page depends on.
- `share_pictures`: Draw the share pictures (or share cards), the previews that social networks show for a page, through
  the cache.
- `site_loader`: Load settings, words, content and media into the context of the site.
- `state`: What the last build into an output folder left: what it read, said and wrote.
- `terminal`: What is printed on a terminal: paths, lines, reports; and without commands to CI runners.
- `texts`: Load the texts and vocabularies of the content: from the cache, or by parsing their files on all cores.
- `workers`: Share work out to all cores, with a progress bar.
"""

from __future__ import annotations


def register() -> None:
    """Connect the builder to Pelican: our generator builds the whole site, and our writer replaces Pelican's."""
    from .plugin import connect

    connect()
