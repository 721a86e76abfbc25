"""How long builds take and what they cost: `make bench`, and the tests of what measures it."""
