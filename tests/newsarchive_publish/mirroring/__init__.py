"""What mirrors need: the script, the rules for their servers, the list of them, and the report on each."""
