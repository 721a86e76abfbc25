"""What mirrors need: a script that makes and renews them, rules for their servers, and a report on each.

`mirror.sh` is a program of its own for volunteers: a POSIX shell script, published as it is.

- `kit`: The commands and files with which a volunteer sets up a mirror.
- `report`: What is known of each mirror: whether it is whole, and how old it is.
"""
