"""Identifiers of people in a text: telephone numbers, mailboxes, documents, cards, accounts, cars and places.

- `kinds`: how each is written; `checksums`: which numbers can be a card's or an account's; `finding`: where they stand.

An editor is told where one stands, and publishes it only on purpose. Pure rules over words; what is found is never
shown whole.
"""
