"""What readers and scripts may ask, for `api` and `pages` alike. Imports nothing of the desk but the record's models.

`record` is where a read starts; `filters` says what may be asked of a list; `facts` what follows from documents;
`questions` turns parameters into rows; `downloads` streams and releases them; `http` is what every answer passes.
"""
