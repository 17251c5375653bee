"""JSON under `/api/v1/`: `urls` has every address, `base` what all views share, `views` lists and details,
`subresources`, `facets` and `history` the rest; `about` the root and the documentation.

`negotiation`, `renderers` and `problems` say in which form answers and errors are sent; `schema`, `components`,
`openapi` and `docs` describe all of it as OpenAPI.
"""
