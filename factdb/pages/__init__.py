"""HTML and Atom for readers: `urls` has every address; `base`, `lists`, `details`, `site` and `releases` are views;
`feeds` and `sitemaps` other forms of lists.

What they print: `presenters` (from documents to words), `cards`, `forms`, `charts`, `relations`, `jsonld`,
`markdown` (a newsroom's own pages), and `kinds` with the texts of each kind.
"""
