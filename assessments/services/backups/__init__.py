"""One file from which the whole database can be put back, on PostgreSQL and on SQLite.

`files` knows the file, `postgresql` and `sqlite` how a database is copied out and replaced, `making` and `restoring`
what is done with both. docs/decisions/0020 tells why it is so.
"""
