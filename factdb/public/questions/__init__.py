"""A question of a list: `list_query` reads one request and answers it, `identifiers` looks up its slugs with the
ledger's head, `builder` joins the SQL of its filters, `facets` counts, `relations` finds what other claims do to one.
"""
