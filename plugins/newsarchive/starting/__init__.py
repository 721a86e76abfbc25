"""An archive of one's own: its first files, and its upgrades to newer versions of this package.

`newsarchive init` asks for what is in `Answers`, and writes the files of a `skeleton` into a new folder, with a `wheel`
of this package. `newsarchive upgrade` compares these files with what a newer version would write.

- `answers`: What a newsroom says about its archive, and the record of what was generated from it.
- `languages`: Name, direction and quotation marks of any language of CLDR.
- `placeholders`: Examples that a newsroom must replace before it publishes: values in its settings, and words in its
  files.
- `publishing`: What an archive lacks before it can be published, as points of a report.
- `shipped`: Files of this repository that the package carries with it.
- `skeleton`: The files of a new archive.
- `upgrades`: What an upgrade changes, shows and leaves alone.
- `wheel`: This package as a wheel, with the same bytes wherever it is made, and the lock that pins it.
- `wording`: The words of the interface that a language lacks, as entries of its catalogue to fill in.
"""
