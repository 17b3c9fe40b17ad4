"""Feeds: fetching them politely, reading their bytes, deciding what is new and when to ask again."""
