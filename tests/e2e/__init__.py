"""The site in a real browser: `reader` sits down at it and lists the addresses that are looked at; `vendor` holds
axe-core, the rules of accessibility.
"""
