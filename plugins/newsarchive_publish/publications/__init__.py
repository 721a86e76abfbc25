"""The chain of publications: the file STATE of each, which names the one before it, and the ledger of all.

- `chain`: CHAIN, the list of earlier publications, and what it says of a STATE that somebody has seen.
- `ledger`: Which publication a build is, and its line in the table `publications.tsv`.
- `mirror_list`: `mirrors.json`, the signed list of mirrors.
- `observing`: What an observer finds out about a copy before reading all its files: which publication it is, and who
  signed it.
- `seal`: The seal of one publication, as a build asks for it (`model.pages.Seal`).
- `sealing`: What closes a publication: checksums, CHAIN, STATE, and signatures.
- `signatures`: What is signed with a file, and how many signatures count.
- `signing`: The key that signs a publication, opened or refused, and what else its seal depends on.
- `states`: STATE, the small file that a publication's signatures cover.
"""
