"""An archive of one's own: its first files, and its upgrades to newer versions of this package.

`newsarchive init` asks for what is in `Answers`, and writes the files of a `skeleton` into a new folder, with a `wheel`
of this package. `newsarchive upgrade` compares these files with what a newer version would write.

- `answers`: What a newsroom says about its archive, such as its languages, and the record of what was generated from
  it.
- `commands`: The commands of this plugin.
- `keys`: A new pair of keys (minisign), with which a newsroom signs its publications.
- `publishing`: The points of a report on what an archive lacks before it can be published.
- `skeleton`: The files of a new archive.
- `upgrades`: What an upgrade changes, shows and leaves alone.
- `wheel`: This package: the files of the repository that it carries, and itself as a wheel.
"""
