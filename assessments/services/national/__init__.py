"""A fictional nation, for measuring how the pages do when there is much of everything. Never in production.

`shape` says how many of what; `organisation` makes the schools and teams of one board, with what became of them;
`course` says how a team fared in a round, and `folk` what remains of what its people chose; `ledger` turns that into
rows as the services would leave them. `improving` does so with what they chose to improve and the actions, of which
`deeds` says how they fared; `bulk` writes the rows.
"""
