"""Schools, teams and people from a file: read, held against the database, shown, and saved whole or not at all.

`reading` (with `csv_file`, `xlsx_file`, `heads`, `duo`, `entries`) knows no database; `matching` only asks it; `saving`
writes; `jobs` is what page, worker and command call. What is wrong is a code with parameters until `wording` says it
in the reader's language.
"""
