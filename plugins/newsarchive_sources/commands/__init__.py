"""The commands of this plugin.

- `keep`: `newsarchive keep`: keep copies of the sources, and record them in the table `kept.tsv`.
- `keep_attestations`: What strangers attest of kept sources, as `newsarchive keep` asks for it: time-stamps, and copies
  in public archives.
- `links`: `newsarchive links`: which sources, and copies of them in public archives, are no longer online.
"""
