"""What a stranger's pull request may bring, tried against the real commands."""
