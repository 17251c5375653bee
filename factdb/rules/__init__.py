"""What follows from facts alone, for whoever writes the record and whoever reads it; no database is asked: `origins`
(how many independent origins say the same), `figure_conflicts` (series, and which figures cannot both be right).
"""
