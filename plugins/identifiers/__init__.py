"""Identifiers of people in a text: telephone numbers, mailboxes, identity cards, payment cards and accounts.

An editor is told where one stands, and publishes it only on purpose. Pure rules over words; what is found is never
shown whole.
"""
