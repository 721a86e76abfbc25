"""The Pelican plugin that builds the site: content to archive to pages to files, in one run for all languages.

Settings: the site's (`model.settings`), `STORE_PATH`, `CATALOGUE_PATHS`, `SHARE_PICTURES`, `CHECKSUMS`,
`REDACTIONS`, `KEPT_PATH`.
Signals: Pelican's `get_generators`, `get_writer` and `all_generators_finalized`. It sends Pelican's `content_written`.

- `cache`: The cache of a site's builds: one SQLite file of computed values and of the records of the last builds.
- `cached_values`: Take values from the cache or compute them on all cores; parsed texts among them.
- `checks`: Checks before publication.
- `copied_files`: Files that are published unchanged: those that `STATIC_PATHS`, `THEME_STATIC_PATHS` and `FONTS` name.
- `diagnostics`: Faults and errors printed without tracebacks and without commands to CI runners.
- `files`: Files on disk: the lock of an output folder, atomic writes, fingerprints.
- `guards`: Keep drafts, keys, lists and caches out of what is published or committed.
- `histories`: Published states of texts from git, and the ledgers that a publication writes.
- `inputs`: Everything that a build reads besides its cache, and a digest of it.
- `last_build`: What the last build into an output folder wrote, and what it depended on.
- `media`: Publish pictures and documents through the cache.
- `output`: The output folder: the stage of a build, the writer that swaps it in, its manifest, and the counts of a
  build.
- `page_maker`: Render the pages that differ, and collect pages and files on the stage.
- `pipeline`: One build in which something changed: load, check, render, stage, inspect, swap.
- `placeholders`: What must be replaced before an archive is published: values and words of an example.
- `plugin`: Pelican's generator for the whole archive, and what other plugins are told.
- `publishable`: What is left of an example and stops a publication, or is printed in a trial.
- `render`: Render pages with Jinja, and track what each page depends on.
- `share_pictures`: Draw the share pictures (or share cards), the previews that social networks show for a page, through
  the cache.
- `site_loader`: Load settings, words, content and media into the context of the site.
- `swap`: Swap the stage into the output folder; finish or undo a swap that was interrupted.
- `workers`: Share work out to all cores, with a progress bar.
"""

from __future__ import annotations


def register() -> None:
    """Connect the builder to Pelican: our generator builds the whole site, and our writer replaces Pelican's."""
    from .plugin import connect

    connect()
