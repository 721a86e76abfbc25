"""Checksums and signatures of a publication, and the comparison of a copy with them.

- `checksums`: The list of checksums of a publication.
- `copies`: A copy of the site, and the comparison with its checksums.
- `hosts`: A copy at an address, fetched file by file within limits.
- `responses`: Parse and check one HTTP response.
- `signatures`: minisign signatures (Ed25519) of files.
"""
