"""Copy a publication to where readers get it, in an order in which no link ever leads to a missing file.

- `files`: The files of a publication: their digests, of which kind each is, and who vouches for them.
- `plan`: The steps from what lies at a target to the publication, in an order in which no link dangles.
- `record`: What a deployment writes down: a small file at the target, and a private journal of what is done.
- `tools`: rsync and rclone, run within limits; their words go to a private log.
- `targets`: Where a publication can be copied to, and how the text after `TO=` says it.
- `rsync`: A target over ssh: rsync alone, so that an account which may run nothing else is enough.
- `rclone`: A target in a store of objects, by WebDAV, or whatever else rclone reaches.
- `releases`: A folder with a release for each publication, and a link to the present one.
- `uploading`: A whole deployment to a target that has no link to switch: compare, upload, delete, verify.
"""
