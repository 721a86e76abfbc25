"""The chain of publications: the file STATE of each, which names the one before it, and the ledger of all.

- `chain`: CHAIN, the list of earlier publications, and what it says of a STATE that somebody has seen.
- `ledger`: The table `publications.tsv` in the content, one line for each publication, and which publication a build
  is.
- `observing`: What an observer finds out about a copy before reading all its files: which publication it is, and who
  signed it.
- `signatures`: What is signed with a file, and how many signatures count.
- `states`: STATE, the small file that a publication's signatures cover.
"""
