"""A copy can be trusted: the sums of a publication's files, their signature, and what a copy has otherwise.

Settings, signals: none; `builds` writes the sums, `newsroom` compares copies with them.
`hosts` asks a host for its files, `responses` judges the headers in which they come.
The forms are those of existing tools, so that nobody needs ours: sha256sum(1) checks the files, minisign(1) the list.
"""
