"""What may be asked of a list: `filtersets` has every filter by name with its line of SQL, `filter_types` the sorts of
filters, `fields` the values that they take, `validation` reads a query string strictly, `ordering` has the orders,
`cursors` the pages, `checks` refuses options of django-filter that would do nothing.
"""
